/** What happened in a run, and at which update: what the scrubber has marks for. Pure. */

import type { LaneView, RunView } from './types.ts';
import { lossJumps } from './loss_jumps.ts';
import { milestonesOf } from './milestones.ts';

export type EventKind = 'turned' | 'branch' | 'jump' | 'left_chance' | 'solved' | 'diverged';
export type RunEvent = {
  kind: EventKind;
  lane: number;
  step: number;
  mark?: import('./types.ts').Mark;
  factor?: number;
};

/** The jumps of a log, looked for again once it is an eighth longer. */
const known = new WeakMap<Float32Array, { length: number, found: import('./loss_jumps.ts').Jump[] }>();

/** @returns in the order of their steps */
export function runEvents(run: RunView): RunEvent[] {
  const marks = run.marks.map((mark) =>
    ({ kind: mark.change.origin ? 'branch' : 'turned', lane: mark.lane, step: mark.step, mark } as RunEvent));
  const written = run.lanes.flatMap(({ origin }, lane) => (
    (origin ?? null) === null || marks.some((each) => each.kind === 'branch' && each.lane === lane)
      ? []
      : [{ kind: 'branch', lane, step: Number(origin) }]) as RunEvent[]);
  const read = run.lanes.flatMap((lane, number) => laneEvents(run, lane, number));
  return [...marks, ...written, ...read].sort((a, b) => a.step - b.step || a.lane - b.lane);
}

function laneEvents({ facts }: RunView, { series, divergedAt }: LaneView, number: number): RunEvent[] {
  const milestones = milestonesOf(facts.task, series).map(({ kind, step }) => ({ kind, lane: number, step }));
  const jumps = jumpsOf(series).map(({ step, factor }) => ({ kind: 'jump' as const, lane: number, step, factor }));
  return [
    ...milestones, ...jumps,
    ...(divergedAt === null ? [] : [{ kind: 'diverged' as const, lane: number, step: divergedAt }]),
  ];
}

function jumpsOf(series: LaneView['series']) {
  const before = known.get(series.loss);
  if (before && series.length < 1.125 * before.length) return before.found;
  const found = lossJumps(series);
  known.set(series.loss, { length: series.length, found });
  return found;
}

/** @returns the next one after, or before, a step */
export function nextEvent(events: readonly RunEvent[], step: number, direction: 1 | -1): RunEvent | null {
  return (direction > 0 ? events.find((event) => event.step > step) : events.findLast((event) => event.step < step))
    ?? null;
}
