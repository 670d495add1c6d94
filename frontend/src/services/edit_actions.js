/**
 * Edits of the experiment: judged by the server, then run. Learning rate, clip and BPTT are tuned without a restart.
 *
 * @import { Actions, Experiment, State, Store } from '../state/types.d.ts'
 * @import { Session } from './session.js'
 * @import { Verdict } from './experiment_api.js'
 */

import { withFittingBranches } from '../state/branches.js';
import { referenceAfter, withSizesOf } from '../state/equal_parameters.js';
import { withOpenClocks } from '../state/derived.js';
import { addCandidate, lacksImages, sameDocument } from '../state/experiment.js';
import { viewAfter } from '../state/preset_view.js';
import { isLive, isPreview } from '../state/reducer.js';
import { isMeantToPlay } from './run_actions.js';
import { createTuning, tunedExperiment } from './tuning.js';

/** @typedef {Pick<Actions, 'edit' | 'tune' | 'choosePreset' | 'applyFix' | 'setEqualTo'> & { valid(): Promise<boolean> }} EditActions */

const QUIET = 120;

/**
 * @param {Store<State>} store
 * @param {Pick<Session, 'send' | 'request'>} session
 * @param {(experiment: Experiment, equalTo?: number | null) => Promise<Verdict>} validate
 * @param {{ begin: (experiment: Experiment, paused: boolean) => void, preview: (experiment: Experiment) => void, setPace: (pace: number | null) => void,
 *   showRecorded?: (experiment: Experiment, isWanted: () => boolean) => Promise<boolean>, unreachable: () => void, begun?: () => Promise<unknown> }} run
 *   `showRecorded` resolves to whether a recorded run is on the page in the place of one; `begun` settles when no start is on its way any more
 * @returns {EditActions}
 */
export function createEditActions(store, session, validate, run) {
  let edition = 0;
  /** The edit that no server has judged, because none answered. @type {Experiment | null} */
  let unjudged = null;
  /** Whether an edit is not judged yet. */
  let pending = false;
  /** Whether the run that follows a pending edit is to play: unless the visitor stops the one before it, or in any case. @type {'no' | 'on' | 'anyway'} */
  let playNext = 'no';
  /** @type {Promise<boolean>} */
  let judged = Promise.resolve(true);
  /** @type {(() => void) | null} */
  let settleQuiet = null;
  const tuning = createTuning(store, session, validate, { accept, unreachable: run.unreachable, begun: async () => run.begun?.() });

  /** @type {Actions['edit']} */
  function edit(wanted, choice) {
    if (run.showRecorded && lacksImages(store.get().catalog, wanted.task.kind)) void showInstead(wanted, choice);
    else take(wanted, choice);
  }

  /** Where nothing recorded can be had either, the server says why. @type {(...edited: Parameters<Actions['edit']>) => Promise<void>} */
  async function showInstead(wanted, choice) {
    const mine = (edition += 1);
    [pending, playNext, judged] = [false, 'no', Promise.resolve(false)];
    const shown = await run.showRecorded?.(wanted, () => mine === edition);
    if (!shown && mine === edition) take(wanted, choice);
  }

  /** @type {Actions['edit']} */
  function take(wanted, { selectedLane, preset, equalTo: measure } = {}) {
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

  /** What a refused edit was to do is forgotten with it. @param {number} mine */
  function settled(mine) {
    return () => {
      if (mine === edition) [pending, playNext] = [false, 'no'];
    };
  }

  /** @returns {boolean} */
  function playsNext() {
    const { playback, run: before } = store.get();
    return playNext === 'anyway' || (playNext === 'on' && (isMeantToPlay(playback) || !isLive(before)));
  }

  /** A recording that has been opened since is looked at, not replaced. @param {Experiment} experiment @param {number} mine @param {State['replay']} replay @returns {Promise<boolean>} */
  async function judge(experiment, mine, replay) {
    await new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
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

  /** @param {Verdict} verdict @returns {boolean} whether the document is good; what is wrong with it goes to the fields */
  function accept(verdict) {
    const errors = 'errors' in verdict ? verdict.errors : [];
    store.set({ errors, ...('facts' in verdict && { facts: verdict.facts }) });
    return errors.length === 0;
  }

  /** @returns {Promise<boolean>} */
  function valid() {
    if (unjudged) edit(unjudged);
    return judged;
  }

  /** @type {Actions['tune']} */
  function tune(lane, change) {
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
 * The preset as it stands becomes its mended form; one that has been changed by hand keeps the changes and gains the mending lane.
 * @param {Experiment} experiment
 * @param {Experiment} preset
 * @param {Experiment} fix
 * @returns {Experiment}
 */
export function fixedExperiment(experiment, preset, fix) {
  if (sameDocument(experiment, preset)) return structuredClone(fix);
  return addCandidate(experiment, structuredClone(fix.lanes[fix.lanes.length - 1]));
}

/** A story stays as long as its task does. @param {State} state @param {Experiment} experiment @returns {string | null} */
function presetOf({ catalog, preset }, experiment) {
  const story = catalog?.presets.find(({ id }) => id === preset);
  return story?.experiment.task.kind === experiment.task.kind ? preset : null;
}

/** Another task makes its losses elsewhere. @param {State} state @param {Experiment} experiment @returns {number | null} */
function lossOf({ loss, experiment: before }, { task }) {
  return task.kind === before.task.kind && task.length === before.task.length ? loss : null;
}

/** What was expected of one network is not expected of another one. @param {State} state @param {Experiment} experiment @returns {State['guess']} */
function guessOf({ guess, experiment: before }, { task, lanes }) {
  const same = guess && sameDocument([before.task, before.lanes[guess.lane]?.cell], [task, lanes[guess.lane]?.cell]);
  return same ? guess : null;
}

/** @param {State} state @param {Experiment} experiment @returns {State['cursor']} */
function withinLanes({ cursor }, experiment) {
  return cursor && cursor.lane < experiment.lanes.length ? cursor : null;
}
