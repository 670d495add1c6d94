/**
 * The strip under the picture: before a run is let go it asks for a guess; then the narrator says at most one thing,
 * each clause of which
 * leads to the marks that it rests on, and suggests one knob.
 */

import type { Clause, Note } from '../../core/model/note.ts';
import type { Services, State, Store } from '../../core/model/types.ts';
import { storyOf } from '../../core/model/story.ts';
import { flatSketch } from '../../core/model/sketch.ts';
import { narrate } from './narrate.ts';
import { fetchRemedies, remedyOf, type Ailing, type Remedy } from './remedy.ts';
import { isPlaying } from '../../core/actions/run_actions.ts';
import { addCandidate } from '../../core/model/experiment.ts';
import { watch } from '../../core/model/select.ts';
import { knobValueWords } from '../../core/text/knob_value.ts';
import { laneLetter } from '../../core/text/lane.ts';
import { whole } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { openFix } from '../../core/model/open_fix.ts';
import { createClauseOutline } from './clause_outline.ts';
import { canGuess, createGuess } from './guess.ts';

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
  const outline = createClauseOutline(store);
  const onOff = el('button', { type: 'button', class: 'pill small note-switch', onclick: () => actions.setNotes(!store.get().notes) });
  const lead = el('span', { class: 'note-lead' });
  const clauses = el('span', { class: 'note-clauses' });
  const said = el('span', { class: 'note-said' }, lead, clauses);
  const words = el('p', { class: 'note-place', onpointerenter: measure, onfocusin: measure, onclick: open }, said);
  const remedy = el('button', { type: 'button', class: 'pill small note-remedy', onclick: grow });
  const ask = el('button', { type: 'button', class: 'pill small note-ask', onclick: () => actions.setGuess({ lane: store.get().selectedLane, sketch: flatSketch(), compared: false }) });
  const line = el('div', { class: 'note-line' }, words, el('div', { class: 'note-buttons' }, remedy, ask));
  root.append(onOff, line, guess.root);
  let shown: Note | null = null;
  let [since, kind, run] = [0, '', ''];
  let table: Ailing[] = [];
  void known.then((found) => {
    table = found;
    update(store.get());
  }, () => {});

  const unwatch = watch(store, (state) => [state.run, state.playback, state.selectedLane, state.language, state.notes, state.guess, state.lesson, state.claim, state.timeWindow, state.catalog, state.view, state.preset, state.experiment, isPlaying(state)], update);

  function update(state: State) {
    root.hidden = state.run === null || state.lesson !== null || state.claim !== null || state.view === 'wires';
    setText(onOff, t('narrator.name'));
    setAttribute(onOff, 'aria-pressed', String(state.notes));
    setAttribute(root, 'aria-label', t('narrator.name'));
    line.hidden = state.guess !== null || !state.notes; // First, since what is drawn takes the room that it leaves.
    if (state.lesson === null) guess.update(state, root.hidden ? null : state.guess);
    if (!root.hidden && !line.hidden) tell(state);
    if (root.hidden || line.hidden) outline.show(null);
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
    write(state, mayGuess);
    onOff.inert = next === 'quiet'; // It keeps its place.
    if (isNews && shown && isPlaying(state)) store.set({ announcement: { text: words.textContent ?? '', assertive: false } });
  }

  /** What two lines cannot hold opens under the pointer, the finger or the focus. */
  function measure() {
    words.classList.toggle('is-cut', said.scrollHeight > words.clientHeight + 8);
  }

  /** A finger does not hover: a tap beside the clauses goes to the first. */
  function open() {
    if (!words.contains(document.activeElement)) (clauses.firstElementChild as HTMLElement | null)?.focus({ preventScroll: true });
  }

  /** A note that the sentence above the picture does not say already. */
  function unsaid(state: State, note: Note | null) {
    const told = note && SAID_ABOVE.has(note.rule) ? storyOf(state) : null;
    return told && (told.beat === 'solved' || openFix(state)) ? null : note;
  }

  /** Whether the note on show stays although another one, or none, is due. */
  function isHeld(state: State, found: Note | null) {
    const isOther = shown !== null && (found?.rule !== shown.rule || found.lane !== shown.lane);
    return isOther && state.run?.id === run && isPlaying(state) && performance.now() - since < HELD;
  }

  function write(state: State, mayGuess: boolean) {
    setText(lead, shown ? leadOf(state, shown) : '');
    writeClauses(shown?.clauses ?? [], shown?.rule ?? '');
    ask.hidden = !mayGuess;
    setText(ask, t('guess.begin'));
    setAttribute(ask, 'data-tip', t('guess.offer'));
    const offered = offeredBy(state);
    remedy.hidden = offered === null;
    if (offered) setText(remedy, t(offered.origin ? 'narrator.try' : 'narrator.beside', { knob: t(`${offered.row.field.text}.label`), value: knobValueWords(offered.row, offered.value, t) }));
  }

  /** While the story has its own click that mends it, there is no other. */
  function offeredBy(state: State): Remedy | null {
    const { catalog, run: live } = state;
    return shown && catalog && live?.source === 'live' && !openFix(state) ? remedyOf(table, catalog, live, shown) : null;
  }

  function leadOf({ run: of }: State, { lane, step }: Note): string {
    return of && of.lanes.length > 1 ? t('narrator.lead.lane', { lane: laneLetter(lane), update: whole(step) }) : t('narrator.lead', { update: whole(step) });
  }

  /** Buttons that are there stay what they are: nobody's focus or finger is lost to a new number. */
  function writeClauses(wanted: readonly Clause[], rule: string) {
    while (clauses.children.length > wanted.length) clauses.lastElementChild?.remove();
    for (const [index, { id, params }] of wanted.entries()) {
      const button = (clauses.children[index] ?? clauses.appendChild(clauseButton(index))) as HTMLElement;
      button.dataset.clause = `${rule}.${id}`;
      setText(button, t(`narrator.${rule}.${id}`, params));
    }
    if (!wanted.length) outline.show(null);
  }

  /** In the flow of the sentence, which a button breaks. */
  function clauseButton(index: number): HTMLElement {
    const lit = () => shown?.clauses[index]?.lit ?? null;
    const show = () => outline.show(lit());
    const hide = () => outline.show(null);
    const go = () => {
      const mark = lit();
      if (mark) outline.goTo(mark);
      show();
    };
    return el('span', { role: 'button', tabIndex: 0, class: 'note-clause', onmouseenter: show, onmouseleave: hide, onfocus: show, onblur: hide, onclick: go, onkeydown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      go();
    } });
  }

  function grow() {
    const { experiment } = store.get();
    const offered = offeredBy(store.get());
    if (offered?.origin) actions.branch(offered.origin, offered.lane);
    else if (offered) actions.edit(addCandidate(experiment, offered.lane), { selectedLane: experiment.lanes.length });
  }

  return () => {
    unwatch();
    guess.end();
    outline.end();
    root.replaceChildren();
  };
}
