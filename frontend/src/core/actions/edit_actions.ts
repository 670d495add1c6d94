/**
 * Edits of the experiment: judged by the server, then run. Learning rate, clip and BPTT are tuned without a restart.
 */

import type { Actions, Experiment, Preset, State, Store } from '../model/types.ts';
import type { Session } from '../protocol/session.ts';
import type { Verdict } from '../protocol/experiment_api.ts';
import { withFittingBranches } from '../model/branches.ts';
import { referenceAfter, withSizesOf } from '../model/equal_parameters.ts';
import { withOpenClocks } from '../model/derived.ts';
import { addCandidate, lacksImages, sameDocument } from '../model/experiment.ts';
import { viewAfter } from '../model/preset_view.ts';
import { isLive, isPreview } from '../model/reducer.ts';
import { isMeantToPlay } from './playing.ts';
import { createTuning, tunedExperiment } from './tuning.ts';

type OfEdit = 'edit' | 'tune' | 'choosePreset' | 'applyFix' | 'setEqualTo';
export type EditActions = Pick<Actions, OfEdit> & { valid(): Promise<boolean> };
/** What an edit chooses beside the document. */
type Choice = Parameters<Actions['edit']>[1];
/** What edits do with the run. */
interface Run {
  begin: (experiment: Experiment, paused: boolean) => void;
  preview: (experiment: Experiment) => void;
  setPace: (pace: number | null) => void;
  /** resolves to whether a recorded run is on the page in the place of one */
  showRecorded?: (experiment: Experiment, isWanted: () => boolean) => Promise<boolean>;
  unreachable: () => void;
  /** settles when no start is on its way any more */ begun?: () => Promise<unknown>;
}

/** Milliseconds without another edit, before one is judged. */
const QUIET = 120;

export function createEditActions(
  store: Store<State>,
  session: Pick<Session, 'send' | 'request'>,
  validate: (experiment: Experiment, equalTo?: number | null) => Promise<Verdict>,
  run: Run,
): EditActions {
  let edition = 0;
  /** The edit that no server has judged, because none answered. */
  let unjudged: Experiment | null = null;
  /** Whether an edit is not judged yet. */
  let pending = false;
  /** Whether the run that follows a pending edit is to play: unless the one before it is stopped, or in any case. */
  let playNext: 'no' | 'on' | 'anyway' = 'no';
  let judged: Promise<boolean> = Promise.resolve(true);
  const quiet = createQuiet();
  const tuning = createTuning(store, session, validate, {
    accept: (verdict) => accept(store, verdict),
    unreachable: run.unreachable,
    begun: async () => run.begun?.(),
  });

  function edit(wanted: Experiment, choice?: Choice) {
    if (run.showRecorded && lacksImages(store.get().catalog, wanted.task.kind)) void showInstead(wanted, choice);
    else take(wanted, choice);
  }

  /** Where nothing recorded can be had either, the server says why. */
  async function showInstead(wanted: Experiment, choice?: Choice): Promise<void> {
    const mine = (edition += 1);
    [pending, playNext, judged] = [false, 'no', Promise.resolve(false)];
    const shown = await run.showRecorded?.(wanted, () => mine === edition);
    if (!shown && mine === edition) take(wanted, choice);
  }

  function take(wanted: Experiment, choice?: Choice) {
    const state = store.get();
    const experiment = withFittingBranches(state.experiment, wanted);
    store.set({ experiment, ...besides(state, experiment, choice) });
    if (playNext === 'no' && isMeantToPlay(state.playback)) playNext = 'on';
    tuning.forget();
    run.preview(experiment);
    const mine = (edition += 1);
    pending = true;
    quiet.end();
    judged = judge(experiment, mine, state.replay).finally(() => settle(mine));
  }

  /** What a refused edit was to do is forgotten with it. */
  function settle(mine: number) {
    if (mine === edition) [pending, playNext] = [false, 'no'];
  }

  function playsNext(): boolean {
    const { playback, run: before } = store.get();
    return playNext === 'anyway' || (playNext === 'on' && (isMeantToPlay(playback) || !isLive(before)));
  }

  /** A recording that has been opened since is looked at, not replaced. */
  async function judge(experiment: Experiment, mine: number, replay: State['replay']): Promise<boolean> {
    await quiet.begin();
    if (mine !== edition) return judged;
    const { equalTo } = store.get();
    const verdict = await validate(experiment, experiment.lanes.length > 1 ? equalTo : null).catch(() => null);
    if (mine !== edition) return judged;
    if (store.get().replay !== replay) return false;
    unjudged = verdict ? null : experiment;
    if (!verdict) run.unreachable();
    if (!verdict || !accept(store, verdict)) return false;
    const isSized = 'experiment' in verdict && equalTo !== null;
    const sized = isSized ? withSizesOf(experiment, verdict.experiment) : experiment;
    if (sized !== experiment) store.set({ experiment: sized });
    run.begin(sized, !playsNext());
    return true;
  }

  function valid(): Promise<boolean> {
    if (unjudged) edit(unjudged);
    return judged;
  }

  function tune(lane: number, change: Parameters<Actions['tune']>[1]) {
    const { experiment, run: view } = store.get();
    const isThere = !pending && isLive(view) && !isPreview(view) && view?.experiment.lanes[lane] !== undefined;
    if (isThere) tuning.turn(lane, change);
    else edit(tunedExperiment(experiment, lane, change));
  }

  return {
    edit, tune, valid,
    ...createPresetActions(store, run.setPace, edit, () => {
      playNext = 'anyway';
    }),
    setEqualTo(lane) {
      store.set({ equalTo: lane });
      if (lane !== null) edit(store.get().experiment);
    },
  };
}

