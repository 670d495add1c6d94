/**
 * The frames that the scrubber can go back to. Bounded: when full, every second frame of the older half is let go,
 * so that the recent past stays dense and the beginning stays in reach.
 */

import type { Frame, RunView } from './types.ts';
import { lastStep } from './series.ts';

export type History = { steps: number[], frames: Frame[] };

export const HISTORY_FRAMES = 600;
export const HISTORY_BYTES = 96e6;

export function emptyHistory(): History {
  return { steps: [], frames: [] };
}

/** Adds a frame in the order of steps; a frame of the same step is replaced. */
export function remember(history: History, frame: Frame, capacity: number = capacityFor(frame)): History {
  const at = place(history.steps, frame.step);
  const repeated = history.steps[at] === frame.step ? 1 : 0;
  const steps = history.steps.toSpliced(at, repeated, frame.step);
  const frames = history.frames.toSpliced(at, repeated, frame);
  return steps.length > capacity ? thin({ steps, frames }) : { steps, frames };
}

/** @returns the frame at or before the step, else the first there is */
export function frameAt(history: History, step: number): Frame | null {
  if (!history.steps.length) return null;
  const at = place(history.steps, step);
  return history.frames[history.steps[at] === step ? at : Math.max(0, at - 1)];
}

/** @returns the neighbouring step that has a frame */
export function neighbour(history: History, step: number, direction: 1 | -1): number | null {
  const at = place(history.steps, step);
  const target = direction < 0 ? at - 1 : history.steps[at] === step ? at + 1 : at;
  return history.steps[target] ?? null;
}

/** @returns the branches that have been at that step */
export function branchesAt({ lanes }: RunView, step: number): number[] {
  return lanes.flatMap(({ origin, series }, lane) =>
    ((origin ?? null) !== null && Number(origin) <= step && step <= lastStep(series) ? [lane] : []));
}

/** Whether a branch has passed that frame's step without being in it: the server's may show it. */
export function lacksLane(run: RunView, frame: Frame) {
  return branchesAt(run, frame.step).some((lane) => !frame.lanes[lane]);
}

/** @returns the index of the first entry ≥ step */
function place(steps: readonly number[], step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

function thin({ steps, frames }: History): History {
  const half = steps.length >> 1;
  const keep = (_: unknown, index: number) => index >= half || index % 2 === 0;
  return { steps: steps.filter(keep), frames: frames.filter(keep) };
}

/** @returns how many frames of this size may be kept */
function capacityFor(frame: Frame): number {
  return Math.max(16, Math.min(HISTORY_FRAMES, Math.floor(HISTORY_BYTES / Math.max(1, bytes(frame)))));
}

/** @returns the size of the message that the frame's tensors are views of */
function bytes(frame: Frame): number {
  return frame.input.data.buffer.byteLength;
}
