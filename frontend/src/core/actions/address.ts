/**
 * The address of the page follows the experiment, and the experiment a changed address. Another task, preset, lesson or
 * claim is a place of its own, to which the browser's Back returns. A text of one's own is in no link: its place keeps
 * it, through a reload too.
 */

import type { Actions, Catalog, Experiment, State, Store } from '../model/types.ts';
import { decodeLink, embedIn, encodeLink, keepsTextBack, keptIn, keptLink } from '../link.ts';
import { ABSENT, pageOf } from '../page_options.ts';
import { withOpenClocks } from '../model/derived.ts';
import { watch } from '../model/select.ts';
import { watchedBy } from '../protocol/ticket.ts';
import { lessonOf, placeText } from '../model/lesson_place.ts';
import { isPlaying } from './playing.ts';

const QUIET = 300;

/** The document that a link carries: what the page shows; with the turned knobs where a run has some. */
export function linkedExperiment({ run, experiment }: State): Experiment {
  return run?.source === 'live' && run.marks.length ? run.experiment : experiment;
}

/** @returns the fragment that says everything, without # */
export function linkOf(state: State): string {
  if (state.kept) return keptLink(state.kept.id, state.embed);
  return encodeLink(linkedExperiment(state), pageOf(state), state.catalog as Catalog);
}

/** A link with the preset's own experiment where it names one and no task. */
function openedPreset(link: ReturnType<typeof decodeLink>, { presets }: Catalog) {
  const preset = link && !link.told && presets.find(({ id }) => id === link.page.preset);
  if (!preset) return link;
  return {
    ...link, experiment: withOpenClocks(structuredClone(preset.experiment)),
    page: { ...link.page, pace: preset.pace, panels: preset.panels ?? [], view: preset.view ?? link.page.view },
  };
}

/** What Back goes back through. */
function placeIn({ lesson, claim, preset, experiment }: State): string {
  if (lesson) return `lesson ${lesson.number}`;
  return claim ? `claim ${claim.id}` : `${experiment.task.kind} ${preset}`;
}

/** @returns what a place keeps beside its link */
function textIn(experiment: Experiment): { text: string } | null {
  return keepsTextBack(experiment) ? { text: String(experiment.task.text) } : null;
}

/** @param kept what `textIn` has told */
function withText(experiment: Experiment, kept: unknown): Experiment {
  const { text } = (kept ?? {}) as { text?: unknown };
  if (experiment.task.kind !== 'text' || typeof text !== 'string') return experiment;
  return { ...experiment, task: { ...experiment.task, corpus: 'own', text } };
}

/**
 * What the page opens with: the link's experiment, else the first preset.
 * @param kept what the place keeps beside its link
 */
export function openingOf(
  catalog: Catalog,
  hash: string,
  kept: unknown = null,
): Pick<State, 'experiment' | 'panels' | 'details' | 'lossTimeStep' | 'view' | 'embed' | 'difference' | 'notes'
  | 'moreControls' | 'figures' | 'selectedLane' | 'preset' | 'guess' | 'equalTo' | 'lesson' | 'claim'>
    & { pace: number | null, linked: boolean } {
  const link = openedPreset(decodeLink(hash, catalog), catalog);
  const first = catalog.presets[0];
  const experiment = withText(link?.experiment ?? structuredClone(first.experiment), kept);
  const page = link?.page ?? { ...ABSENT, preset: first.id, pace: first.pace, embed: embedIn(hash) };
  const { preset, more, lane, equal, guess, claim, lesson: _lesson, path: _path, ...chosen } = page;
  const count = experiment.lanes.length;
  return {
    ...chosen, experiment, moreControls: more, selectedLane: Math.min(lane, count - 1), linked: link !== null,
    preset: catalog.presets.find(({ id }) => id === preset)?.id ?? null,
    guess: guess && guess.lane < count ? guess : null,
    equalTo: equal !== null && equal < count ? equal : null,
    lesson: link && lessonOf(link, catalog), claim: link && claim ? { id: claim, given: link.told } : null,
  };
}

/** @returns stop */
export function syncAddress(
  store: Store<State>,
  actions: Pick<Actions, 'edit' | 'pause' | 'setPace' | 'openKept'>,
): () => void {
  const opening = linkOf({ ...store.get(), ...openingState(store.get()) });
  let timer: any = null;
  let written = location.hash.slice(1);
  let place = placeIn(store.get());

  function write() {
    const state = store.get();
    // What somebody else wrote is followed first.
    if (state.errors.length || location.hash.slice(1) !== written) return;
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
    const {
      experiment, preset, pace, selectedLane, equalTo, linked: _linked, ...chosen
    } = openingOf(catalog, location.hash, history.state);
    if (isOpen(chosen.lesson)) return;
    store.set({ kept: null, ...chosen });
    if ((chosen.lesson || (chosen.claim && !chosen.claim.given)) && isPlaying(store.get())) actions.pause();
    actions.setPace(pace);
    actions.edit(experiment, { preset, selectedLane, equalTo });
    store.set({ guess: chosen.guess });
    place = placeIn(store.get());
  }

  /** The step of a lesson that is open already has its own experiment. */
  function isOpen(wanted: State['lesson']) {
    const { lesson } = store.get();
    return wanted !== null && !wanted.given && lesson !== null && placeText(wanted) === placeText(lesson)
      && !wanted.path === !lesson.path;
  }

  /** A page inside another one is mounted in another way. */
  function isFramedOtherwise(hash: string): boolean {
    return JSON.stringify(embedIn(hash)) !== JSON.stringify(store.get().embed);
  }

  const choose = (state: State) =>
    [linkedExperiment(state), state.errors, state.kept?.id, ...Object.values(pageOf(state))];
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

/** @returns the state of a page that is opened without a link */
function openingState({ catalog, playback }: State): Partial<State> {
  const { pace, linked: _linked, ...chosen } = openingOf(catalog as Catalog, '');
  return { ...chosen, playback: { ...playback, pace }, run: null, kept: null };
}
