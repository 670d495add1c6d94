/**
 * The address of the page follows the experiment, and the experiment a changed address. Another task, preset, lesson or claim is a
 * place of its own, to which the browser's Back returns. A text of one's own is in no link: its place keeps it, through a reload too.
 *
 * @import { Actions, Catalog, Experiment, State, Store } from '../state/types.d.ts'
 * @import { PageChoices } from '../link.js'
 */

import { decodeLink, embedIn, encodeLink, keepsTextBack, keptIn, keptLink } from '../link.js';
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
    preset: state.preset, pace: state.playback.pace, lane: state.selectedLane, more: state.moreControls, figures: state.figures,
    panels: state.panels, loss: state.loss, details: state.details, view: state.view, embed: state.embed,
    lesson: placeText(state.lesson), path: state.lesson?.path, claim: state.claim?.id,
    equal: state.equalTo, difference: state.difference, notes: state.notes,
    guess: state.guess?.sketch.some(Boolean) ? state.guess : null, // A line that nobody has moved says nothing.
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
  return { ...link, experiment: withOpenClocks(structuredClone(preset.experiment)), page: { ...link.page, pace: preset.pace, panels: preset.panels ?? [], view: preset.view ?? link.page.view } };
}

/** What Back goes back through. @param {State} state @returns {string} */
function placeIn({ lesson, claim, preset, experiment }) {
  if (lesson) return `lesson ${lesson.number}`;
  return claim ? `claim ${claim.id}` : `${experiment.task.kind} ${preset}`;
}

/** @param {Experiment} experiment @returns {{ text: string } | null} what a place keeps beside its link */
function textIn(experiment) {
  return keepsTextBack(experiment) ? { text: String(experiment.task.text) } : null;
}

/** @param {Experiment} experiment @param {unknown} kept what `textIn` has told @returns {Experiment} */
function withText(experiment, kept) {
  const { text } = /** @type {{ text?: unknown }} */ (kept ?? {});
  if (experiment.task.kind !== 'text' || typeof text !== 'string') return experiment;
  return { ...experiment, task: { ...experiment.task, corpus: 'own', text } };
}

/**
 * What the page opens with: the link's experiment, else the first preset.
 * @param {Catalog} catalog
 * @param {string} hash
 * @param {unknown} [kept] what the place keeps beside its link
 * @returns {Pick<State, 'experiment' | 'panels' | 'details' | 'loss' | 'view' | 'embed' | 'difference' | 'notes' | 'moreControls' | 'figures' | 'selectedLane' | 'preset' | 'guess' | 'equalTo' | 'lesson' | 'claim'>
 *   & { pace: number | null, linked: boolean }}
 */
export function openingOf(catalog, hash, kept = null) {
  const link = openedPreset(decodeLink(hash, catalog), catalog);
  const first = catalog.presets[0];
  const experiment = withText(link?.experiment ?? structuredClone(first.experiment), kept);
  /** @type {PageChoices} */
  const page = link?.page ?? { preset: first.id, pace: first.pace, embed: embedIn(hash) };
  const { preset, pace = 30, more = false, figures = false, lane = 0, panels = [], details = {}, loss = null, view = 'unrolled', embed = null, equal = null, difference = false, notes = true, guess = null, claim } = page;
  const count = experiment.lanes.length;
  return {
    experiment, pace, panels, details, loss, view, embed, difference, notes, moreControls: more, figures, selectedLane: Math.min(lane, count - 1), linked: link !== null,
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
  let place = placeIn(store.get());

  function write() {
    const state = store.get();
    if (state.errors.length || location.hash.slice(1) !== written) return; // What somebody else wrote is followed first.
    const link = linkOf(state);
    const wanted = link === opening ? '' : link;
    if (wanted === written) return;
    const before = place;
    place = placeIn(state);
    const manner = place === before || state.embed ? 'replaceState' : 'pushState';
    history[manner](textIn(state.experiment), '', wanted ? `#${wanted}` : location.pathname + location.search);
    written = location.hash.slice(1);
  }

  function follow() {
    const { catalog } = store.get();
    if (!catalog || location.hash.slice(1) === written) return;
    if (watchedBy(location.hash) || isFramedOtherwise(location.hash)) return location.reload();
    written = location.hash.slice(1);
    const kept = keptIn(location.hash);
    if (kept) return void actions.openKept(kept);
    const { experiment, preset, pace, selectedLane, equalTo, linked: _linked, ...chosen } = openingOf(catalog, location.hash, history.state);
    if (isOpen(chosen.lesson)) return;
    store.set({ kept: null, ...chosen });
    if ((chosen.lesson || (chosen.claim && !chosen.claim.given)) && isPlaying(store.get())) actions.pause();
    actions.setPace(pace);
    actions.edit(experiment, { preset, selectedLane, equalTo });
    store.set({ guess: chosen.guess });
    place = placeIn(store.get());
  }

  /** The step of a lesson that is open already has its own experiment. @param {State['lesson']} wanted */
  function isOpen(wanted) {
    const { lesson } = store.get();
    return wanted !== null && !wanted.given && lesson !== null && placeText(wanted) === placeText(lesson) && !wanted.path === !lesson.path;
  }

  /** A page inside another one is mounted in another way. @param {string} hash @returns {boolean} */
  function isFramedOtherwise(hash) {
    return JSON.stringify(embedIn(hash)) !== JSON.stringify(store.get().embed);
  }

  const choose = (/** @type {State} */ state) => [
    linkedExperiment(state), state.preset, state.playback.pace, state.selectedLane, state.moreControls, state.figures, state.panels,
    state.details, state.loss, state.view, state.equalTo, state.difference, state.notes, state.guess, state.errors,
    placeText(state.lesson), state.lesson?.path, state.claim?.id, state.kept?.id
  ];
  const unwatch = watch(store, choose, () => {
    clearTimeout(timer);
    timer = setTimeout(write, QUIET);
  });
  // At once, whatever becomes of it: a refused text is not lost either.
  const unwatchText = watch(store, ({ experiment }) => [textIn(experiment)?.text], ({ experiment }) => {
    const text = textIn(experiment);
    if (experiment.task.kind === 'text' && text?.text !== history.state?.text) history.replaceState(text, '');
  });
  addEventListener('hashchange', follow);
  return () => {
    unwatch();
    clearTimeout(timer);
    unwatchText();
    removeEventListener('hashchange', follow);
  };
}

/** @param {State} state @returns {Partial<State>} the state of a page that is opened without a link */
function openingState({ catalog, playback }) {
  const { pace, linked: _linked, ...chosen } = openingOf(/** @type {Catalog} */ (catalog), '');
  return { ...chosen, playback: { ...playback, pace }, run: null, kept: null };
}
