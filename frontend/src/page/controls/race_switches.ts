/** Under the models, where there are several: lanes of equal cost, and the difference of two of them. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { subtracted } from '../../core/model/difference.ts';
import { watch } from '../../core/model/select.ts';
import { laneLetter } from '../../core/text/lane.ts';
import { whole } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';

/** @returns unmount */
export function mountRaceSwitches(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const equal = switchRow('equal-parameters', (on) => actions.setEqualTo(on ? store.get().selectedLane : null));
  const counts = el('p', { class: 'race-counts' });
  const difference = switchRow('difference-lane', (on) => actions.setDifference(on));
  root.append(equal.root, counts, difference.root);

  const unwatch = watch(store, ({ language, catalog, experiment, facts, selectedLane, equalTo, difference: shown }) =>
    [language, catalog, experiment.lanes, facts, selectedLane, equalTo, shown], render);

  function render({ catalog, experiment, facts, selectedLane, equalTo, difference: shown }: State) {
    root.hidden = experiment.lanes.length < 2;
    if (root.hidden || !catalog) return;
    equal.set(equalTo !== null, t('race.equal', { lane: laneLetter(equalTo ?? selectedLane) }), t(
      'race.equal.help', { lane: laneLetter(equalTo ?? selectedLane) },
    ));
    setText(counts, countWords(experiment, facts?.lanes.map(({ parameters }) => parameters) ?? []));
    const pair = subtracted(catalog, experiment, selectedLane);
    const letters = { minuend: laneLetter(pair?.minuend ?? 1), subtrahend: laneLetter(pair?.subtrahend ?? 0) };
    difference.set(shown, t('race.difference', letters), t('race.difference.help', letters));
  }

  function countWords({ lanes }: State['experiment'], parameters: number[]) {
    if (parameters.length !== lanes.length) return '';
    return lanes.map(({ cell }, lane) => t(
      'race.count', { lane: laneLetter(lane), parameters: whole(parameters[lane]), units: Number(cell.hidden_size) },
    )).join(' · ');
  }

  return () => {
    unwatch();
    root.replaceChildren();
  };
}

function switchRow(id: string, change: (on: boolean) => void) {
  const box = el('input', {
    type: 'checkbox', class: 'switch-box', id, 'aria-describedby': `${id}-help`, onchange: () => change(box.checked),
  });
  const label = el('label', { for: id, class: 'field-label' });
  const help = el('span', { class: 'visually-hidden', id: `${id}-help` });
  return {
    root: el('div', { class: 'race-switch' }, label, box, help),
    set(on: boolean, words: string, tip: string) {
      box.checked = on;
      setText(label, words);
      setAttribute(label, 'data-tip', tip);
      setText(help, tip);
    },
  };
}
