/**
 * What the server says becomes a patch of the state. Pure.
 *
 * @import { Change, Experiment, Facts, Frame, Lane, LaneView, Mark, RunState, RunView, State } from './types.d.ts'
 */

import { sameDocument } from './experiment.js';
import { emptyHistory, remember } from './history.js';
import { appendScalars, emptySeries } from './series.js';
import { withSteadyHorizon } from './steady_horizon.js';

/** @typedef {{ type: 'status', run: string, state: RunState, step: number, reason?: string | null, position?: number | null, experiment?: Experiment, facts?: Facts }} StatusMessage */
/** @typedef {{ type: 'lane', run: string, lane: number, state: 'diverged', step: number, quantity: string }} LaneMessage */
/** @typedef {{ type: 'mark', run: string, lane: number, step: number, change: Record<string, unknown> }} MarkMessage */

/** States from which a run does not come back. */
export const FINAL = /** @type {readonly RunState[]} */ (['finished', 'diverged', 'failed', 'stopped', 'closing']);

/** @param {RunView | null} run @returns {boolean} a live run that can still be resumed, stepped and tuned */
export function isLive(run) {
  return run !== null && run.source === 'live' && !FINAL.includes(run.state);
}

/** @param {RunView | null} run @returns {boolean} a live run that has something to branch from, also after its end */
export function canBranch(run) {
  return run !== null && run.source === 'live' && run.frame !== null && !['failed', 'stopped', 'closing'].includes(run.state);
}

/** A run begins with its document. A recording on show, or a measured step of the next document, is not replaced by what the run before has still to say.
 * @param {State} state @param {StatusMessage} message @returns {Partial<State>} */
export function applyStatus(state, message) {
  if (state.replay) return {};
  const known = state.run?.source === 'live' && state.run.id === message.run;
  if (!known) return message.experiment && message.facts ? beginRun(state, message, message.experiment, message.facts) : {};
  const run = /** @type {RunView} */ (state.run);
  return {
    run: { ...run, state: message.state, step: Math.max(run.step, message.step ?? 0), reason: message.reason ?? null, position: message.position ?? null },
    playback: { ...state.playback, ...heard(state.playback, message) },
  };
}

/** @param {State['playback']} playback @param {StatusMessage} message one with the document tells where the run is now @returns {Partial<State['playback']>} */
function heard({ playing, awaited }, { state, experiment }) {
  const crossed = awaited !== null && !experiment && state !== awaited && (state === 'running' || state === 'paused');
  if (crossed) return {};
  return { playing: movesIn(state, playing), awaited: state === 'queued' ? awaited : null };
}

/** A run that is queued moves or not as it was meant to. @param {RunState} state @param {boolean} meant @returns {boolean} */
function movesIn(state, meant) {
  if (state === 'running') return true;
  return state === 'paused' || FINAL.includes(state) ? false : meant;
}

/** @param {State} state @param {StatusMessage} message @param {Experiment} experiment @param {Facts} facts @returns {Partial<State>} */
function beginRun(state, { run, state: runState, step, reason, position }, experiment, facts) {
  const lanes = experiment.lanes.map((lane) => emptyLane(lane.origin?.step ?? null));
  const known = goesOn(state.run, experiment, step) ? { lanes: state.run.lanes, frame: state.run.frame, marks: state.run.marks } : { lanes, frame: previewOf(state.run, experiment), marks: [] };
  return {
    run: { id: run, state: runState, step: step ?? 0, reason: reason ?? null, position: position ?? null, source: 'live', experiment, facts, ...known },
    history: goesOn(state.run, experiment, step) ? state.history : emptyHistory(),
    playback: { ...state.playback, playing: movesIn(runState, state.playback.playing), awaited: null, following: true, shownStep: null, stage: null, progress: 1 },
    cards: state.cards.filter((card) => card.kind === 'notice' || card.stays),
    facts,
  };
}

/** A run that goes on where the one before came to its end keeps what is known of that. @param {RunView | null} before @param {Experiment} experiment @param {number} step @returns {before is RunView} */
function goesOn(before, experiment, step) {
  return before?.source === 'live' && before.state === 'finished' && before.step === step && sameDocument({ ...before.experiment, steps: 0 }, { ...experiment, steps: 0 });
}

