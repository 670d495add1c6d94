/**
 * Under the models, where there are several: lanes of equal cost, and the difference of two of them.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { subtracted } from '../state/difference.js';
import { watch } from '../state/select.js';
import { laneLetter } from '../text/lane.js';
import { whole } from '../text/number.js';
import { el, setAttribute, setText } from './dom.js';

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountRaceSwitches(root, store, { t, actions }) {
  const equal = switchRow('equal-parameters', (on) => actions.setEqualTo(on ? store.get().selectedLane : null));
  const counts = el('p', { class: 'race-counts' });
  const difference = switchRow('difference-lane', (on) => actions.setDifference(on));
  root.append(equal.root, counts, difference.root);

  const unwatch = watch(store, ({ language, catalog, experiment, facts, selectedLane, equalTo, difference: shown }) => [language, catalog, experiment.lanes, facts, selectedLane, equalTo, shown], render);

  /** @param {State} state */
  function render({ catalog, experiment, facts, selectedLane, equalTo, difference: shown }) {
    root.hidden = experiment.lanes.length < 2;
    if (root.hidden || !catalog) return;
    equal.set(equalTo !== null, t('race.equal', { lane: laneLetter(equalTo ?? selectedLane) }), t('race.equal.help', { lane: laneLetter(equalTo ?? selectedLane) }));
    setText(counts, countWords(experiment, facts?.lanes.map(({ parameters }) => parameters) ?? []));
    const pair = subtracted(catalog, experiment, selectedLane);
    const letters = { minuend: laneLetter(pair?.minuend ?? 1), subtrahend: laneLetter(pair?.subtrahend ?? 0) };
    difference.set(shown, t('race.difference', letters), t('race.difference.help', letters));
  }

  /** @param {State['experiment']} experiment @param {number[]} parameters */
  function countWords({ lanes }, parameters) {
    if (parameters.length !== lanes.length) return '';
    return lanes.map(({ cell }, lane) => t('race.count', { lane: laneLetter(lane), parameters: whole(parameters[lane]), units: Number(cell.hidden_size) })).join(' · ');
  }

  return () => {
    unwatch();
    root.replaceChildren();
  };
}

/** @param {string} id @param {(on: boolean) => void} change */
function switchRow(id, change) {
  const box = el('input', { type: 'checkbox', class: 'switch-box', id, 'aria-describedby': `${id}-help`, onchange: () => change(box.checked) });
  const label = el('label', { for: id, class: 'field-label' });
  const help = el('span', { class: 'visually-hidden', id: `${id}-help` });
  return {
    root: el('div', { class: 'race-switch' }, label, box, help),
    /** @param {boolean} on @param {string} words @param {string} tip */
    set(on, words, tip) {
      box.checked = on;
      setText(label, words);
      setAttribute(label, 'data-tip', tip);
      setText(help, tip);
    },
  };
}
