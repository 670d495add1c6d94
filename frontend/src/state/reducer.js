/**
 * What the server says becomes a patch of the state. Pure.
 *
 * @import { Change, Experiment, Facts, Frame, LaneView, Mark, RunState, RunView, State } from './types.d.ts'
 */

import { emptyHistory, remember } from './history.js';
import { appendScalars, emptySeries } from './series.js';

/** @typedef {{ type: 'status', run: string, state: RunState, step: number, reason?: string | null, experiment?: Experiment, facts?: Facts }} StatusMessage */
/** @typedef {{ type: 'lane', run: string, lane: number, state: 'diverged', step: number, quantity: string }} LaneMessage */
/** @typedef {{ type: 'mark', run: string, lane: number, step: number, change: Record<string, unknown> }} MarkMessage */

/** States from which a run does not come back. */
export const FINAL = /** @type {readonly RunState[]} */ (['finished', 'diverged', 'failed', 'stopped', 'closing']);

/** @param {RunView | null} run @returns {boolean} a live run that can still be resumed, stepped and tuned */
export function isLive(run) {
  return run !== null && run.source === 'live' && !FINAL.includes(run.state);
}

/** @param {State} state @param {StatusMessage} message @returns {Partial<State>} */
export function applyStatus(state, message) {
  const known = state.run?.source === 'live' && state.run.id === message.run;
  if (!known) return beginRun(state, message);
  const run = /** @type {RunView} */ (state.run);
  return {
    run: { ...run, state: message.state, step: Math.max(run.step, message.step ?? 0), reason: message.reason ?? null },
    playback: { ...state.playback, playing: movesIn(message.state, state.playback.playing) },
  };
}

/** A run that is queued moves or not as it was meant to. @param {RunState} state @param {boolean} meant @returns {boolean} */
function movesIn(state, meant) {
  if (state === 'running') return true;
  return state === 'paused' || FINAL.includes(state) ? false : meant;
}

/** @param {State} state @param {StatusMessage} message @returns {Partial<State>} */
function beginRun(state, { run, state: runState, step, reason, experiment = state.experiment, facts = state.facts ?? undefined }) {
  if (!facts) return {};
  return {
    run: {
      id: run, state: runState, step: step ?? 0, reason: reason ?? null, source: 'live', experiment, facts,
      lanes: experiment.lanes.map(emptyLane), frame: null, marks: [],
    },
    history: emptyHistory(),
    playback: { ...state.playback, following: true, shownStep: null, stage: null, progress: 1 },
    cards: state.cards.filter((card) => card.kind === 'notice'),
    facts,
  };
}

/** @returns {LaneView} */
export function emptyLane() {
  return { state: 'training', divergedAt: null, quantity: null, series: emptySeries() };
}

/**
 * A frame of another run changes nothing. While the scrubber holds a step the frame is remembered, not shown.
 * @param {State} state
 * @param {Frame} frame
 * @returns {Partial<State>}
 */
export function applyFrame(state, frame) {
  const { run } = state;
  if (!run || run.source !== 'live' || run.id !== frame.run) return {};
  const lanes = run.lanes.map((lane, index) => withScalars(lane, frame.scalars[index]));
  const shown = state.playback.following ? frame : run.frame;
  return {
    run: { ...run, lanes, step: Math.max(run.step, frame.step), frame: shown },
    history: remember(state.history, frame),
    playback: state.playback.following ? { ...state.playback, shownStep: frame.step } : state.playback,
  };
}

/** @param {LaneView} lane @param {Frame['scalars'][number] | undefined} scalars @returns {LaneView} */
function withScalars(lane, scalars) {
  const series = scalars ? appendScalars(lane.series, scalars) : lane.series;
  return series === lane.series ? lane : { ...lane, series };
}

/** @param {State} state @param {LaneMessage} message @returns {Partial<State>} */
export function applyLane(state, { run: id, lane: number, step, quantity }) {
  const { run } = state;
  if (!run || run.id !== id || run.lanes[number]?.state === 'diverged') return {};
  const lanes = run.lanes.with(number, { ...run.lanes[number], state: 'diverged', divergedAt: step, quantity });
  const card = /** @type {const} */ ({ id: `divergence-${id}-${number}`, kind: 'divergence', lane: number, step, quantity });
  return { run: { ...run, lanes }, cards: [...state.cards.filter((other) => other.id !== card.id), card] };
}

/**
 * A turned knob becomes part of the run's document and of the one that the page edits, as the protocol says.
 * @param {State} state
 * @param {MarkMessage} message
 * @returns {Partial<State>}
 */
export function applyMark(state, { run: id, lane, step, change }) {
  const { run } = state;
  if (!run || run.id !== id) return {};
  const known = run.marks.some((mark) => mark.lane === lane && mark.step === step && JSON.stringify(mark.change) === JSON.stringify(change));
  if (known) return {};
  const marks = /** @type {Mark[]} */ ([...run.marks, { lane, step, change }]);
  return { run: { ...run, marks, experiment: withChange(run.experiment, lane, { step, ...change }) } };
}

/** @param {Experiment} experiment @param {number} lane @param {Change} change @returns {Experiment} */
export function withChange(experiment, lane, change) {
  if (!experiment.lanes[lane]) return experiment;
  const before = experiment.lanes[lane];
  return { ...experiment, lanes: experiment.lanes.with(lane, { ...before, changes: [...(before.changes ?? []), change] }) };
}
