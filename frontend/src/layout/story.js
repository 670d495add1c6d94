/**
 * What the picture shows, as the one sentence of its story: how much of the blame for a wrong answer travels back to the first time
 * step that matters; and, once a model has solved its task, that it did. Every number is read from the frame on show. Pure.
 *
 * @import { State } from '../state/types.d.ts'
 *
 * @typedef {object} Told what is known of a model
 * @property {number} lane
 * @property {number | null} arrives the gradient's norm at the first time step that matters, over that at the last loss; null: not known
 * @property {number | null} solvedAt the update after which a validation met the task's criterion
 *
 * @typedef {{ beat: 'before' | 'fading' | 'growing' | 'arrives' | 'solved', told: Told, from: number, to: number }} Story
 *   `from` and `to`: 0-based time steps of what must be remembered and of the last loss
 */

import { lastScored } from './brackets.js';
import { emphasisOf, symbolRead } from './input-rows.js';
import { milestonesOf } from './milestones.js';
import { lengthUntil } from './verdict.js';

/** So much of the blame is said to arrive. */
const ARRIVES = 0.1;
const GROWS = 2;

/**
 * @param {Pick<State, 'run' | 'selectedLane' | 'lesson' | 'claim'>} state
 * @returns {Story | null} null: nothing is shown, nothing far back has to be remembered, or a lesson or a claim asks about it
 */
export function storyOf({ run, selectedLane, lesson, claim }) {
  const frame = run?.frame;
  const task = run?.facts.task;
  if (lesson || claim || !run || !frame || !task?.required_lag || !task.structure.endsWith('to-one')) return null;
  const to = lastScored(frame.lossMask.data, task.sequence_length);
  const from = firstThatMatters(run) ?? to - task.required_lag;
  const lanes = run.lanes.map((_, lane) => tell(run, lane, from, to));
  const solved = lanes.find(({ solvedAt }) => solvedAt !== null);
  const told = solved ?? lanes[Math.min(selectedLane, lanes.length - 1)];
  return told ? { beat: beatOf(told), told, from, to } : null;
}

/** @param {Told} told @returns {Story['beat']} */
function beatOf({ arrives, solvedAt }) {
  if (solvedAt !== null) return 'solved';
  if (arrives === null) return 'before';
  if (arrives > GROWS) return 'growing';
  return arrives >= ARRIVES ? 'arrives' : 'fading';
}

/** @param {NonNullable<State['run']>} run @param {number} lane @param {number} from @param {number} to @returns {Told} */
function tell({ frame, lanes, facts: { task, lanes: facts } }, lane, from, to) {
  const data = frame?.lanes[lane] ?? null;
  const norms = data && (facts[lane]?.carries === 'state' ? data.stateGradientNorm : data.hiddenGradientNorm);
  const top = norms ? (norms.shape[0] - 1) * norms.shape[1] : 0;
  const share = norms ? Number(norms.data[top + from]) / Number(norms.data[top + to]) : NaN;
  const { series } = lanes[lane];
  const found = milestonesOf(task, series, lengthUntil(series, frame?.step ?? 0)).find(({ kind }) => kind === 'solved');
  return { lane, arrives: Number.isFinite(share) ? share : null, solvedAt: found?.step ?? null };
}

/** @param {NonNullable<State['run']>} run @returns {number | null} the first time step whose symbol has to be remembered */
export function firstThatMatters({ frame, facts: { task } }) {
  if (!frame || task.modality !== 'symbols') return null;
  const { sequence_length: count, input_size: size, input_labels: labels } = task;
  const input = /** @type {Float32Array} */ (frame.input.data);
  for (let step = 0; step < count; step += 1) {
    const symbol = symbolRead(input, step, size);
    if (symbol !== null && emphasisOf(task.kind, labels[symbol], step) === 'strong') return step;
  }
  return null;
}
