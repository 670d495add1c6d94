/**
 * The frames that the scrubber can go back to. Bounded: when full, every second frame of the older half is let go,
 * so that the recent past stays dense and the beginning stays in reach.
 *
 * @import { Frame, RunView } from './types.d.ts'
 */

import { lastStep } from './series.js';

/** @typedef {{ steps: number[], frames: Frame[] }} History */

export const HISTORY_FRAMES = 600;
export const HISTORY_BYTES = 96e6;

/** @returns {History} */
export function emptyHistory() {
  return { steps: [], frames: [] };
}

/**
 * Adds a frame in the order of steps; a frame of the same step is replaced.
 * @param {History} history
 * @param {Frame} frame
 * @param {number} [capacity]
 * @returns {History}
 */
export function remember(history, frame, capacity = capacityFor(frame)) {
  const at = place(history.steps, frame.step);
  const repeated = history.steps[at] === frame.step ? 1 : 0;
  const steps = history.steps.toSpliced(at, repeated, frame.step);
  const frames = history.frames.toSpliced(at, repeated, frame);
  return steps.length > capacity ? thin({ steps, frames }) : { steps, frames };
}

/**
 * @param {History} history
 * @param {number} step
 * @returns {Frame | null} the frame at or before the step, else the first there is
 */
export function frameAt(history, step) {
  if (!history.steps.length) return null;
  const at = place(history.steps, step);
  return history.frames[history.steps[at] === step ? at : Math.max(0, at - 1)];
}

/**
 * @param {History} history
 * @param {number} step
 * @param {1 | -1} direction
 * @returns {number | null} the neighbouring step that has a frame
 */
export function neighbour(history, step, direction) {
  const at = place(history.steps, step);
  const target = direction < 0 ? at - 1 : history.steps[at] === step ? at + 1 : at;
  return history.steps[target] ?? null;
}

/** @param {RunView} run @param {number} step @returns {number[]} the branches that have been at that step */
export function branchesAt({ lanes }, step) {
  return lanes.flatMap(({ origin, series }, lane) => ((origin ?? null) !== null && Number(origin) <= step && step <= lastStep(series) ? [lane] : []));
}

/** Whether a branch has passed that frame's step without being in it: the server's may show it. @param {RunView} run @param {Frame} frame */
export function lacksLane(run, frame) {
  return branchesAt(run, frame.step).some((lane) => !frame.lanes[lane]);
}

/** @param {readonly number[]} steps @param {number} step @returns {number} the index of the first entry ≥ step */
function place(steps, step) {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {History} history @returns {History} */
function thin({ steps, frames }) {
  const half = steps.length >> 1;
  const keep = (/** @type {unknown} */ _, /** @type {number} */ index) => index >= half || index % 2 === 0;
  return { steps: steps.filter(keep), frames: frames.filter(keep) };
}

/** @param {Frame} frame @returns {number} how many frames of this size may be kept */
function capacityFor(frame) {
  return Math.max(16, Math.min(HISTORY_FRAMES, Math.floor(HISTORY_BYTES / Math.max(1, bytes(frame)))));
}

/** @param {Frame} frame @returns {number} the size of the message that the frame's tensors are views of */
function bytes(frame) {
  return frame.input.data.buffer.byteLength;
}