/** @param playAnyway the run that follows the next edit is to play */
function createPresetActions(
  store: Store<State>,
  setPace: Run['setPace'],
  edit: Actions['edit'],
  playAnyway: () => void,
): Pick<Actions, 'choosePreset' | 'applyFix'> {
  function choosePreset(id: string) {
    const state = store.get();
    const preset = presetNamed(state, id);
    if (!preset) return;
    setPace(preset.pace);
    const told = presetNamed(state, state.preset)?.panels ?? [];
    const panels = [...new Set([...state.panels.filter((kind) => !told.includes(kind)), ...(preset.panels ?? [])])];
    store.set({ panels, view: viewAfter(state, id) });
    // Its sizes are those that were measured.
    edit(withOpenClocks(structuredClone(preset.experiment)), { preset: id, selectedLane: 0, equalTo: null });
  }

  function applyFix() {
    const state = store.get();
    const preset = presetNamed(state, state.preset);
    if (!preset?.fix) return;
    const fixed = fixedExperiment(state.experiment, preset.experiment, preset.fix.experiment);
    setPace(preset.pace);
    playAnyway();
    edit(fixed, { preset: state.preset, selectedLane: fixed.lanes.length - 1 });
  }

  return { choosePreset, applyFix };
}

/** A while that ends by itself, or is ended. */
function createQuiet() {
  let settle: (() => void) | null = null;
  return {
    begin: () => new Promise<void>((resolve) => {
      settle = resolve;
      setTimeout(resolve, QUIET);
    }),
    end: () => settle?.(),
  };
}

/** @returns whether the document is good; what is wrong with it goes to the fields */
function accept(store: Store<State>, verdict: Verdict): boolean {
  const errors = 'errors' in verdict ? verdict.errors : [];
  store.set({ errors, ...('facts' in verdict && { facts: verdict.facts }) });
  return errors.length === 0;
}

/**
 * The preset as it stands becomes its mended form; one that has been changed by hand keeps the changes and gains the
 * mending lane.
 */
export function fixedExperiment(experiment: Experiment, preset: Experiment, fix: Experiment): Experiment {
  if (sameDocument(experiment, preset)) return structuredClone(fix);
  return addCandidate(experiment, structuredClone(fix.lanes[fix.lanes.length - 1]));
}

function presetNamed({ catalog }: State, name: string | null): Preset | undefined {
  return catalog?.presets.find(({ id }) => id === name);
}

/** What an edit changes on the page beside the document. */
function besides(
  state: State,
  experiment: Experiment,
  { selectedLane, preset, equalTo }: Choice = {},
): Partial<State> {
  const story = preset === undefined ? presetOf(state, experiment) : preset;
  return {
    equalTo: equalTo === undefined ? referenceAfter(state.experiment, experiment, state.equalTo) : equalTo,
    selectedLane: Math.min(selectedLane ?? state.selectedLane, experiment.lanes.length - 1),
    preset: story,
    view: preset === undefined && story !== state.preset ? viewAfter(state, story) : state.view,
    cursor: withinLanes(state, experiment),
    lossTimeStep: lossOf(state, experiment),
    guess: guessOf(state, experiment),
  };
}

/** A story stays as long as its task does. */
function presetOf(state: State, experiment: Experiment): string | null {
  const story = presetNamed(state, state.preset);
  return story?.experiment.task.kind === experiment.task.kind ? state.preset : null;
}

/** Another task makes its losses elsewhere. */
function lossOf({ lossTimeStep: loss, experiment: before }: State, { task }: Experiment): number | null {
  return task.kind === before.task.kind && task.length === before.task.length ? loss : null;
}

/** What was expected of one network is not expected of another one. */
function guessOf({ guess, experiment: before }: State, { task, lanes }: Experiment): State['guess'] {
  const same = guess && sameDocument([before.task, before.lanes[guess.lane]?.cell], [task, lanes[guess.lane]?.cell]);
  return same ? guess : null;
}

function withinLanes({ cursor }: State, experiment: Experiment): State['cursor'] {
  return cursor && cursor.lane < experiment.lanes.length ? cursor : null;
}
