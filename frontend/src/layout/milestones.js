/**
 * Two events of a lane, read from its scalars by one rule, whether the run is live or recorded: it left chance, it solved the task.
 *
 * Left chance: the first update at which there is evidence enough (evidence.js) that the losses lie below guessing. Solved: the first
 * validation that meets the task's criterion; the server makes these, on sequences that no update trains on.
 *
 * @import { Series, Solved, TaskFacts, Validation } from '../state/types.d.ts'
 * @typedef {Pick<TaskFacts, 'chance' | 'solved'> & Partial<Pick<TaskFacts, 'sequences' | 'held_out'>>} Judged
 *
 * @typedef {{ kind: 'left_chance' | 'solved', step: number, figure?: number }} Milestone `step`: updates made before; `figure`: of the
 *   criterion's quantity, in the validation
 */

import { ENOUGH, evidence } from './evidence.js';

/** Of guessing: a loss above this share of it is at chance. */
export const CHANCE_MARGIN = 0.95;
/** Of what is trained on is right where it is known by heart, and of what is kept back at most so much of that. */
const [BY_HEART, ELSEWHERE] = [0.95, 0.5];

/** How far each log has been read, and where it left a level: a log only grows. @type {WeakMap<Float64Array, Map<string, { read: number, found: number | null, grownBy: (loss: number) => number }>>} */
const known = new WeakMap();

/**
 * @param {Judged} task
 * @param {Series} series
 * @param {number} [length] entries that count: what came later is not known yet
 * @param {number} [level] the loss that is left: guessing, or the task's floor
 * @returns {Milestone[]} in the order in which they happened; whoever solves at once has left chance by that
 */
export function milestonesOf(task, series, length = series.length, level = task.chance) {
  const solved = solvedIn(task, series, length);
  const left = leftIndex(task, series, level);
  /** @type {Milestone[]} */
  const found = [];
  if (left !== null && left < length && !(solved && solved.step <= series.steps[left])) found.push({ kind: 'left_chance', step: series.steps[left] });
  if (solved) found.push({ kind: 'solved', step: solved.step, figure: solved[task.solved.quantity] });
  return found;
}

/** @param {Judged} task @param {Series} series @param {number} length @returns {boolean} whether it was solved by then, and the criterion still holds after so many entries */
export function isSolved(task, series, length) {
  if (!solvedIn(task, series, length)) return false;
  if (!task.held_out) return holdsInTraining(task.solved, series, length);
  return meets(task.solved, Number(lastValidation(series, length)?.[task.solved.quantity]));
}

/** Whether what it trains on is known by heart: nearly all of that is right, and at most half as much of what is kept back. @param {TaskFacts} task @param {Series} series @param {number} length */
export function isByHeart({ held_out: heldOut, solved: { over } }, series, length) {
  const validation = lastValidation(series, length);
  if (!heldOut || !validation || length < over) return false;
  const right = meanOfLast(series.metric, length, over);
  return right >= BY_HEART && validation.metric <= ELSEWHERE * right;
}

/** @param {Series} series @param {number} length @returns {Validation | null} the last one by then */
export function lastValidation(series, length) {
  return validationsUntil(series, length).at(-1) ?? null;
}

/** @param {Series} series @param {number} length @returns {Validation[]} */
function validationsUntil({ steps, validations = [] }, length) {
  return length ? validations.filter(({ step }) => step <= steps[length - 1]) : [];
}

/** @param {Judged} task @param {Series} series @param {number} length */
function solvedIn(task, series, length) {
  return validationsUntil(series, length).find((validation) => meets(task.solved, validation[task.solved.quantity])) ?? null;
}

/** @param {Solved} criterion @param {number} figure @returns {boolean} compared as float32, in which it is logged */
function meets({ relation, value }, figure) {
  return relation === '>=' ? figure >= Math.fround(value) : figure <= Math.fround(value);
}

/** @param {Solved} criterion @param {Series} series @param {number} length */
function holdsInTraining(criterion, series, length) {
  return length >= criterion.over && meets(criterion, meanOfLast(series[criterion.quantity], length, criterion.over));
}

/** @param {ArrayLike<number>} values @param {number} length @param {number} over */
export function meanOfLast(values, length, over) {
  const first = Math.max(0, length - over);
  let sum = 0;
  for (let index = first; index < length; index += 1) sum += values[index];
  return sum / (length - first);
}

/** The first entry with which it is evident that the losses lie below a level; entries are read once. @param {Judged} task @param {Series} series @param {number} level @returns {number | null} */
function leftIndex({ sequences }, { steps, length, loss }, level) {
  const levels = known.get(steps) ?? new Map();
  known.set(steps, levels);
  // One sequence where an old recording does not tell.
  const key = `${level} ${sequences}`;
  const state = levels.get(key) ?? { read: 0, found: null, grownBy: evidence(level, sequences === null ? Infinity : sequences ?? 1) };
  levels.set(key, state);
  for (; level > 0 && state.found === null && state.read < length; state.read += 1) {
    if (state.grownBy(loss[state.read]) >= ENOUGH) state.found = state.read;
  }
  return state.found;
}
