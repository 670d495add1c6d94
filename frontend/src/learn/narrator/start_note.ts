/**
 * Below the fields of a model: that its cell needs another start in this experiment, and the one that was measured to
 * help.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { fetchStarts, startOf, type Start, type Starts } from './starts.ts';
import { withKnob } from '../../core/model/branches.ts';
import { setAt } from '../../core/model/experiment.ts';
import { watch } from '../../core/model/select.ts';
import { knobValueWords } from '../../core/text/knob_value.ts';
import { controlsPlan } from '../../core/model/controls_plan.ts';
import { el, setText } from '../../ui/dom.ts';

/**
 * @param before what it stands before
 * @returns unmount
 */
export function mountStartNote(
  before: Element,
  store: Store<State>,
  { t, actions }: Services,
  known: Promise<Starts> = fetchStarts(),
): () => void {
  const words = el('span', { id: 'start-words' });
  const use = el('button', { type: 'button', class: 'pill small', 'aria-describedby': 'start-words', onclick: apply });
  const root = el('p', { class: 'start-note', role: 'status', hidden: true }, words, ' ', use);
  before.before(root);
  let starts: Starts | null = null;
  const unwatch = watch(
    store, ({ language, catalog, experiment, selectedLane }) => [language, catalog, experiment, selectedLane], render,
  );
  void known.then((found) => {
    starts = found;
    render(store.get());
  }, () => {});

  function render(state: State) {
    const start = foundIn(state);
    root.hidden = start === null;
    if (!start || !starts) return;
    const knob = knobOf(state, start);
    const params = { solved: start.solved, seeds: starts.seeds };
    setText(words, knob
      ? t('narrator.start.helped', { ...params, ...knob.words, helped: knob.helped })
      : t('narrator.start.none', params));
    use.hidden = knob === null;
    if (knob) setText(use, t('narrator.start.use', knob.words));
  }

  function foundIn({ catalog, experiment, selectedLane }: State) {
    return starts && catalog && experiment.lanes[selectedLane]
      ? startOf(starts, catalog, experiment, selectedLane)
      : null;
  }

  function knobOf({ catalog, experiment, selectedLane }: State, { remedy }: Start) {
    if (!catalog || !remedy) return null;
    const { model, training } = controlsPlan(catalog, experiment, selectedLane, true);
    const row = [...model, ...training].find(({ field }) => field.name === remedy.field);
    if (!row) return null;
    return {
      row, value: remedy.value, helped: remedy.solved,
      words: { knob: t(`${row.field.text}.label`), value: knobValueWords(row, remedy.value, t) },
    };
  }

  function apply() {
    const state = store.get();
    const start = foundIn(state);
    const knob = start && knobOf(state, start);
    if (!knob || !state.catalog) return;
    const lane = withKnob(state.catalog, state.experiment.lanes[state.selectedLane], knob.row, knob.value);
    actions.edit(setAt(state.experiment, ['lanes', state.selectedLane], lane));
  }

  return () => {
    unwatch();
    root.remove();
  };
}
