/** Scalars of a whole run, a lane each: growable arrays in the order of their steps, without gaps or repeats. */

import type { Series, Frame, LaneView } from './types.ts';

export function emptySeries(capacity = 256): Series {
  return {
    length: 0, steps: new Float64Array(capacity), loss: new Float32Array(capacity), metric: new Float32Array(capacity),
    gradientNorm: new Float32Array(capacity),
  };
}

/** @returns the last step, -1 before the first */
export function lastStep(series: Series): number {
  return series.length ? series.steps[series.length - 1] : -1;
}

/**
 * The series with the scalars that are new to it. Buffers are shared and grow by doubling; steps that are
 * already there (sent again after a reconnection) are skipped.
 */
export function appendScalars(series: Series, scalars: Frame['scalars'][number]): Series {
  const known = lastStep(series);
  const from = scalars.steps.findIndex((step) => step > known);
  if (from < 0) return series;
  const added = scalars.steps.length - from;
  const grown = reserve(series, series.length + added);
  grown.steps.set(scalars.steps.slice(from), series.length);
  grown.loss.set(scalars.loss.subarray(from), series.length);
  grown.metric.set(scalars.metric.subarray(from), series.length);
  grown.gradientNorm.set(scalars.gradientNorm.subarray(from), series.length);
  const validations = (scalars.validations ?? []).filter(({ step }) => step > known);
  return { ...grown, length: series.length + added, validations: [...series.validations ?? [], ...validations] };
}

/** @returns with room for `size` entries */
function reserve(series: Series, size: number): Series {
  if (size <= series.steps.length) return series;
  const wider = emptySeries(Math.max(size, 2 * series.steps.length));
  wider.steps.set(series.steps.subarray(0, series.length));
  wider.loss.set(series.loss.subarray(0, series.length));
  wider.metric.set(series.metric.subarray(0, series.length));
  wider.gradientNorm.set(series.gradientNorm.subarray(0, series.length));
  return { ...wider, length: series.length, validations: series.validations };
}

/** @returns only what was known at that step */
export function seriesUpTo(series: Series, step: number): Series {
  let low = 0;
  let high = series.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return { ...series, length: low, validations: series.validations?.filter((validation) => validation.step <= step) };
}

/**
 * The step after which scalars must come again so that none is missing: the least that a lane holds,
 * where a diverged lane that has its last scalar asks for nothing.
 */
export function resumeAfter(lanes: readonly LaneView[]): number {
  // A branch comes whole in any case: it may have begun behind what was seen.
  const waiting = lanes.filter(({ origin }) => (origin ?? null) === null)
    .filter((lane) => lane.divergedAt === null || lastStep(lane.series) < lane.divergedAt);
  return waiting.length
    ? Math.min(...waiting.map((lane) => lastStep(lane.series)))
    : Math.max(-1, ...lanes.map((lane) => lastStep(lane.series)));
}
