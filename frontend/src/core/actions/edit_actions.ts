/**
 * Edits of the experiment: judged by the server, then run. Learning rate, clip and BPTT are tuned without a restart.
 */

import type { Actions, Experiment, State, Store } from '../model/types.ts';
import type { Session } from '../protocol/session.ts';
import type { Verdict } from '../protocol/experiment_api.ts';
import { withFittingBranches } from '../model/branches.ts';
import { referenceAfter, withSizesOf } from '../model/equal_parameters.ts';
import { withOpenClocks } from '../model/derived.ts';
import { addCandidate, lacksImages, sameDocument } from '../model/experiment.ts';
import { viewAfter } from '../model/preset_view.ts';
import { isLive, isPreview } from '../model/reducer.ts';
import { isMeantToPlay } from './run_actions.ts';
import { createTuning, tunedExperiment } from './tuning.ts';

export type EditActions = Pick<Actions, 'edit' | 'tune' | 'choosePreset' | 'applyFix' | 'setEqualTo'> & { valid(): Promise<boolean> };
/** What an edit chooses beside the document. */
type Choice = Parameters<Actions['edit']>[1];

const QUIET = 120;

/**
 * @param run `showRecorded` resolves to whether a recorded run is on the page in the place of one; `begun` settles when
 *   no start is on its way any more
 */
export function createEditActions(
  store: Store<State>,
  session: Pick<Session, 'send' | 'request'>,
  validate: (experiment: Experiment, equalTo?: number | null) => Promise<Verdict>,
  run: { begin: (experiment: Experiment, paused: boolean) => void, preview: (experiment: Experiment) => void, setPace: (pace: number | null) => void, showRecorded?: (experiment: Experiment, isWanted: () => boolean) => Promise<boolean>, unreachable: () => void, begun?: () => Promise<unknown> },
): EditActions {
  let edition = 0;
  /** The edit that no server has judged, because none answered. */
  let unjudged: Experiment | null = null;
  /** Whether an edit is not judged yet. */
  let pending = false;
  /**
   * Whether the run that follows a pending edit is to play: unless the visitor stops the one before it, or in any case.
   */
  let playNext: 'no' | 'on' | 'anyway' = 'no';
  let judged: Promise<boolean> = Promise.resolve(true);
  let settleQuiet: (() => void) | null = null;
  const tuning = createTuning(store, session, validate, { accept, unreachable: run.unreachable, begun: async () => run.begun?.() });

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

  function take(wanted: Experiment, { selectedLane, preset, equalTo: measure }: Choice = {}) {
    const state = store.get();
    const experiment = withFittingBranches(state.experiment, wanted);
    const lane = Math.min(selectedLane ?? state.selectedLane, experiment.lanes.length - 1);
    const equalTo = measure === undefined ? referenceAfter(state.experiment, experiment, state.equalTo) : measure;
    const story = preset === undefined ? presetOf(state, experiment) : preset;
    const view = preset === undefined && story !== state.preset ? viewAfter(state, story) : state.view;
    store.set({ experiment, equalTo, selectedLane: lane, preset: story, view, cursor: withinLanes(state, experiment), loss: lossOf(state, experiment), guess: guessOf(state, experiment) });
    if (playNext === 'no' && isMeantToPlay(state.playback)) playNext = 'on';
    tuning.forget();
    run.preview(experiment);
    edition += 1;
    pending = true;
    settleQuiet?.();
    judged = judge(experiment, edition, state.replay).finally(settled(edition));
  }

  /** What a refused edit was to do is forgotten with it. */
  function settled(mine: number) {
    return () => {
      if (mine === edition) [pending, playNext] = [false, 'no'];
    };
  }

  function playsNext(): boolean {
    const { playback, run: before } = store.get();
    return playNext === 'anyway' || (playNext === 'on' && (isMeantToPlay(playback) || !isLive(before)));
  }

  /** A recording that has been opened since is looked at, not replaced. */
  async function judge(experiment: Experiment, mine: number, replay: State['replay']): Promise<boolean> {
    await new Promise((resolve: (value?: unknown) => void) => {
      settleQuiet = () => resolve();
      setTimeout(resolve, QUIET);
    });
    if (mine !== edition) return judged;
    const { equalTo } = store.get();
    const verdict = await validate(experiment, experiment.lanes.length > 1 ? equalTo : null).catch(() => null);
    if (mine !== edition) return judged;
    if (store.get().replay !== replay) return false;
    unjudged = verdict ? null : experiment;
    if (!verdict) run.unreachable();
    if (!verdict || !accept(verdict)) return false;
    const sized = 'experiment' in verdict && equalTo !== null ? withSizesOf(experiment, verdict.experiment) : experiment;
    if (sized !== experiment) store.set({ experiment: sized });
    run.begin(sized, !playsNext());
    return true;
  }

  /** @returns whether the document is good; what is wrong with it goes to the fields */
  function accept(verdict: Verdict): boolean {
    const errors = 'errors' in verdict ? verdict.errors : [];
    store.set({ errors, ...('facts' in verdict && { facts: verdict.facts }) });
    return errors.length === 0;
  }

  function valid(): Promise<boolean> {
    if (unjudged) edit(unjudged);
    return judged;
  }

  function tune(lane: number, change: Parameters<Actions['tune']>[1]) {
    const { experiment, run: view } = store.get();
    if (pending || !isLive(view) || isPreview(view) || view?.experiment.lanes[lane] === undefined) return edit(tunedExperiment(experiment, lane, change));
    tuning.turn(lane, change);
  }

  return {
    edit,
    tune,
    valid,
    setEqualTo(lane) {
      store.set({ equalTo: lane });
      if (lane !== null) edit(store.get().experiment);
    },
    choosePreset(id) {
      const state = store.get();
      const { catalog, preset: former } = state;
      const preset = catalog?.presets.find((candidate) => candidate.id === id);
      if (!preset) return;
      run.setPace(preset.pace);
      const told = catalog?.presets.find((candidate) => candidate.id === former)?.panels ?? [];
      const panels = [...new Set([...state.panels.filter((kind) => !told.includes(kind)), ...(preset.panels ?? [])])];
      store.set({ panels, view: viewAfter(state, id) });
      edit(withOpenClocks(structuredClone(preset.experiment)), { preset: id, selectedLane: 0, equalTo: null }); // Its sizes are those that were measured.
    },
    applyFix() {
      const { catalog, preset: id, experiment } = store.get();
      const preset = catalog?.presets.find((candidate) => candidate.id === id);
      if (!preset?.fix) return;
      const fixed = fixedExperiment(experiment, preset.experiment, preset.fix.experiment);
      run.setPace(preset.pace);
      playNext = 'anyway';
      edit(fixed, { preset: id, selectedLane: fixed.lanes.length - 1 });
    },
  };
}

/**
 * The preset as it stands becomes its mended form; one that has been changed by hand keeps the changes and gains the
 * mending lane.
 */
export function fixedExperiment(experiment: Experiment, preset: Experiment, fix: Experiment): Experiment {
  if (sameDocument(experiment, preset)) return structuredClone(fix);
  return addCandidate(experiment, structuredClone(fix.lanes[fix.lanes.length - 1]));
}

/** A story stays as long as its task does. */
function presetOf({ catalog, preset }: State, experiment: Experiment): string | null {
  const story = catalog?.presets.find(({ id }) => id === preset);
  return story?.experiment.task.kind === experiment.task.kind ? preset : null;
}

/** Another task makes its losses elsewhere. */
function lossOf({ loss, experiment: before }: State, { task }: Experiment): number | null {
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
