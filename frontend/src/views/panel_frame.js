/**
 * What every panel of the right column has: a heading, controls, the picture, a caption in words with the present
 * reading, and the same numbers as a table.
 *
 * @import { RunView } from '../state/types.d.ts'
 */

import { el, setAttribute, setText } from './dom.js';
import { keepRoom } from './keep_room.js';

/** @typedef {ReturnType<typeof createPanelFrame>} PanelFrame */

let panels = 0;

/**
 * @param {HTMLElement} root
 * @param {{ onTable?: () => void }} [options] called when the table is opened
 */
export function createPanelFrame(root, { onTable = () => {} } = {}) {
  const id = `panel-${(panels += 1)}`;
  const heading = el('h2', { class: 'panel-heading', id: `${id}-heading` });
  const tools = el('div', { class: 'panel-tools' });
  const legend = el('div', { class: 'panel-legend' });
  const figure = el('div', { class: 'panel-figure', 'aria-describedby': `${id}-caption` });
  const caption = el('p', { class: 'panel-caption', id: `${id}-caption` });
  const summary = el('summary');
  const tableRoot = el('div', { class: 'panel-table', tabIndex: 0, role: 'region', 'aria-labelledby': `${id}-heading` });
  const twin = el('details', { class: 'panel-twin', hidden: true, ontoggle: () => void (twin.open && onTable()) }, summary, tableRoot);
  const room = keepRoom(caption);
  root.append(el('header', { class: 'panel-header' }, heading, tools), legend, figure, caption, twin);
  return {
    heading, tools, legend, figure, caption, twin,
    /** @param {{ heading: string, table: string }} words @param {RunView | null} [run] another run, or one lane less: another caption */
    setWords(words, run = null) {
      room.keep([words.heading, words.table, run?.id, run?.lanes.map(({ divergedAt }) => divergedAt)].join());
      setText(heading, words.heading);
      // A region without a name is none, nor is a picture.
      for (const named of [root, figure]) setAttribute(named, 'aria-labelledby', heading.id);
      if (!figure.hasAttribute('role')) setAttribute(figure, 'role', 'img');
      if (!summary.textContent) twin.hidden = false;
      setText(summary, words.table);
    },
    /** @param {string} text the present reading */
    setCaption(text) {
      if (!text) room.keep('');
      setText(caption, text);
    },
    /** @param {() => HTMLElement} make called only while the table is open */
    setTable(make) {
      if (twin.open) tableRoot.replaceChildren(make());
    },
    remove() {
      room.end();
      root.replaceChildren();
      root.removeAttribute('aria-labelledby');
    },
  };
}

/**
 * @param {string[]} headings
 * @param {(string | Node)[][]} rows the first cell of each names its row
 * @returns {HTMLElement}
 */
export function tableOf(headings, rows) {
  const head = el('tr', {}, ...headings.map((text) => el('th', { scope: 'col' }, text)));
  const body = rows.map(([name, ...cells]) => el('tr', {}, el('th', { scope: 'row' }, name), ...cells.map((cell) => el('td', {}, cell))));
  return el('table', {}, el('thead', {}, head), el('tbody', {}, ...body));
}

/**
 * A choice of one among few, as a group of radio buttons that looks like a row of pills.
 *
 * @param {string} name unique in the page
 * @param {(value: string) => void} onChoose
 */
export function createChoice(name, onChoose) {
  const root = el('fieldset', { class: 'choice' });
  const label = el('legend', { class: 'visually-hidden' });
  return {
    root,
    /** @param {string} title @param {{ value: string, text: string }[]} options @param {string} chosen */
    set(title, options, chosen) {
      const key = JSON.stringify([title, options]);
      if (root.dataset.key !== key) {
        root.dataset.key = key;
        setText(label, title);
        root.replaceChildren(label, ...options.map(({ value, text }) => el('label', {}, radio(name, value, onChoose), el('span', {}, text))));
      }
      for (const input of root.querySelectorAll('input')) input.checked = input.value === chosen;
    },
  };
}

/** @param {string} name @param {string} value @param {(value: string) => void} onChoose */
function radio(name, value, onChoose) {
  return el('input', { type: 'radio', name, value, class: 'visually-hidden', onchange: () => onChoose(value) });
}
