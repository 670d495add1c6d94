/**
 * Edits of the experiment: judged by the server, then run. Learning rate, clip and BPTT are tuned without a restart.
 *
 * @import { Actions, Experiment, Part, State, Store } from '../state/types.d.ts'
 * @import { Session } from './session.js'
 * @import { Verdict } from './experiment_api.js'
 */

import { withFittingBranches } from '../state/branches.js';
import { referenceAfter, withSizesOf } from '../state/equal_parameters.js';
import { addCandidate, sameDocument, setAt } from '../state/experiment.js';
import { isLive } from '../state/reducer.js';
import { isMeantToPlay } from './run_actions.js';

/** @typedef {Pick<Actions, 'edit' | 'tune' | 'choosePreset' | 'applyFix' | 'setEqualTo'> & { valid(): Promise<boolean> }} EditActions */

const QUIET = 120;

/**
 * @param {Store<State>} store
 * @param {Pick<Session, 'send'>} session
 * @param {(experiment: Experiment, equalTo?: number | null) => Promise<Verdict>} validate
 * @param {{ begin: (experiment: Experiment, paused: boolean) => void, preview: (experiment: Experiment) => void, setPace: (pace: number | null) => void,
 *   unreachable: () => void }} run
 * @returns {EditActions}
 */
export function createEditActions(store, session, validate, run) {
  let edition = 0;
  /** The edit that no server has judged, because none answered. @type {Experiment | null} */
  let unjudged = null;
  /** Whether the run that follows a pending edit is to play. */
  let playNext = false;
  /** @type {Promise<boolean>} */
  let judged = Promise.resolve(true);
  /** @type {(() => void) | null} */
  let settleQuiet = null;
  /** @type {any} */
  let tuning = null;
  /** @type {Map<number, Record<string, unknown>>} */
  const turned = new Map();

  /** @type {Actions['edit']} */
  function edit(wanted, { selectedLane, preset, equalTo: measure } = {}) {
    const state = store.get();
    const experiment = withFittingBranches(state.experiment, wanted);
    const lane = Math.min(selectedLane ?? state.selectedLane, experiment.lanes.length - 1);
    const equalTo = measure === undefined ? referenceAfter(state.experiment, experiment, state.equalTo) : measure;
    store.set({ experiment, equalTo, selectedLane: lane, preset: preset === undefined ? presetOf(state, experiment) : preset, cursor: withinLanes(state, experiment), loss: lossOf(state, experiment) });
    playNext ||= isMeantToPlay(state.playback);
    run.preview(experiment);
    edition += 1;
    settleQuiet?.();
    judged = judge(experiment, edition, state.replay);
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
    run.begin(sized, !playNext);
    playNext = false;
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
    const tuned = tunedExperiment(experiment, lane, change);
    if (!isLive(view) || view?.experiment.lanes[lane] === undefined) return edit(tuned);
    store.set({ experiment: tuned });
    turned.set(lane, { ...turned.get(lane), ...change });
    tuning ??= setTimeout(sendTuned, QUIET);
  }

  async function sendTuned() {
    tuning = null;
    const verdict = await validate(store.get().experiment).catch(() => null);
    if (!verdict || !accept(verdict)) return;
    for (const [lane, change] of turned) session.send({ type: 'tune', lane, ...change });
    turned.clear();
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
      const { catalog, preset: former } = store.get();
      const preset = catalog?.presets.find((candidate) => candidate.id === id);
      if (!preset) return;
      run.setPace(preset.pace);
      const told = catalog?.presets.find((candidate) => candidate.id === former)?.panels ?? [];
      store.set(({ panels }) => ({ panels: [...new Set([...panels.filter((kind) => !told.includes(kind)), ...(preset.panels ?? [])])] }));
      edit(structuredClone(preset.experiment), { preset: id, selectedLane: 0, equalTo: null }); // Its sizes are those that were measured.
    },
    applyFix() {
      const { catalog, preset: id, experiment } = store.get();
      const preset = catalog?.presets.find((candidate) => candidate.id === id);
      if (!preset?.fix) return;
      const fixed = fixedExperiment(experiment, preset.experiment, preset.fix.experiment);
      run.setPace(preset.pace);
      playNext = true;
      edit(fixed, { preset: id, selectedLane: fixed.lanes.length - 1 });
    },
  };
}

/** @param {Experiment} experiment @param {number} lane @param {{ learning_rate?: number, clip?: Part, bptt?: Part }} change @returns {Experiment} */
export function tunedExperiment(experiment, lane, { learning_rate: rate, clip, bptt }) {
  const withRate = rate === undefined ? experiment : setAt(experiment, ['lanes', lane, 'optimizer', 'learning_rate'], rate);
  const withClip = clip === undefined ? withRate : setAt(withRate, ['lanes', lane, 'clip'], clip);
  return bptt === undefined ? withClip : setAt(withClip, ['lanes', lane, 'bptt'], bptt);
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

/** @param {State} state @param {Experiment} experiment @returns {State['cursor']} */
function withinLanes({ cursor }, experiment) {
  return cursor && cursor.lane < experiment.lanes.length ? cursor : null;
}
