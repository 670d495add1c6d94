/**
 * What a lane has come to, as a text id and its numbers. Before the first update what is said is how far back the last
 * loss reaches, beside how far the task needs it to: whether a network learns does not follow from that.
 */

import type { LaneView, Series, TaskFacts } from './types.ts';
import { CHANCE_MARGIN, isByHeart, isSolved, meanOfLast } from './milestones.ts';

export type Verdict = {
  key: string;
  params: Record<string, number>;
  outcome: 'waiting' | 'diverged' | 'solved' | 'worse' | 'chance' | 'floor' | 'by_heart' | 'learning';
};

const WORSE_MARGIN = 1.05;
const CHANCE_OVER = 20;

/** @param step the training step that is shown */
export function verdictOf(task: TaskFacts, lane: LaneView | null, memoryHorizon: number | null, step: number): Verdict {
  if (lane?.state === 'diverged') {
    return { key: 'hero.verdict.diverged', params: { step: lane.divergedAt ?? step }, outcome: 'diverged' };
  }
  const length = lane ? lengthUntil(lane.series, step) : 0;
  const origin = lane?.origin ?? null;
  if (origin !== null
    && step < origin) return { key: 'hero.verdict.not_begun', params: { step: origin }, outcome: 'waiting' };
  if (lane && origin !== null && isBehind(lane.series, step)) {
    return { key: 'hero.verdict.behind', params: { step: Math.max(origin, lastOf(lane.series)) }, outcome: 'waiting' };
  }
  if (!lane || length === 0) return { key: 'hero.verdict.waiting', params: {}, outcome: 'waiting' };
  // The first entry stands before any update.
  const outcome = length === 1 && origin === null ? 'waiting' : outcomeOf(task, lane.series, length);
  if (memoryHorizon === null || !task.required_lag
    || outcome === 'by_heart') return { key: `hero.verdict.${outcome}`, params: {}, outcome };
  if (length === 1) {
    return { key: 'hero.verdict.reach.before', params: { reach: memoryHorizon, lag: task.required_lag }, outcome };
  }
  const params = { reach: Math.min(memoryHorizon, task.required_lag), lag: task.required_lag };
  return { key: `hero.verdict.reach.${outcome}`, params, outcome };
}

/** The same without how far the gradient reaches: what anybody reads. @returns text id */
export function plainVerdict({ key, outcome }: Verdict): string {
  if (!key.startsWith('hero.verdict.reach.')) return key;
  return key.endsWith('.before') ? 'hero.verdict.waiting' : `hero.verdict.${outcome}`;
}

/** Whether a lane has not come to a step yet. */
function isBehind(series: Series, step: number) {
  return lastOf(series) < step;
}

function lastOf({ steps, length }: Series) {
  return length ? steps[length - 1] : -1;
}

/** How many entries of a series belong to a training step and those before it. */
export function lengthUntil(series: Series, step: number) {
  let [low, high] = [0, series.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

function outcomeOf(
  task: TaskFacts,
  series: Series,
  length: number,
): Exclude<Verdict['outcome'], 'waiting' | 'diverged'> {
  if (isByHeart(task, series, length)) return 'by_heart';
  if (isSolved(task, series, length)) return 'solved';
  const loss = meanOfLast(series.loss, length, CHANCE_OVER);
  if (loss > task.chance * WORSE_MARGIN) return 'worse';
  if (loss >= task.chance * CHANCE_MARGIN) return 'chance';
  return task.floor !== null && loss > task.floor ? 'floor' : 'learning';
}
