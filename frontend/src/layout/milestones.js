/**
 * Two events of a lane, read from its scalars by one rule, whether the run is live or recorded: it left chance, it solved the task.
 *
 * Left chance: the first update at which there is evidence enough (evidence.js) that the losses lie below guessing. Solved: the first
 * at which the mean of the last `over` values of the criterion's quantity reaches its value and there was evidence enough, then or
 * before, that they lie past halfway from guessing (the same as training/solved.py, which counts updates from 1).
 *
 * @import { Series, Solved, TaskFacts } from '../state/types.d.ts'
 * @typedef {Pick<TaskFacts, 'chance' | 'solved'> & Partial<Pick<TaskFacts, 'metric_chance' | 'output_size' | 'sequences'>>} Judged
 *
 * @typedef {{ kind: 'left_chance' | 'solved', step: number }} Milestone `step`: updates made before the loss that decided
 */

import { ENOUGH, evidence } from './evidence.js';

/** Of guessing: a loss above this share of it is at chance. */
export const CHANCE_MARGIN = 0.95;

/** How far each log has been read, and what was found: a log only grows. @type {WeakMap<Float64Array, Map<string, { read: number, found: number | null, holds: ((index: number) => boolean) | null }>>} */
const known = new WeakMap();

/**
 * @param {Judged} task
 * @param {Series} series
 * @param {number} [length] entries that count: what came later is not known yet
 * @param {number} [level] the loss that is left: guessing, or the task's floor
 * @returns {Milestone[]} in the order in which they happened; whoever solves at once has left chance by that
 */
export function milestonesOf(task, series, length = series.length, level = task.chance) {
  const solved = solvedIndex(task, series);
  const left = firstIndex(series, `left ${level} ${task.sequences}`, () => evident(series.loss, 0, level, sequencesOf(task)));
  const reached = (/** @type {number | null} */ index) => index !== null && index < length;
  /** @type {Milestone[]} */
  const found = [];
  if (reached(left) && !(reached(solved) && Number(solved) <= Number(left))) found.push({ kind: 'left_chance', step: series.steps[Number(left)] });
  if (reached(solved)) found.push({ kind: 'solved', step: series.steps[Number(solved)] });
  return found;
}

/** @param {Judged} task @param {Series} series @param {number} length @returns {boolean} whether it was solved by then, and the criterion still holds after so many entries */
export function isSolved(task, series, length) {
  const solved = solvedIndex(task, series);
  return solved !== null && solved < length && meets(task.solved, series, length);
}

/** @param {Judged} task @param {Series} series @returns {number | null} */
function solvedIndex(task, series) {
  const { chance, solved, metric_chance: known, output_size: size, sequences } = task;
  return firstIndex(series, `solved ${JSON.stringify([solved, chance, known, size, sequences])}`, () => {
    const isPastHalfway = pastHalfway(task, series[solved.quantity]);
    return (index) => isPastHalfway(index) && meets(solved, series, index + 1);
  });
}

/** Whether it is evident that a lane is past halfway from guessing to the criterion. @param {Judged} task @param {ArrayLike<number>} values @returns {(index: number) => boolean} asked of every index in turn */
function pastHalfway(task, values) {
  const { quantity, relation, value } = task.solved;
  const guessing = quantity === 'loss' ? task.chance : task.metric_chance ?? 1 / (task.output_size ?? 1);
  const best = relation === '<=' ? 0 : 1;
  return evident(values, best, Math.abs((guessing + value) / 2 - best), sequencesOf(task));
}

/** @param {ArrayLike<number>} values @param {number} best @param {number} level distance from the best that is to be beaten @param {number} sequences @returns {(index: number) => boolean} */
function evident(values, best, level, sequences) {
  if (!(level > 0)) return () => best === 1;
  const grownBy = evidence(level, sequences);
  let enough = false;
  return (index) => (enough ||= grownBy(Math.abs(values[index] - best)) >= ENOUGH);
}

/** Independent sequences behind every value; one where an old recording does not tell. @param {Judged} task */
function sequencesOf({ sequences }) {
  return sequences === null ? Infinity : sequences ?? 1;
}

/** @param {Solved} criterion @param {Series} series @param {number} length @returns {boolean} whether it holds after so many entries */
function meets({ quantity, relation, value, over }, series, length) {
  if (length < over) return false;
  const reached = meanOfLast(series[quantity], length, over);
  return relation === '>=' ? reached >= value : reached <= value;
}

/** @param {ArrayLike<number>} values @param {number} length @param {number} over */
export function meanOfLast(values, length, over) {
  const first = Math.max(0, length - over);
  let sum = 0;
  for (let index = first; index < length; index += 1) sum += values[index];
  return sum / (length - first);
}

/** The first entry that fulfils a rule; entries are read once. @param {Series} series @param {string} rule its name @param {() => (index: number) => boolean} begin the rule, which is asked of every entry in turn @returns {number | null} */
function firstIndex({ steps, length }, rule, begin) {
  const rules = known.get(steps) ?? new Map();
  known.set(steps, rules);
  const state = rules.get(rule) ?? { read: 0, found: null, holds: null };
  rules.set(rule, state);
  for (; state.found === null && state.read < length; state.read += 1) {
    state.holds ??= begin();
    if (state.holds(state.read)) state.found = state.read;
  }
  return state.found;
}
