/**
 * The address of the page follows the experiment, and the experiment a changed address.
 *
 * @import { Actions, Catalog, Experiment, State, Store } from '../state/types.d.ts'
 * @import { PageChoices } from '../link.js'
 */

import { decodeLink, embedIn, encodeLink, keptIn, keptLink } from '../link.js';
import { withOpenClocks } from '../state/derived.js';
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
  const page = {
    preset: state.preset, pace: state.playback.pace, lane: state.selectedLane, more: state.moreControls,
    panels: state.panels, loss: state.loss, details: state.details, view: state.view, embed: state.embed,
    lesson: placeText(state.lesson), claim: state.claim?.id,
    equal: state.equalTo, difference: state.difference, notes: state.notes, guess: state.guess,
  };
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
  return { ...link, experiment: withOpenClocks(structuredClone(preset.experiment)), page: { ...link.page, pace: preset.pace, panels: preset.panels ?? [] } };
}

/**
 * What the page opens with: the link's experiment, else the first preset.
 * @param {Catalog} catalog
 * @param {string} hash
 * @returns {Pick<State, 'experiment' | 'panels' | 'details' | 'loss' | 'view' | 'embed' | 'difference' | 'notes' | 'moreControls' | 'selectedLane' | 'preset' | 'guess' | 'equalTo' | 'lesson' | 'claim'>
 *   & { pace: number | null, linked: boolean }}
 */
export function openingOf(catalog, hash) {
  const link = openedPreset(decodeLink(hash, catalog), catalog);
  const first = catalog.presets[0];
  const experiment = link?.experiment ?? structuredClone(first.experiment);
  /** @type {PageChoices} */
  const page = link?.page ?? { preset: first.id, pace: first.pace, embed: embedIn(hash) };
  const { preset, pace = 30, more = false, lane = 0, panels = [], details = {}, loss = null, view = 'unrolled', embed = null, equal = null, difference = false, notes = true, guess = null, claim } = page;
  const count = experiment.lanes.length;
  return {
    experiment, pace, panels, details, loss, view, embed, difference, notes, moreControls: more, selectedLane: Math.min(lane, count - 1), linked: link !== null,
    preset: catalog.presets.find(({ id }) => id === preset)?.id ?? null, guess: guess && guess.lane < count ? guess : null, equalTo: equal !== null && equal < count ? equal : null,
    lesson: link && lessonOf(link, catalog), claim: link && claim ? { id: claim, given: link.told } : null,
  };
}

/**
 * @param {Store<State>} store
 * @param {Pick<Actions, 'edit' | 'pause' | 'setPace' | 'openKept'>} actions
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
    if (watchedBy(location.hash) || isFramedOtherwise(location.hash)) return location.reload();
    written = location.hash.slice(1);
    const kept = keptIn(location.hash);
    if (kept) return void actions.openKept(kept);
    const { experiment, preset, pace, selectedLane, equalTo, linked: _linked, ...chosen } = openingOf(catalog, location.hash);
    if (isOpen(chosen.lesson)) return;
    store.set({ kept: null, ...chosen });
    if ((chosen.lesson || (chosen.claim && !chosen.claim.given)) && isPlaying(store.get())) actions.pause();
    actions.setPace(pace);
    actions.edit(experiment, { preset, selectedLane, equalTo });
  }

  /** The step of a lesson that is open already has its own experiment. @param {State['lesson']} wanted */
  function isOpen(wanted) {
    const { lesson } = store.get();
    return wanted !== null && !wanted.given && lesson !== null && placeText(wanted) === placeText(lesson);
  }

  /** A page inside another one is mounted in another way. @param {string} hash @returns {boolean} */
  function isFramedOtherwise(hash) {
    return JSON.stringify(embedIn(hash)) !== JSON.stringify(store.get().embed);
  }

  const choose = (/** @type {State} */ state) => [
    linkedExperiment(state), state.preset, state.playback.pace, state.selectedLane, state.moreControls, state.panels,
    state.details, state.loss, state.view, state.equalTo, state.difference, state.notes, state.guess, state.errors,
    placeText(state.lesson), state.claim?.id, state.kept?.id
  ];
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
  const { pace, linked: _linked, ...chosen } = openingOf(/** @type {Catalog} */ (catalog), '');
  return { ...chosen, playback: { ...playback, pace }, run: null, kept: null };
}
