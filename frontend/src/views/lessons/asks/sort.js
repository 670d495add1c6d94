/**
 * Sorting: a place for each item; choosing one opens an example of that place.
 *
 * @import { Asking, AskView } from './ask.d.ts'
 */

import { EXAMPLES, FITTING } from '../../../lessons/course/shapes.js';
import { el, setText } from '../../dom.js';

/** @param {Asking} asking @returns {AskView} */
export function createSort({ step: { ask }, place, store, services: { actions }, words, key }) {
  const { items, places } = /** @type {{ items: readonly string[], places: readonly string[] }} */ (ask);

  /** @param {string} item @param {string} chosen */
  function choose(item, chosen) {
    const { catalog, lesson } = store.get();
    actions.answerLesson({ places: { ...lesson?.answer.places, [item]: chosen } });
    const example = /** @type {Record<string, (typeof EXAMPLES)['many-to-one']>} */ (EXAMPLES)[chosen];
    if (catalog && example) actions.edit(example(catalog), { preset: null, selectedLane: 0 });
  }

  const rows = items.map((item) => {
    const id = `lesson-${place.number}-${item}`;
    const choice = el('select', { id, class: 'lesson-select', onchange: () => choose(item, choice.value) },
      el('option', { value: '' }, words('lessons.choose')), ...places.map((each) => el('option', { value: each }, words(key(`place.${each}`)))));
    const mark = el('span', { class: 'lesson-mark' });
    return { item, choice, mark, root: el('div', { class: 'lesson-sort-row' }, el('label', { for: id }, words(key(`item.${item}`))), choice, mark) };
  });
  return {
    root: el('div', { class: 'lesson-sort' }, ...rows.map(({ root }) => root)),
    update({ answer }) {
      for (const { item, choice, mark } of rows) {
        const chosen = answer.places?.[item] ?? '';
        if (choice.value !== chosen) choice.value = chosen;
        const right = chosen === /** @type {Record<string, string>} */ (FITTING)[item];
        setText(mark, chosen ? words(right ? 'lessons.fits' : 'lessons.fits_not') : '');
        mark.dataset.right = String(right);
      }
    },
  };
}
