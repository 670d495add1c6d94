/**
 * The strip under the picture: before a run is let go it asks for a guess; then the narrator says at most one thing,
 * each clause of which leads to the marks that it rests on, and suggests one knob.
 */

import type { Note } from '../../core/model/note.ts';
import type { Services, State, Store } from '../../core/model/types.ts';
import { storyOf } from '../../core/model/story.ts';
import { flatSketch } from '../../core/model/sketch.ts';
import { narrate } from './narrate.ts';
import { fetchRemedies, type Ailing } from './remedy.ts';
import { isPlaying } from '../../core/actions/playing.ts';
import { watch } from '../../core/model/select.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { openFix } from '../../core/model/open_fix.ts';
import { canGuess, createGuess } from './guess.ts';
import { createNoteRemedy } from './note_remedy.ts';
import { createNoteSentence } from './note_sentence.ts';

/** While a run plays, a note stays for so many milliseconds at least: time to read it. */
const HELD = 4000;
/** What a story tells of the gradient and the loss. */
const SAID_ABOVE = new Set(['fading', 'plateau', 'explosion']);

/**
 * @param known what helps which model
 * @returns unmount
 */
export function mountNoteStrip(
  root: HTMLElement,
  store: Store<State>,
  services: Services,
  known: Promise<Ailing[]> = fetchRemedies(),
): () => void {
  const { t, actions } = services;
  const guess = createGuess(store, services);
  const sentence = createNoteSentence(store, t);
  const remedy = createNoteRemedy(store, services, known, () => update(store.get()));
  const toggle = () => actions.setNotes(!store.get().notes);
  const begin = () => actions.setGuess({ lane: store.get().selectedLane, sketch: flatSketch(), compared: false });
  const onOff = el('button', { type: 'button', class: 'pill small note-switch', onclick: toggle });
  const ask = el('button', { type: 'button', class: 'pill small note-ask', onclick: begin });
  const buttons = el('div', { class: 'note-buttons' }, remedy.root, ask);
  const line = el('div', { class: 'note-line' }, sentence.root, buttons);
  root.append(onOff, line, guess.root);
  let shown: Note | null = null;
  let [since, kind, run] = [0, '', ''];

  const unwatch = watch(store, (state) => [
    state.run, state.playback, state.selectedLane, state.language, state.notes, state.guess, state.lesson, state.claim,
    state.timeWindow, state.catalog, state.view, state.preset, state.experiment, isPlaying(state),
  ], update);

  function update(state: State) {
    const { guess: drawn, lesson } = state;
    root.hidden = state.run === null || lesson !== null || state.claim !== null || state.view === 'wires';
    setText(onOff, t('narrator.name'));
    setAttribute(onOff, 'aria-pressed', String(state.notes));
    setAttribute(root, 'aria-label', t('narrator.name'));
    line.hidden = drawn !== null || !state.notes; // First, since what is drawn takes the room that it leaves.
    if (lesson === null) guess.update(state, root.hidden ? null : drawn);
    if (!root.hidden && !line.hidden) tell(state);
    if (root.hidden || line.hidden) sentence.unlight();
    if (line.hidden) onOff.inert = false;
  }

  function tell(state: State) {
    const mayGuess = canGuess(state);
    const found = mayGuess || !state.run ? null : unsaid(state, narrate(state.run, state.selectedLane));
    if (mayGuess || !isHeld(state, found)) shown = found;
    const next = shown ? `${shown.rule} ${shown.lane}` : mayGuess ? 'guess' : 'quiet';
    const isNews = next !== kind;
    if (isNews) since = performance.now();
    [kind, run] = [next, state.run?.id ?? ''];
    sentence.write(state, shown);
    ask.hidden = !mayGuess;
    setText(ask, t('guess.begin'));
    setAttribute(ask, 'data-tip', t('guess.offer'));
    remedy.update(state, shown);
    onOff.inert = next === 'quiet'; // It keeps its place.
    if (!isNews || !shown || !isPlaying(state)) return;
    store.set({ announcement: { text: sentence.root.textContent ?? '', assertive: false } });
  }

  /** Whether the note on show stays although another one, or none, is due. */
  function isHeld(state: State, found: Note | null) {
    const isOther = shown !== null && (found?.rule !== shown.rule || found.lane !== shown.lane);
    return isOther && state.run?.id === run && isPlaying(state) && performance.now() - since < HELD;
  }

  return () => {
    unwatch();
    guess.end();
    sentence.end();
    root.replaceChildren();
  };
}

/** A note that the sentence above the picture does not say already. */
function unsaid(state: State, note: Note | null) {
  const told = note && SAID_ABOVE.has(note.rule) ? storyOf(state) : null;
  return told && (told.beat === 'solved' || openFix(state)) ? null : note;
}
