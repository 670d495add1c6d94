/** What the server says becomes a patch of the state. Pure. */

import type { Change, Experiment, Facts, Frame, Lane, LaneView, Mark, RunState, RunView, State } from './types.ts';
import { sameDocument } from './experiment.ts';
import { emptyHistory, remember } from './history.ts';
import { appendScalars, emptySeries } from './series.ts';
import { withSteadyHorizon } from './steady_horizon.ts';

export type StatusMessage = {
  type: 'status';
  run: string;
  state: RunState;
  step: number;
  reason?: string | null;
  position?: number | null;
  experiment?: Experiment;
  facts?: Facts;
};
export type LaneMessage = {
  type: 'lane';
  run: string;
  lane: number;
  state: 'diverged';
  step: number;
  quantity: string;
};
export type MarkMessage = { type: 'mark', run: string, lane: number, step: number, change: Record<string, unknown> };

/** States from which a run does not come back. */
export const FINAL = ['finished', 'diverged', 'failed', 'stopped', 'closing'] as readonly RunState[];

/** @returns a live run that can still be resumed, stepped and tuned */
export function isLive(run: RunView | null): boolean {
  return run !== null && run.source === 'live' && !FINAL.includes(run.state);
}

/** @returns a live run that has something to branch from, also after its end */
export function canBranch(run: RunView | null): boolean {
  return run !== null && run.source === 'live' && run.frame !== null
    && !['failed', 'stopped', 'closing'].includes(run.state);
}

/**
 * A run begins with its document. A recording on show, or a measured step of the next document, is not replaced by what
 * the run before has still to say.
 */
export function applyStatus(state: State, message: StatusMessage): Partial<State> {
  if (state.replay) return {};
  const known = state.run?.source === 'live' && state.run.id === message.run;
  if (!known) {
    return message.experiment && message.facts ? beginRun(state, message, message.experiment, message.facts) : {};
  }
  const run = state.run as RunView;
  return {
    run: {
      ...run, state: message.state, step: Math.max(run.step, message.step ?? 0), reason: message.reason ?? null,
      position: message.position ?? null,
    },
    playback: { ...state.playback, ...heard(state.playback, message) },
  };
}

/** @param message one with the document tells where the run is now */
function heard(
  { playing, awaited }: State['playback'],
  { state, experiment }: StatusMessage,
): Partial<State['playback']> {
  const crossed = awaited !== null && !experiment && state !== awaited && (state === 'running' || state === 'paused');
  if (crossed) return {};
  return { playing: movesIn(state, playing), awaited: state === 'queued' ? awaited : null };
}

/** A run that is queued moves or not as it was meant to. */
function movesIn(state: RunState, meant: boolean): boolean {
  if (state === 'running') return true;
  return state === 'paused' || FINAL.includes(state) ? false : meant;
}

function beginRun(
  state: State,
  { run, state: runState, step, reason, position }: StatusMessage,
  experiment: Experiment,
  facts: Facts,
): Partial<State> {
  const lanes = experiment.lanes.map((lane) => emptyLane(lane.origin?.step ?? null));
  const known = goesOn(state.run, experiment, step)
    ? { lanes: state.run.lanes, frame: state.run.frame, marks: state.run.marks }
    : { lanes, frame: previewOf(state.run, experiment), marks: [] };
  return {
    run: {
      id: run, state: runState, step: step ?? 0, reason: reason ?? null, position: position ?? null, source: 'live',
      experiment, facts, ...known,
    },
    history: goesOn(state.run, experiment, step) ? state.history : emptyHistory(),
    playback: {
      ...state.playback, playing: movesIn(runState, state.playback.playing), awaited: null, following: true,
      shownStep: null, stage: null, progress: 1,
    },
    cards: state.cards.filter((card) => card.kind === 'notice' || card.stays),
    facts,
  };
}

/** A run that goes on where the one before came to its end keeps what is known of that. */
function goesOn(before: RunView | null, experiment: Experiment, step: number): before is RunView {
  return before?.source === 'live' && before.state === 'finished' && before.step === step
    && sameDocument({ ...before.experiment, steps: 0 }, { ...experiment, steps: 0 });
}

