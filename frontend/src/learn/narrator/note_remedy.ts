/** The button of a note that tries what is known to help such a model, beside it. */

import type { Note } from '../../core/model/note.ts';
import type { Services, State, Store } from '../../core/model/types.ts';
import { addCandidate } from '../../core/model/experiment.ts';
import { openFix } from '../../core/model/open_fix.ts';
import { knobValueWords } from '../../core/text/knob_value.ts';
import { el, setText } from '../../ui/dom.ts';
import { remedyOf, type Ailing, type Remedy } from './remedy.ts';

/**
 * @param known what helps which model
 * @param onKnown once it is there
 */
export function createNoteRemedy(
  store: Store<State>,
  { t, actions }: Services,
  known: Promise<Ailing[]>,
  onKnown: () => void,
) {
  const root = el('button', { type: 'button', class: 'pill small note-remedy', onclick: grow });
  let shown: Note | null = null;
  let table: Ailing[] = [];
  void known.then((found) => {
    table = found;
    onKnown();
  }, () => {});

  /** While the story has its own click that mends it, there is no other. */
  function offeredBy(state: State): Remedy | null {
    const { catalog, run } = state;
    if (!shown || !catalog || run?.source !== 'live' || openFix(state)) return null;
    return remedyOf(table, catalog, run, shown);
  }

  function update(state: State, note: Note | null) {
    shown = note;
    const offered = offeredBy(state);
    root.hidden = offered === null;
    if (!offered) return;
    const { row, value, origin } = offered;
    const words = { knob: t(`${row.field.text}.label`), value: knobValueWords(row, value, t) };
    setText(root, t(origin ? 'narrator.try' : 'narrator.beside', words));
  }

  function grow() {
    const state = store.get();
    const { experiment } = state;
    const offered = offeredBy(state);
    if (!offered) return;
    const { lane, origin } = offered;
    if (origin) actions.branch(origin, lane);
    else actions.edit(addCandidate(experiment, lane), { selectedLane: experiment.lanes.length });
  }

  return { root, update };
}
