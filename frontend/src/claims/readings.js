/**
 * What the run that is live says of a claim, as the figures of a sentence. Pure.
 *
 * @import { LaneFrame, LaneView, RunView, Series } from '../state/types.d.ts'
 * @import { Measured } from '../asking/lengths.js'
 * @import { Claim, ReadingKind } from './claim.d.ts'
 */

import { rateOf } from '../text/gain.js';
import { laneLetter } from '../text/lane.js';
import { percent, threeFigures, whole } from '../text/number.js';

/** Updates that a loss or an accuracy is averaged over. */
export const OVER = 20;

/** @typedef {Record<string, string>} Figures by name: a, b … of the models, and what else a sentence has gaps for */
/** @typedef {{ run: RunView, lane: LaneView, frame: LaneFrame | null, index: number, diverged: (update: number) => string }} Place */

/** @type {Record<Exclude<ReadingKind, 'lengths'>, (place: Place) => Figures>} what one model gives, by the ending of the figure's name */
const READ = {
  loss: ({ lane }) => ({ '': threeFigures(meanOfLast(lane.series, 'loss')) }),
  metric: ({ lane }) => ({ '': percent(meanOfLast(lane.series, 'metric')) }),
  far: ({ frame }) => ({ '': percent(frame ? farShare(frame) : NaN) }),
  kept: ({ run, frame, index }) => ({ '': threeFigures(frame ? kept(profile(frame)) : NaN), _ms: milliseconds(run.frame?.updateSeconds[index]) }),
  gain: ({ frame }) => ({ '': threeFigures(frame ? rateOf(frame, -1).gain : NaN) }),
  clip: ({ lane, frame, diverged }) => ({
    '': lane.divergedAt === null ? threeFigures(frame ? kept(profile(frame)) : NaN) : diverged(lane.divergedAt),
    _clipped: percent(share(lane.series, (norm) => norm > 1)), _largest: threeFigures(largestNorm(lane.series)),
  }),
  signs: ({ frame }) => ({ '': frame ? String(negative(frame).count) : '–', _of: frame ? String(negative(frame).of) : '–', _zero: percent(frame ? zeros(frame) : NaN) }),
};

/**
 * @param {Claim} claim
 * @param {RunView | null} run
 * @param {{ diverged: (update: number) => string, lengths: Measured | null }} more `lengths`: the answer to that question
 * @returns {Figures | null} null: not read yet
 */
export function readingOf({ reading, updates }, run, { diverged, lengths }) {
  if (!run || !isDue(run, updates)) return null;
  const step = { step: whole(run.step) };
  if (reading === 'lengths') return lengths && { ...step, ...lengthFigures(lengths, Number(run.experiment.task.length)) };
  const figures = run.lanes.flatMap((lane, index) => Object.entries(READ[reading]({ run, lane, frame: run.frame?.lanes[index] ?? null, index, diverged }))
    .map(([ending, value]) => [`${laneLetter(index).toLowerCase()}${ending}`, value]));
  return { ...step, ...Object.fromEntries(figures) };
}

/**
 * Whether a run has made so many updates, and shows a state that belongs there.
 * @param {RunView | null} run
 * @param {number} updates
 * @returns {boolean}
 */
export function isDue(run, updates) {
  if (run?.source !== 'live' || !run.frame) return false;
  return ['diverged', 'finished'].includes(run.state) || (run.step >= updates && run.frame.step >= updates);
}

/** @param {number | null | undefined} seconds */
function milliseconds(seconds) {
  return seconds ? threeFigures(seconds * 1000) : '–';
}

/** @param {Series} series @param {'loss' | 'metric'} quantity @returns {number} */
export function meanOfLast(series, quantity) {
  const values = series[quantity].subarray(Math.max(0, series.length - OVER), series.length);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param {LaneFrame} frame @returns {number[]} ‖∂L/∂h_t‖ of the top layer, by time step */
function profile({ hiddenGradientNorm: { data, shape: [layers, count] } }) {
  return Array.from(data, Number).slice((layers - 1) * count, layers * count);
}

/** @param {number[]} norms @returns {number} what arrives at the first time step of what there is at the last */
export function kept(norms) {
  return norms[0] / norms[norms.length - 1];
}

/** @param {LaneFrame} frame @returns {number} the share of the loss's sensitivity that lies before the last two inputs */
function farShare({ tensors }) {
  const all = Array.from(tensors.get('input_saliency')?.data ?? [], Number);
  const sum = (/** @type {number[]} */ values) => values.reduce((total, value) => total + value, 0);
  return sum(all.slice(0, -2)) / sum(all);
}

/** @param {Series} series @param {(norm: number) => boolean} holds @returns {number} of the updates */
function share({ gradientNorm, length }, holds) {
  return gradientNorm.subarray(0, length).reduce((count, norm) => count + (holds(norm) ? 1 : 0), 0) / length;
}

/** @param {Series} series @returns {number} */
function largestNorm({ gradientNorm, length }) {
  return gradientNorm.subarray(0, length).reduce((largest, norm) => Math.max(largest, norm), 0);
}

/** @param {LaneFrame} frame @returns {{ count: number, of: number }} weights of W_hh below zero */
function negative({ weights }) {
  const entries = Array.from(weights?.['W_hh.0']?.data ?? [], Number);
  return { count: entries.filter((weight) => weight < 0).length, of: entries.length };
}

/** @param {LaneFrame} frame @returns {number} the share of the hidden states that are exactly 0 */
function zeros({ hiddenState: { data } }) {
  return Array.from(data, Number).filter((value) => value === 0).length / data.length;
}

/** @param {Measured} measured @param {number} trained @returns {Figures} the metric of each model at the trained length and at the longest */
function lengthFigures({ lengths, lanes }, trained) {
  const near = lengths.indexOf(trained);
  const far = lengths.length - 1;
  return Object.fromEntries(lanes.flatMap((lane, index) => {
    const letter = laneLetter(index).toLowerCase();
    return [[`${letter}_near`, threeFigures(lane?.metric[near] ?? NaN)], [`${letter}_far`, threeFigures(lane?.metric[far] ?? NaN)]];
  }));
}