const PREVIEW = 'probe-';

/** The step that stands in for a run's first frame until that comes. */
function previewOf(run: RunView | null, experiment: Experiment) {
  return run && isPreview(run) && sameDocument(run.experiment, experiment) ? run.frame : null;
}

/** @returns one measured step of a document whose run has not begun */
export function isPreview(run: RunView | null): boolean {
  return run !== null && run.id.startsWith(PREVIEW);
}

/** A measured step stands in for the run that is about to begin. */
export function applyPreview(state: State, experiment: Experiment, facts: Facts, frame: Frame): Partial<State> {
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

/** @param origin the step at which a branch begins */
export function emptyLane(origin: number | null = null): LaneView {
  return { state: 'training', divergedAt: null, quantity: null, origin, series: emptySeries() };
}

/** A frame of another run changes nothing. While the scrubber holds a step the frame is remembered, not shown. */
export function applyFrame(state: State, measured: Frame): Partial<State> {
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

function withScalars(lane: LaneView, scalars: Frame['scalars'][number] | undefined): LaneView {
  const series = scalars ? appendScalars(lane.series, scalars) : lane.series;
  return series === lane.series ? lane : { ...lane, series };
}

export function applyLane(state: State, { run: id, lane: number, step, quantity }: LaneMessage): Partial<State> {
  const { run } = state;
  if (!run || run.id !== id || !run.lanes[number] || run.lanes[number].state === 'diverged') return {};
  const lanes = run.lanes.with(number, { ...run.lanes[number], state: 'diverged', divergedAt: step, quantity });
  const card = { id: `divergence-${id}-${number}`, kind: 'divergence', lane: number, step, quantity } as const;
  return { run: { ...run, lanes }, cards: [...state.cards.filter((other) => other.id !== card.id), card] };
}

/** A turned knob becomes part of the run's document and of the one that the page edits, as the protocol says. */
export function applyMark(state: State, { run: id, lane, step, change }: MarkMessage): Partial<State> {
  const { run } = state;
  if (!run || run.id !== id) return {};
  const known = run.marks.some((mark) =>
    mark.lane === lane && mark.step === step && JSON.stringify(mark.change) === JSON.stringify(change));
  if (known) return {};
  const marks = [...run.marks, { lane, step, change }] as Mark[];
  if (change.origin) return applyBranch(state, { ...run, marks }, lane, (change as unknown) as Lane);
  return { run: { ...run, marks, experiment: withChange(run.experiment, lane, { step, ...change }) } };
}

/**
 * A branch stands behind the other lanes, in the run and in what the page edits; it has the parameters of its trunk.
 * @param run with the mark
 */
function applyBranch(state: State, run: RunView, number: number, lane: Lane): Partial<State> {
  if (run.lanes.length !== number) return { run };
  const { origin } = lane as { origin: import('./types.ts').Origin };
  const facts = { ...run.facts, lanes: [...run.facts.lanes, run.facts.lanes[origin.lane]] };
  const experiment = { ...run.experiment, lanes: [...run.experiment.lanes, lane] };
  const edited = state.experiment.lanes.length === number;
  return {
    run: { ...run, facts, experiment, lanes: [...run.lanes, emptyLane(origin.step)], frame: run.frame
      && withLanes(run.frame, number + 1) },
    history: { ...state.history, frames: state.history.frames.map((frame) => withLanes(frame, number + 1)) },
    ...(edited
      && {
        facts, experiment: { ...state.experiment, lanes: [...state.experiment.lanes, lane] }, selectedLane: number,
      }),
  };
}

/** A frame of before has a place for a lane that came later. */
export function withLanes(frame: Frame, count: number): Frame {
  if (frame.lanes.length >= count) return frame;
  const missing = Array.from({ length: count - frame.lanes.length }, () => null);
  return { ...frame, lanes: [...frame.lanes, ...missing] };
}

export function withChange(experiment: Experiment, lane: number, change: Change): Experiment {
  if (!experiment.lanes[lane]) return experiment;
  const before = experiment.lanes[lane];
  return {
    ...experiment, lanes: experiment.lanes.with(lane, { ...before, changes: [...(before.changes ?? []), change] }),
  };
}
