/** The sentence of a note: which model and update it is about, then clauses that lead to the marks they rest on. */

import type { Clause, Note } from '../../core/model/note.ts';
import type { State, Store, Translate } from '../../core/model/types.ts';
import { laneLetter } from '../../core/text/lane.ts';
import { whole } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { createClauseOutline } from './clause_outline.ts';

/** How much higher than its place a sentence may be before it counts as cut, in px. */
const SLACK = 8;

export function createNoteSentence(store: Store<State>, t: Translate) {
  const outline = createClauseOutline(store);
  const lead = el('span', { class: 'note-lead' });
  const clauses = el('span', { class: 'note-clauses' });
  const said = el('span', { class: 'note-said' }, lead, clauses);
  const root = el('p', { class: 'note-place', onpointerenter: measure, onfocusin: measure, onclick: open }, said);
  let shown: Note | null = null;

  /** What two lines cannot hold opens under the pointer, the finger or the focus. */
  function measure() {
    root.classList.toggle('is-cut', said.scrollHeight > root.clientHeight + SLACK);
  }

  /** A finger does not hover: a tap beside the clauses goes to the first. */
  function open() {
    if (root.contains(document.activeElement)) return;
    (clauses.firstElementChild as HTMLElement | null)?.focus({ preventScroll: true });
  }

  function write({ run }: State, note: Note | null) {
    shown = note;
    setText(lead, note ? leadWords(note, (run?.lanes.length ?? 0) > 1, t) : '');
    writeClauses(note?.clauses ?? [], note?.rule ?? '');
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
    const onkeydown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      go();
    };
    const pointed = { onmouseenter: show, onmouseleave: hide, onfocus: show, onblur: hide };
    return el('span', { role: 'button', tabIndex: 0, class: 'note-clause', ...pointed, onclick: go, onkeydown });
  }

  return {
    root,
    write,
    /** Nothing is outlined while the sentence is out of sight. */
    unlight: () => outline.show(null),
    end: () => outline.end(),
  };
}

function leadWords({ lane, step }: Note, several: boolean, t: Translate): string {
  const update = whole(step);
  return several ? t('narrator.lead.lane', { lane: laneLetter(lane), update }) : t('narrator.lead', { update });
}
