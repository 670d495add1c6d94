/**
 * The address of the page follows the experiment, and the experiment a changed address.
 *
 * @import { Actions, Catalog, Experiment, State, Store } from '../state/types.d.ts'
 */

import { decodeLink, encodeLink } from '../link.js';
import { watch } from '../state/select.js';

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
  const page = { preset: state.preset, pace: state.playback.pace, lane: state.selectedLane, more: state.moreControls, panels: state.panels };
  return encodeLink(linkedExperiment(state), page, /** @type {Catalog} */ (state.catalog));
}

/**
 * What the page opens with: the link's experiment, else the first preset.
 * @param {Catalog} catalog
 * @param {string} hash
 * @returns {Partial<State> & { pace: number | null, linked: boolean }}
 */
export function openingOf(catalog, hash) {
  const link = decodeLink(hash, catalog);
  const first = catalog.presets[0];
  if (!link) return { experiment: structuredClone(first.experiment), preset: first.id, pace: first.pace, panels: [], linked: false };
  const { preset, pace = 30, more = false, lane = 0, panels = [] } = link.page;
  const story = catalog.presets.find(({ id }) => id === preset)?.id ?? null;
  return { experiment: link.experiment, preset: story, pace, moreControls: more, panels, selectedLane: Math.min(lane, link.experiment.lanes.length - 1), linked: true };
}

/**
 * @param {Store<State>} store
 * @param {Pick<Actions, 'edit' | 'setPace' | 'setMoreControls' | 'setPanels'>} actions
 * @returns {() => void} stop
 */
export function syncAddress(store, actions) {
  const opening = linkOf({ ...store.get(), ...openingState(store.get()) });
  /** @type {any} */
  let timer = null;
  let written = location.hash.slice(1);

  function write() {
    const state = store.get();
    if (state.errors.length) return;
    const link = linkOf(state);
    written = link === opening ? '' : link;
    if (written !== location.hash.slice(1)) history.replaceState(null, '', written ? `#${written}` : location.pathname + location.search);
  }

  function follow() {
    const { catalog } = store.get();
    if (!catalog || location.hash.slice(1) === written) return;
    const { experiment, preset, pace, selectedLane, moreControls, panels } = openingOf(catalog, location.hash);
    actions.setPace(pace);
    actions.setMoreControls(moreControls ?? false);
    actions.setPanels(panels ?? []);
    actions.edit(/** @type {Experiment} */ (experiment), { preset: preset ?? null, selectedLane: selectedLane ?? 0 });
  }

  const choose = (/** @type {State} */ state) => [linkedExperiment(state), state.preset, state.playback.pace, state.selectedLane, state.moreControls, state.panels, state.errors];
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
  return { experiment, preset: preset ?? null, playback: { ...playback, pace }, selectedLane: 0, moreControls: false, panels: [], run: null };
}
