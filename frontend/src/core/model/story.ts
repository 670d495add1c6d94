/**
 * What the picture shows, as the one sentence of its story: how much of the blame for a wrong answer travels back to
 * the first time step that matters; and, once a model has solved its task, that it did. Every number is read from the
 * frame on show. Pure.
 */

import type { State } from './types.ts';
import { lastScored } from './brackets.ts';
import { emphasisOf, symbolRead } from './input_rows.ts';
import { milestonesOf } from './milestones.ts';
import { lengthUntil } from './verdict.ts';

/** what is known of a model */
export interface Told {
  lane: number;
  /** the gradient's norm at the first time step that matters, over that at the last loss; null: not known */
  arrives: number | null;
  /** the update after which a validation met the task's criterion */ solvedAt: number | null;
}
/** `from` and `to`: 0-based time steps of what must be remembered and of the last loss */
export type Story = {
  beat: 'before' | 'fading' | 'growing' | 'arrives' | 'solved';
  told: Told;
  from: number;
  to: number;
};

/** So much of the blame is said to arrive. */
const ARRIVES = 0.1;
const GROWS = 2;

/** @returns null: nothing is shown, nothing far back has to be remembered, or a lesson or a claim asks about it */
export function storyOf(
  { run, selectedLane, lesson, claim }: Pick<State, 'run' | 'selectedLane' | 'lesson' | 'claim'>,
): Story | null {
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

function beatOf({ arrives, solvedAt }: Told): Story['beat'] {
  if (solvedAt !== null) return 'solved';
  if (arrives === null) return 'before';
  if (arrives > GROWS) return 'growing';
  return arrives >= ARRIVES ? 'arrives' : 'fading';
}

function tell(
  { frame, lanes, facts: { task, lanes: facts } }: NonNullable<State['run']>,
  lane: number,
  from: number,
  to: number,
): Told {
  const data = frame?.lanes[lane] ?? null;
  const norms = data && (facts[lane]?.carries === 'state' ? data.stateGradientNorm : data.hiddenGradientNorm);
  const top = norms ? (norms.shape[0] - 1) * norms.shape[1] : 0;
  const share = norms ? Number(norms.data[top + from]) / Number(norms.data[top + to]) : NaN;
  const { series } = lanes[lane];
  const found = milestonesOf(task, series, lengthUntil(series, frame?.step ?? 0)).find(({ kind }) => kind === 'solved');
  return { lane, arrives: Number.isFinite(share) ? share : null, solvedAt: found?.step ?? null };
}

/** @returns the first time step whose symbol has to be remembered */
export function firstThatMatters({ frame, facts: { task } }: NonNullable<State['run']>): number | null {
  if (!frame || task.modality !== 'symbols') return null;
  const { sequence_length: count, input_size: size, input_labels: labels } = task;
  const input = frame.input.data as Float32Array;
  for (let step = 0; step < count; step += 1) {
    const symbol = symbolRead(input, step, size);
    if (symbol !== null && emphasisOf(task, labels[symbol], step) === 'strong') return step;
  }
  return null;
}
