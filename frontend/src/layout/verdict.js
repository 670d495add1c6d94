/**
 * What a lane has come to, as a text id and its numbers.
 *
 * @import { LaneView, Series, TaskFacts } from '../state/types.d.ts'
 *
 * @typedef {{ key: string, params: Record<string, number>, outcome: 'waiting' | 'diverged' | 'solved' | 'worse' | 'chance' | 'floor' | 'learning' }} Verdict
 */

const CHANCE_MARGIN = 0.95;
const WORSE_MARGIN = 1.05;
const CHANCE_OVER = 20;

/**
 * @param {TaskFacts} task
 * @param {LaneView | null} lane
 * @param {number | null} memoryHorizon
 * @param {number} step the training step that is shown
 * @returns {Verdict}
 */
export function verdictOf(task, lane, memoryHorizon, step) {
  if (lane?.state === 'diverged') return { key: 'hero.verdict.diverged', params: { step: lane.divergedAt ?? step }, outcome: 'diverged' };
  const length = lane ? lengthUntil(lane.series, step) : 0;
  if (!lane || length === 0) return { key: 'hero.verdict.waiting', params: {}, outcome: 'waiting' };
  const outcome = outcomeOf(task, lane.series, length);
  if (memoryHorizon === null || task.required_lag === 0) return { key: `hero.verdict.${outcome}`, params: {}, outcome };
  const params = { reach: Math.min(memoryHorizon, task.required_lag), lag: task.required_lag };
  return { key: `hero.verdict.reach.${outcome}`, params, outcome };
}

/**
 * How many entries of a series belong to a training step and those before it.
 *
 * @param {Series} series
 * @param {number} step
 */
export function lengthUntil(series, step) {
  let [low, high] = [0, series.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {TaskFacts} task @param {Series} series @param {number} length @returns {'solved' | 'worse' | 'chance' | 'floor' | 'learning'} */
function outcomeOf(task, series, length) {
  const { quantity, relation, value, over } = task.solved;
  if (length >= over) {
    const reached = mean(series[quantity], length, over);
    if (relation === '>=' ? reached >= value : reached <= value) return 'solved';
  }
  const loss = mean(series.loss, length, CHANCE_OVER);
  if (loss > task.chance * WORSE_MARGIN) return 'worse';
  if (loss >= task.chance * CHANCE_MARGIN) return 'chance';
  return task.floor !== null && loss > task.floor ? 'floor' : 'learning';
}

/** @param {ArrayLike<number>} values @param {number} length @param {number} over */
function mean(values, length, over) {
  const first = Math.max(0, length - over);
  let sum = 0;
  for (let index = first; index < length; index += 1) sum += values[index];
  return sum / (length - first);
}
