/** Where an answer stands: the picture with its legend, the caption in words, the same numbers as a table. */

import { el, setText } from './dom.ts';

export type AnswerFrame = ReturnType<typeof createAnswerFrame>;

let frames = 0;

export function createAnswerFrame() {
  const id = `answer-${(frames += 1)}`;
  const legend = el('div', { class: 'panel-legend' });
  const figure = el('div', { class: 'try-figure' });
  const caption = el('p', { class: 'panel-caption', id: `${id}-caption` });
  const summary = el('summary');
  const table = el('div', { class: 'panel-table', tabIndex: 0, role: 'region', 'aria-describedby': `${id}-caption` });
  const twin = el('details', { class: 'panel-twin', ontoggle: () => fill() }, summary, table);
  const empty = el('p', { class: 'try-empty' });
  const body = el('div', { hidden: true }, legend, figure, caption, twin);
  let make: (() => HTMLElement) | null = null;

  function fill() {
    if (twin.open && make) table.replaceChildren(make());
  }

  return {
    root: el('div', { class: 'try-answer' }, empty, body), legend, figure, caption, empty,
    /** @param name of the table @param words of its fold @param waiting what stands there before an answer */
    setWords(name: string, words: string, waiting: string) {
      table.setAttribute('aria-label', name);
      setText(summary, words);
      setText(empty, waiting);
    },
    /** @param maker of the table, called while it is open */
    setTable(maker: () => HTMLElement) {
      make = maker;
      fill();
    },
    show(answered: boolean) {
      body.hidden = !answered;
      empty.hidden = answered;
    },
  };
}
