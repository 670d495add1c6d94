/**
 * What happened in a run, and at which update: what the scrubber has marks for. Pure.
 *
 * @import { LaneView, RunView } from '../state/types.d.ts'
 *
 * @typedef {'turned' | 'branch' | 'jump' | 'left_chance' | 'solved' | 'diverged'} EventKind
 * @typedef {{ kind: EventKind, lane: number, step: number, mark?: import('../state/types.d.ts').Mark, factor?: number }} RunEvent
 */

import { lossJumps } from '../charts/loss_jumps.js';
import { milestonesOf } from './milestones.js';

/** The jumps of a log, looked for again once it is an eighth longer. @type {WeakMap<Float32Array, { length: number, found: import('../charts/loss_jumps.js').Jump[] }>} */
const known = new WeakMap();

/** @param {RunView} run @returns {RunEvent[]} in the order of their steps */
export function runEvents(run) {
  const marks = run.marks.map((mark) => /** @type {RunEvent} */ ({ kind: mark.change.origin ? 'branch' : 'turned', lane: mark.lane, step: mark.step, mark }));
  const written = run.lanes.flatMap(({ origin }, lane) => /** @type {RunEvent[]} */ (
    (origin ?? null) === null || marks.some((each) => each.kind === 'branch' && each.lane === lane) ? [] : [{ kind: 'branch', lane, step: Number(origin) }]));
  const read = run.lanes.flatMap((lane, number) => laneEvents(run, lane, number));
  return [...marks, ...written, ...read].sort((a, b) => a.step - b.step || a.lane - b.lane);
}

/** @param {RunView} run @param {LaneView} lane @param {number} number @returns {RunEvent[]} */
function laneEvents({ facts }, { series, divergedAt }, number) {
  const milestones = milestonesOf(facts.task, series).map(({ kind, step }) => ({ kind, lane: number, step }));
  const jumps = jumpsOf(series).map(({ step, factor }) => ({ kind: /** @type {const} */ ('jump'), lane: number, step, factor }));
  return [...milestones, ...jumps, ...(divergedAt === null ? [] : [{ kind: /** @type {const} */ ('diverged'), lane: number, step: divergedAt }])];
}

/** @param {LaneView['series']} series */
function jumpsOf(series) {
  const before = known.get(series.loss);
  if (before && series.length < 1.125 * before.length) return before.found;
  const found = lossJumps(series);
  known.set(series.loss, { length: series.length, found });
  return found;
}

/** @param {readonly RunEvent[]} events @param {number} step @param {1 | -1} direction @returns {RunEvent | null} the next one after, or before, a step */
export function nextEvent(events, step, direction) {
  return (direction > 0 ? events.find((event) => event.step > step) : events.findLast((event) => event.step < step)) ?? null;
}
