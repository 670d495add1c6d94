/**
 * Two events of a lane, read from its scalars by one rule, whether the run is live or recorded: it left chance, it
 * solved the task.
 *
 * Left chance: the first update at which there is evidence enough (evidence.ts) that the losses lie below guessing.
 * Solved: the first validation that meets the task's criterion; the server makes these, on sequences that no update
 * trains on.
 */

import type { Series, Solved, TaskFacts, Validation } from './types.ts';
import { ENOUGH, evidence } from './evidence.ts';

export type Judged = Pick<TaskFacts, 'chance' | 'solved'> & Partial<Pick<TaskFacts, 'sequences' | 'held_out'>>;
/**
 * `step`: updates made before; `figure`: of the
 *  criterion's quantity, in the validation
 */
export type Milestone = { kind: 'left_chance' | 'solved', step: number, figure?: number };

/** Of guessing: a loss above this share of it is at chance. */
export const CHANCE_MARGIN = 0.95;
/** Of what is trained on is right where it is known by heart, and of what is kept back at most so much of that. */
const [BY_HEART, ELSEWHERE] = [0.95, 0.5];

/** How far each log has been read, and where it left a level: a log only grows. */
const known =
  new WeakMap<Float64Array, Map<string, { read: number, found: number | null, grownBy: (loss: number) => number }>>();

/**
 * @param length entries that count: what came later is not known yet
 * @param level the loss that is left: guessing, or the task's floor
 * @returns in the order in which they happened; whoever solves at once has left chance by that
 */
export function milestonesOf(
  task: Judged,
  series: Series,
  length: number = series.length,
  level: number = task.chance,
): Milestone[] {
  const solved = solvedIn(task, series, length);
  const left = leftIndex(task, series, level);
  const found: Milestone[] = [];
  if (left !== null && left < length
    && !(solved && solved.step <= series.steps[left])) found.push({ kind: 'left_chance', step: series.steps[left] });
  if (solved) found.push({ kind: 'solved', step: solved.step, figure: solved[task.solved.quantity] });
  return found;
}

/** @returns whether it was solved by then, and the criterion still holds after so many entries */
export function isSolved(task: Judged, series: Series, length: number): boolean {
  if (!solvedIn(task, series, length)) return false;
  if (!task.held_out) return holdsInTraining(task.solved, series, length);
  return meets(task.solved, Number(lastValidation(series, length)?.[task.solved.quantity]));
}

/**
 * Whether what it trains on is known by heart: nearly all of that is right, and at most half as much of what is kept
 * back.
 */
export function isByHeart({ held_out: heldOut, solved: { over } }: TaskFacts, series: Series, length: number) {
  const validation = lastValidation(series, length);
  if (!heldOut || !validation || length < over) return false;
  const right = meanOfLast(series.metric, length, over);
  return right >= BY_HEART && validation.metric <= ELSEWHERE * right;
}

/** @returns the last one by then */
export function lastValidation(series: Series, length: number): Validation | null {
  return validationsUntil(series, length).at(-1) ?? null;
}

function validationsUntil({ steps, validations = [] }: Series, length: number): Validation[] {
  return length ? validations.filter(({ step }) => step <= steps[length - 1]) : [];
}

function solvedIn(task: Judged, series: Series, length: number) {
  return validationsUntil(series, length).find((validation) => meets(task.solved, validation[task.solved.quantity]))
    ?? null;
}

/** @returns compared as float32, in which it is logged */
function meets({ relation, value }: Solved, figure: number): boolean {
  return relation === '>=' ? figure >= Math.fround(value) : figure <= Math.fround(value);
}

function holdsInTraining(criterion: Solved, series: Series, length: number) {
  return length >= criterion.over && meets(criterion, meanOfLast(series[criterion.quantity], length, criterion.over));
}

export function meanOfLast(values: ArrayLike<number>, length: number, over: number) {
  const first = Math.max(0, length - over);
  let sum = 0;
  for (let index = first; index < length; index += 1) sum += values[index];
  return sum / (length - first);
}

/** The first entry with which it is evident that the losses lie below a level; entries are read once. */
function leftIndex({ sequences }: Judged, { steps, length, loss }: Series, level: number): number | null {
  const levels = known.get(steps) ?? new Map();
  known.set(steps, levels);
  // One sequence where an old recording does not tell.
  const key = `${level} ${sequences}`;
  const state = levels.get(key)
    ?? { read: 0, found: null, grownBy: evidence(level, sequences === null ? Infinity : sequences ?? 1) };
  levels.set(key, state);
  for (; level > 0 && state.found === null && state.read < length; state.read += 1) {
    if (state.grownBy(loss[state.read]) >= ENOUGH) state.found = state.read;
  }
  return state.found;
}
