/**
 * The address of the page follows the experiment, and the experiment a changed address.
 *
 * @import { Actions, Catalog, Experiment, State, Store } from '../state/types.d.ts'
 */

import { decodeLink, embedIn, encodeLink, keptIn, keptLink } from '../link.js';
import { watch } from '../state/select.js';
import { watchedBy } from '../watching/ticket.js';
import { lessonOf, placeText } from './lesson_place.js';
import { isPlaying } from './run_actions.js';

const QUIET = 300;

/**
 * The document that a link carries: what the page shows; with the turned knobs where a run has some.
 * @param {State} state
 * @returns {Experiment}
 */
export function linkedExperiment({ run, experiment }) {
  return run?.source === 'live' && run.marks.length ? run.experiment : experiment;
}

/** @param {State} state @returns {string} the fragment that says everything, without # */
export function linkOf(state) {
  if (state.kept) return keptLink(state.kept.id, state.embed);
  const page = { preset: state.preset, pace: state.playback.pace, lane: state.selectedLane, more: state.moreControls, panels: state.panels, loss: state.loss, details: state.details, view: state.view, embed: state.embed, lesson: placeText(state.lesson), claim: state.claim?.id,
    equal: state.equalTo, difference: state.difference, notes: state.notes, guess: state.guess };
  return encodeLink(linkedExperiment(state), page, /** @type {Catalog} */ (state.catalog));
}

/**
 * A link with the preset's own experiment where it names one and no task.
 * @param {ReturnType<typeof decodeLink>} link
 * @param {Catalog} catalog
 */
function openedPreset(link, { presets }) {
  const preset = link && !link.told && presets.find(({ id }) => id === link.page.preset);
  if (!preset) return link;
  return { ...link, experiment: structuredClone(preset.experiment), page: { ...link.page, pace: preset.pace, panels: preset.panels ?? [] } };
}

/**
 * What the page opens with: the link's experiment, else the first preset.
 * @param {Catalog} catalog
 * @param {string} hash
 * @returns {Partial<State> & { pace: number | null, linked: boolean }}
 */
export function openingOf(catalog, hash) {
  const link = openedPreset(decodeLink(hash, catalog), catalog);
  const first = catalog.presets[0];
  if (!link) return { experiment: structuredClone(first.experiment), preset: first.id, pace: first.pace, panels: [], details: {}, loss: null, view: 'unrolled', embed: embedIn(hash), equalTo: null, difference: false, notes: true, guess: null, linked: false, lesson: null, claim: null };
  const { preset, pace = 30, more = false, lane = 0, panels = [], details = {}, loss = null, view = 'unrolled', embed = null, equal = null, difference = false, notes = true, guess = null } = link.page;
  const story = catalog.presets.find(({ id }) => id === preset)?.id ?? null;
  return { experiment: link.experiment, preset: story, pace, moreControls: more, panels, details, loss, view, embed, selectedLane: Math.min(lane, link.experiment.lanes.length - 1), linked: true,
    difference, notes, guess: guess && guess.lane < link.experiment.lanes.length ? guess : null, equalTo: equal !== null && equal < link.experiment.lanes.length ? equal : null, lesson: lessonOf(link, catalog),
    claim: link.page.claim ? { id: link.page.claim, given: link.told } : null };
}

/**
 * @param {Store<State>} store
 * @param {Pick<Actions, 'edit' | 'pause' | 'setPace' | 'setMoreControls' | 'setPanels' | 'followLoss' | 'setView' | 'setDifference' | 'openKept'>} actions
 * @returns {() => void} stop
 */
export function syncAddress(store, actions) {
  const opening = linkOf({ ...store.get(), ...openingState(store.get()) });
  /** @type {any} */
  let timer = null;
  let written = location.hash.slice(1);

  function write() {
    const state = store.get();
    if (state.errors.length || location.hash.slice(1) !== written) return; // What somebody else wrote is followed first.
    const link = linkOf(state);
    const wanted = link === opening ? '' : link;
    if (wanted === written) return;
    history.replaceState(null, '', wanted ? `#${wanted}` : location.pathname + location.search);
    written = location.hash.slice(1);
  }

  function follow() {
    const { catalog } = store.get();
    if (!catalog || location.hash.slice(1) === written) return;
    if (watchedBy(location.hash)) return location.reload();
    written = location.hash.slice(1);
    const kept = keptIn(location.hash);
    if (kept) return void actions.openKept(kept);
    store.set({ kept: null });
    const { experiment, preset, pace, selectedLane, moreControls, panels, details, loss, view, lesson, claim, equalTo, difference, notes, guess } = openingOf(catalog, location.hash);
    store.set({ details: details ?? {}, lesson: lesson ?? null, claim: claim ?? null, notes: notes ?? true, guess: guess ?? null });
    if ((lesson || (claim && !claim.given)) && isPlaying(store.get())) actions.pause();
    actions.setPace(pace);
    actions.setMoreControls(moreControls ?? false);
    actions.setPanels(panels ?? []);
    actions.followLoss(loss ?? null);
    if (view && view !== store.get().view) actions.setView(view);
    actions.setDifference(difference ?? false);
    actions.edit(/** @type {Experiment} */ (experiment), { preset: preset ?? null, selectedLane: selectedLane ?? 0, equalTo: equalTo ?? null });
  }

  const choose = (/** @type {State} */ state) => [linkedExperiment(state), state.preset, state.playback.pace, state.selectedLane, state.moreControls, state.panels, state.details, state.loss, state.view, state.equalTo, state.difference, state.notes, state.guess, state.errors, placeText(state.lesson), state.claim?.id, state.kept?.id];
  const unwatch = watch(store, choose, () => {
    clearTimeout(timer);
    timer = setTimeout(write, QUIET);
  });
  addEventListener('hashchange', follow);
  return () => {
    unwatch();
    clearTimeout(timer);
    removeEventListener('hashchange', follow);
  };
}

/** @param {State} state @returns {Partial<State>} the state of a page that is opened without a link */
function openingState({ catalog, playback }) {
  const { experiment, preset, pace } = openingOf(/** @type {Catalog} */ (catalog), '');
  return { experiment, preset: preset ?? null, playback: { ...playback, pace }, selectedLane: 0, moreControls: false, panels: [], details: {}, loss: null, view: 'unrolled', equalTo: null, difference: false, notes: true, guess: null, run: null, lesson: null, claim: null, kept: null };
}
