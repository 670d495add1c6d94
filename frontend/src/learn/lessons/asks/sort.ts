/** Sorting: a place for each item; choosing one opens an example of that place. */

import type { Asking, AskView } from './ask.ts';
import { EXAMPLES, FITTING } from '../course/shapes.ts';
import { el, setText } from '../../../ui/dom.ts';

export function createSort({ step: { ask }, place, store, services: { actions }, words, key }: Asking): AskView {
  const { items, places } = ask as { items: readonly string[], places: readonly string[] };

  function choose(item: string, chosen: string) {
    const { catalog, lesson } = store.get();
    actions.answerLesson({ places: { ...lesson?.answer.places, [item]: chosen } });
    const example = (EXAMPLES as Record<string, (typeof EXAMPLES)['many-to-one']>)[chosen];
    if (catalog && example) actions.edit(example(catalog), { preset: null, selectedLane: 0 });
  }

  const rows = items.map((item) => {
    const id = `lesson-${place.number}-${item}`;
    const choice = el('select', { id, class: 'lesson-select', onchange: () => choose(item, choice.value) },
      el('option', { value: '' }, words('lessons.choose')),
      ...places.map((each) => el('option', { value: each }, words(key(`place.${each}`)))));
    const mark = el('span', { class: 'lesson-mark' });
    return {
      item, choice, mark,
      root: el('div', { class: 'lesson-sort-row' }, el('label', { for: id }, words(key(`item.${item}`))), choice, mark),
    };
  });
  return {
    root: el('div', { class: 'lesson-sort' }, ...rows.map(({ root }) => root)),
    update({ answer }) {
      for (const { item, choice, mark } of rows) {
        const chosen = answer.places?.[item] ?? '';
        if (choice.value !== chosen) choice.value = chosen;
        const right = chosen === (FITTING as Record<string, string>)[item];
        setText(mark, chosen ? words(right ? 'lessons.fits' : 'lessons.fits_not') : '');
        mark.dataset.right = String(right);
      }
    },
  };
}
