/**
 * Two events of a lane, read from its scalars by one rule, whether the run is live or recorded: it left chance, it solved the task.
 *
 * Solved: the first update at which the mean of the last `over` values of the criterion's quantity reaches its value (the same as
 * training/solved.py, which counts updates from 1). Left chance: the first at which the mean of the last 50 losses (10 at least)
 * lies 5 % and four of its standard errors below guessing, so that luck with a few batches does not count.
 *
 * @import { Series, Solved, TaskFacts } from '../state/types.d.ts'
 *
 * @typedef {{ kind: 'left_chance' | 'solved', step: number }} Milestone `step`: updates made before the loss that decided
 */

/** Of guessing: a loss above this share of it is at chance. */
export const CHANCE_MARGIN = 0.95;
const CHANCE_OVER = 50;
const CHANCE_AT_LEAST = 10;
const STANDARD_ERRORS = 4;

/** How far each log has been read, and what was found: a log only grows. @type {WeakMap<Float64Array, Map<string, { read: number, found: number | null }>>} */
const known = new WeakMap();

/**
 * @param {Pick<TaskFacts, 'chance' | 'solved'>} task
 * @param {Series} series
 * @param {number} [length] entries that count: what came later is not known yet
 * @returns {Milestone[]} in the order in which they happened; whoever solves at once has left chance by that
 */
export function milestonesOf(task, series, length = series.length) {
  const solved = firstIndex(series, `solved ${JSON.stringify(task.solved)}`, (index) => isSolved(task.solved, series, index + 1));
  const left = firstIndex(series, `left ${task.chance}`, (index) => isBelowChance(task.chance, series.loss, index + 1));
  const reached = (/** @type {number | null} */ index) => index !== null && index < length;
  /** @type {Milestone[]} */
  const found = [];
  if (reached(left) && !(reached(solved) && Number(solved) <= Number(left))) found.push({ kind: 'left_chance', step: series.steps[Number(left)] });
  if (reached(solved)) found.push({ kind: 'solved', step: series.steps[Number(solved)] });
  return found;
}

/** @param {Solved} criterion @param {Series} series @param {number} length @returns {boolean} whether it holds after so many entries */
export function isSolved({ quantity, relation, value, over }, series, length) {
  if (length < over) return false;
  const reached = meanOfLast(series[quantity], length, over);
  return relation === '>=' ? reached >= value : reached <= value;
}

/** @param {number} chance @param {ArrayLike<number>} losses @param {number} length */
function isBelowChance(chance, losses, length) {
  if (length < CHANCE_AT_LEAST) return false;
  const over = Math.min(CHANCE_OVER, length);
  const mean = meanOfLast(losses, length, over);
  if (!(mean < chance * CHANCE_MARGIN)) return false;
  let squares = 0;
  for (let index = length - over; index < length; index += 1) squares += (losses[index] - mean) ** 2;
  return mean + STANDARD_ERRORS * Math.sqrt(squares / (over - 1) / over) < chance;
}

/** @param {ArrayLike<number>} values @param {number} length @param {number} over */
export function meanOfLast(values, length, over) {
  const first = Math.max(0, length - over);
  let sum = 0;
  for (let index = first; index < length; index += 1) sum += values[index];
  return sum / (length - first);
}

/** The first entry that fulfils a rule; entries are read once. @param {Series} series @param {string} rule its name @param {(index: number) => boolean} holds @returns {number | null} */
function firstIndex({ steps, length }, rule, holds) {
  const rules = known.get(steps) ?? new Map();
  known.set(steps, rules);
  const state = rules.get(rule) ?? { read: 0, found: null };
  rules.set(rule, state);
  for (; state.found === null && state.read < length; state.read += 1) if (holds(state.read)) state.found = state.read;
  return state.found;
}
