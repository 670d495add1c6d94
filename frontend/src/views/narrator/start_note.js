/**
 * Below the fields of a model: that its cell needs another start in this experiment, and the one that was measured to help.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 * @import { Start, Starts } from '../../narrator/starts.js'
 */

import { fetchStarts, startOf } from '../../narrator/starts.js';
import { withKnob } from '../../state/branches.js';
import { setAt } from '../../state/experiment.js';
import { watch } from '../../state/select.js';
import { knobValueWords } from '../../text/knob_value.js';
import { controlsPlan } from '../controls_plan.js';
import { el, setText } from '../dom.js';

/**
 * @param {Element} before what it stands before
 * @param {Store<State>} store
 * @param {Services} services
 * @param {Promise<Starts>} [known]
 * @returns {() => void} unmount
 */
export function mountStartNote(before, store, { t, actions }, known = fetchStarts()) {
  const words = el('span', { id: 'start-words' });
  const use = el('button', { type: 'button', class: 'pill small', 'aria-describedby': 'start-words', onclick: apply });
  const root = el('p', { class: 'start-note', role: 'status', hidden: true }, words, ' ', use);
  before.before(root);
  /** @type {Starts | null} */
  let starts = null;
  const unwatch = watch(store, ({ language, catalog, experiment, selectedLane }) => [language, catalog, experiment, selectedLane], render);
  void known.then((found) => {
    starts = found;
    render(store.get());
  }, () => {});

  /** @param {State} state */
  function render(state) {
    const start = foundIn(state);
    root.hidden = start === null;
    if (!start || !starts) return;
    const knob = knobOf(state, start);
    const params = { solved: start.solved, seeds: starts.seeds };
    setText(words, knob ? t('narrator.start.helped', { ...params, ...knob.words, helped: knob.helped }) : t('narrator.start.none', params));
    use.hidden = knob === null;
    if (knob) setText(use, t('narrator.start.use', knob.words));
  }

  /** @param {State} state */
  function foundIn({ catalog, experiment, selectedLane }) {
    return starts && catalog && experiment.lanes[selectedLane] ? startOf(starts, catalog, experiment, selectedLane) : null;
  }

  /** @param {State} state @param {Start} start */
  function knobOf({ catalog, experiment, selectedLane }, { remedy }) {
    if (!catalog || !remedy) return null;
    const { model, training } = controlsPlan(catalog, experiment, selectedLane, true);
    const row = [...model, ...training].find(({ field }) => field.name === remedy.field);
    if (!row) return null;
    return { row, value: remedy.value, helped: remedy.solved, words: { knob: t(`${row.field.text}.label`), value: knobValueWords(row, remedy.value, t) } };
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
