/**
 * What memory horizon and required lag mean together, said before the first update, and whether it came true.
 *
 * The rule: a loss whose gradient reaches no further back than a hundredth of itself before it comes to what it should remember
 * cannot tell the weights what to keep; so a model that falls short is expected to stay at what is had without memory (guessing, or
 * the task's own floor), and one that reaches the lag is expected to learn. It is a forecast, not a law: training moves the horizon.
 *
 * @import { Series, TaskFacts } from '../state/types.d.ts'
 * @import { Verdict } from './verdict.js'
 *
 * @typedef {'chance' | 'floor' | 'learning'} Expectation
 * @typedef {object} Forecast
 * @property {Expectation} expected
 * @property {'before' | 'open' | 'right' | 'wrong' | 'late' | 'begun' | 'doubtful' | 'diverged'} verdict `late`: expected to learn, and has not yet; `begun`,
 *   `doubtful`: the last losses are better than without memory, too few for it to be no luck
 * @property {number} reach the horizon before the first update
 * @property {number} lag
 * @property {number | null} step the update at which it got better than without memory
 */

import { milestonesOf } from './milestones.js';

/** What a lane is said to do once it is better than without memory. */
const BETTER = new Set(['learning', 'solved']);

/** @param {Pick<TaskFacts, 'required_lag' | 'floor'>} task @param {number} reach @returns {Expectation} */
export function expectationOf({ required_lag: lag, floor }, reach) {
  if (reach >= (lag ?? 0)) return 'learning';
  return floor === null ? 'chance' : 'floor';
}

/**
 * @param {Pick<TaskFacts, 'required_lag' | 'floor' | 'chance' | 'solved'>} task
 * @param {number | null} reach memory horizon before the first update, no further than truncation lets it; null: not measured
 * @param {Series} series
 * @param {number} length entries of the series that count
 * @param {{ over: boolean, outcome: Verdict['outcome'] }} state of the lane at that length; `over`: no update will follow
 * @returns {Forecast | null} null where the task asks for no memory or nothing was measured
 */
export function forecastOf(task, reach, series, length, { over, outcome }) {
  if (reach === null || !task.required_lag) return null;
  const expected = expectationOf(task, reach);
  const forecast = { expected, reach, lag: task.required_lag, step: null };
  if (length <= 1) return { ...forecast, verdict: 'before' };
  const milestones = milestonesOf(task, series, length, task.floor ?? task.chance);
  const [learned] = milestones;
  // Who has fallen back is said to be where it was.
  const stays = milestones.some(({ kind }) => kind === 'solved') || outcome === 'diverged' || BETTER.has(outcome);
  if (learned && stays) return { ...forecast, verdict: expected === 'learning' ? 'right' : 'wrong', step: learned.step };
  if (outcome === 'diverged') return { ...forecast, verdict: 'diverged' };
  if (BETTER.has(outcome)) return { ...forecast, verdict: expected === 'learning' ? 'begun' : 'doubtful' };
  if (expected === 'learning') return { ...forecast, verdict: over ? 'wrong' : 'late' };
  return { ...forecast, verdict: over ? 'right' : 'open' };
}