const PREVIEW = 'probe-';

/** The step that stands in for a run's first frame until that comes. @param {RunView | null} run @param {Experiment} experiment */
function previewOf(run, experiment) {
  return run && isPreview(run) && sameDocument(run.experiment, experiment) ? run.frame : null;
}

/** @param {RunView | null} run @returns {boolean} one measured step of a document whose run has not begun */
export function isPreview(run) {
  return run !== null && run.id.startsWith(PREVIEW);
}

/**
 * A measured step stands in for the run that is about to begin.
 * @param {State} state
 * @param {Experiment} experiment
 * @param {Facts} facts
 * @param {Frame} frame
 * @returns {Partial<State>}
 */
export function applyPreview(state, experiment, facts, frame) {
  return {
    run: {
      id: frame.run, state: 'paused', step: frame.step, reason: null, source: 'live', experiment, facts,
      lanes: experiment.lanes.map((_, index) => withScalars(emptyLane(), frame.scalars[index])), frame, marks: [],
    },
    history: remember(emptyHistory(), frame), autoplay: 'off',
    playback: { ...state.playback, following: true, shownStep: frame.step, stage: null, progress: 1 },
    facts,
  };
}

/** @param {number | null} [origin] the step at which a branch begins @returns {LaneView} */
export function emptyLane(origin = null) {
  return { state: 'training', divergedAt: null, quantity: null, origin, series: emptySeries() };
}

/**
 * A frame of another run changes nothing. While the scrubber holds a step the frame is remembered, not shown.
 * @param {State} state
 * @param {Frame} measured
 * @returns {Partial<State>}
 */
export function applyFrame(state, measured) {
  const { run } = state;
  if (!run || run.source !== 'live' || run.id !== measured.run) return {};
  const frame = withSteadyHorizon(measured, state.history.frames);
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
  if (!run || run.id !== id || !run.lanes[number] || run.lanes[number].state === 'diverged') return {};
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
  if (change.origin) return applyBranch(state, { ...run, marks }, lane, /** @type {Lane} */ (/** @type {unknown} */ (change)));
  return { run: { ...run, marks, experiment: withChange(run.experiment, lane, { step, ...change }) } };
}

/**
 * A branch stands behind the other lanes, in the run and in what the page edits; it has the parameters of its trunk.
 * @param {State} state
 * @param {RunView} run with the mark
 * @param {number} number
 * @param {Lane} lane
 * @returns {Partial<State>}
 */
function applyBranch(state, run, number, lane) {
  if (run.lanes.length !== number) return { run };
  const { origin } = /** @type {{ origin: import('./types.d.ts').Origin }} */ (lane);
  const facts = { ...run.facts, lanes: [...run.facts.lanes, run.facts.lanes[origin.lane]] };
  const experiment = { ...run.experiment, lanes: [...run.experiment.lanes, lane] };
  const edited = state.experiment.lanes.length === number;
  return {
    run: { ...run, facts, experiment, lanes: [...run.lanes, emptyLane(origin.step)], frame: run.frame && withLanes(run.frame, number + 1) },
    history: { ...state.history, frames: state.history.frames.map((frame) => withLanes(frame, number + 1)) },
    ...(edited && { facts, experiment: { ...state.experiment, lanes: [...state.experiment.lanes, lane] }, selectedLane: number }),
  };
}

/** A frame of before has a place for a lane that came later. @param {Frame} frame @param {number} count @returns {Frame} */
export function withLanes(frame, count) {
  if (frame.lanes.length >= count) return frame;
  const missing = Array.from({ length: count - frame.lanes.length }, () => null);
  return { ...frame, lanes: [...frame.lanes, ...missing] };
}

/** @param {Experiment} experiment @param {number} lane @param {Change} change @returns {Experiment} */
export function withChange(experiment, lane, change) {
  if (!experiment.lanes[lane]) return experiment;
  const before = experiment.lanes[lane];
  return { ...experiment, lanes: experiment.lanes.with(lane, { ...before, changes: [...(before.changes ?? []), change] }) };
}
