/** What the run that is live says of a claim, as the figures of a sentence. Pure. */

import type { Claim, ReadingKind } from '../../core/model/claim.ts';
import type { LaneFrame, LaneView, RunView, Series } from '../../core/model/types.ts';
import type { Measured } from '../../core/questions/lengths.ts';
import { rateOf } from '../../core/text/gain.ts';
import { laneLetter } from '../../core/text/lane.ts';
import { percent, threeFigures, whole } from '../../core/text/number.ts';

/** Updates that a loss or an accuracy is averaged over. */
export const OVER = 20;

/** by name: a, b … of the models, and what else a sentence has gaps for */
export type Figures = Record<string, string>;
export type Place = {
  run: RunView;
  lane: LaneView;
  frame: LaneFrame | null;
  index: number;
  diverged: (update: number) => string;
};

/** what one model gives, by the ending of the figure's name */
const READ: Record<Exclude<ReadingKind, 'lengths'>, (place: Place) => Figures> = {
  loss: ({ lane }) => ({ '': threeFigures(meanOfLast(lane.series, 'loss')) }),
  metric: ({ lane }) => ({ '': percent(meanOfLast(lane.series, 'metric')) }),
  far: ({ frame }) => ({ '': percent(frame ? farShare(frame) : NaN) }),
  kept: ({ run, frame, index }) => ({
    '': threeFigures(frame ? kept(profile(frame)) : NaN), _ms: milliseconds(run.frame?.updateSeconds[index]),
  }),
  gain: ({ frame }) => ({ '': threeFigures(frame ? rateOf(frame, -1).gain : NaN) }),
  clip: ({ lane, frame, diverged }) => ({
    '': lane.divergedAt === null ? threeFigures(frame ? kept(profile(frame)) : NaN) : diverged(lane.divergedAt),
    _clipped: percent(share(lane.series, (norm) => norm > 1)), _largest: threeFigures(largestNorm(lane.series)),
  }),
  signs: ({ frame }) => ({
    '': frame ? String(negative(frame).count) : '–', _of: frame ? String(negative(frame).of) : '–',
    _zero: percent(frame ? zeros(frame) : NaN),
  }),
};

/**
 * @param more `lengths`: the answer to that question
 * @returns null: not read yet
 */
export function readingOf(
  { reading, updates }: Claim,
  run: RunView | null,
  { diverged, lengths }: { diverged: (update: number) => string, lengths: Measured | null },
): Figures | null {
  if (!run || !isDue(run, updates)) return null;
  const step = { step: whole(run.step) };
  if (reading === 'lengths') return lengths
    && { ...step, ...lengthFigures(lengths, Number(run.experiment.task.length)) };
  const figures = run.lanes.flatMap((lane, index) =>
    Object.entries(READ[reading]({ run, lane, frame: run.frame?.lanes[index] ?? null, index, diverged }))
    .map(([ending, value]) => [`${laneLetter(index).toLowerCase()}${ending}`, value]));
  return { ...step, ...Object.fromEntries(figures) };
}

/** Whether a run has made so many updates, and shows a state that belongs there. */
export function isDue(run: RunView | null, updates: number): boolean {
  if (run?.source !== 'live' || !run.frame) return false;
  return ['diverged', 'finished'].includes(run.state) || (run.step >= updates && run.frame.step >= updates);
}

function milliseconds(seconds: number | null | undefined) {
  return seconds ? threeFigures(seconds * 1000) : '–';
}

export function meanOfLast(series: Series, quantity: 'loss' | 'metric'): number {
  const values = series[quantity].subarray(Math.max(0, series.length - OVER), series.length);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @returns ‖∂L/∂h_t‖ of the top layer, by time step */
function profile({ hiddenGradientNorm: { data, shape: [layers, count] } }: LaneFrame): number[] {
  return Array.from(data, Number).slice((layers - 1) * count, layers * count);
}

/** @returns what arrives at the first time step of what there is at the last */
export function kept(norms: number[]): number {
  return norms[0] / norms[norms.length - 1];
}

/** @returns the share of the loss's sensitivity that lies before the last two inputs */
function farShare({ tensors }: LaneFrame): number {
  const all = Array.from(tensors.get('input_saliency')?.data ?? [], Number);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return sum(all.slice(0, -2)) / sum(all);
}

/** @returns of the updates */
function share({ gradientNorm, length }: Series, holds: (norm: number) => boolean): number {
  return gradientNorm.subarray(0, length).reduce((count, norm) => count + (holds(norm) ? 1 : 0), 0) / length;
}

function largestNorm({ gradientNorm, length }: Series): number {
  return gradientNorm.subarray(0, length).reduce((largest, norm) => Math.max(largest, norm), 0);
}

/** @returns weights of W_hh below zero */
function negative({ weights }: LaneFrame): { count: number, of: number } {
  const entries = Array.from(weights?.['W_hh.0']?.data ?? [], Number);
  return { count: entries.filter((weight) => weight < 0).length, of: entries.length };
}

/** @returns the share of the hidden states that are exactly 0 */
function zeros({ hiddenState: { data } }: LaneFrame): number {
  return Array.from(data, Number).filter((value) => value === 0).length / data.length;
}

/** @returns the metric of each model at the trained length and at the longest */
function lengthFigures({ lengths, lanes }: Measured, trained: number): Figures {
  const near = lengths.indexOf(trained);
  const far = lengths.length - 1;
  return Object.fromEntries(lanes.flatMap((lane, index) => {
    const letter = laneLetter(index).toLowerCase();
    return [[`${letter}_near`, threeFigures(lane?.metric[near] ?? NaN)], [
      `${letter}_far`, threeFigures(lane?.metric[far] ?? NaN),
    ]];
  }));
}
