/**
 * What every panel has in sight: a heading, the picture, a caption with the present reading. What else there is,
 * settings, the reading in full, the same numbers as a table, waits behind one button beside the heading.
 */

import type { RunView, Translate } from '../core/model/types.ts';
import { el, setAttribute, setText } from './dom.ts';
import { icon } from './icons.ts';
import { keepHeight } from './keep_height.ts';

export type PanelFrame = ReturnType<typeof createPanelFrame>;

let panels = 0;

/**
 * @param options called when the table is opened; when the rest comes to sight or leaves it; `folded`: the heading is
 *   all there is until it is pressed
 */
export function createPanelFrame(
  root: HTMLElement,
  {
    onTable = () => {}, onMore = () => {}, folded = false,
  }: { onTable?: () => void, onMore?: () => void, folded?: boolean } = {},
) {
  const id = `panel-${(panels += 1)}`;
  const words = el('span');
  const fold = el(
    'button',
    { type: 'button', class: 'panel-fold', 'aria-expanded': 'false', onclick: () =>
      unfold(root.hasAttribute('data-folded')) },
    words, icon('chevron'),
  );
  const heading = el('h2', { class: 'panel-heading', id: `${id}-heading` }, folded ? fold : words);
  root.toggleAttribute('data-folded', folded);
  const tools = el('div', { class: 'panel-tools' });
  const opener = el(
    'button',
    { type: 'button', class: 'panel-opener', 'aria-expanded': 'false', 'aria-controls': `${id}-more`, onclick: () =>
      show(!isOpen()) },
    icon('more'),
  );
  const legend = el('div', { class: 'panel-legend' });
  const figure = el('div', { class: 'panel-figure', 'aria-describedby': `${id}-caption ${id}-said` });
  const caption = el('p', { class: 'panel-caption', id: `${id}-caption` });
  const settings = el('div', { class: 'panel-settings' });
  const said = el('p', { class: 'panel-said', id: `${id}-said` });
  const summary = el('summary');
  const tableRoot = el(
    'div', { class: 'panel-table', tabIndex: 0, role: 'region', 'aria-labelledby': `${id}-heading` },
  );
  /** What the table shows when it is opened. */
  let making: (() => HTMLElement) | null = null;
  const twin = el(
    'details', { class: 'panel-twin', hidden: true, ontoggle: () => void (twin.open && fillTable()) }, summary,
    tableRoot,
  );
  const more = el('div', { class: 'panel-more', id: `${id}-more`, hidden: true }, settings, said, twin);
  const room = keepHeight(caption);
  root.append(el('header', { class: 'panel-header' }, heading, tools, opener), legend, figure, caption, more);

  const isOpen = () => opener.getAttribute('aria-expanded') === 'true';

  function fillTable() {
    if (making) tableRoot.replaceChildren(making());
    onTable();
  }

  function show(open: boolean) {
    more.hidden = !open;
    setAttribute(opener, 'aria-expanded', String(open));
    onMore();
  }

  function unfold(open: boolean) {
    root.toggleAttribute('data-folded', !open);
    setAttribute(fold, 'aria-expanded', String(open));
    onMore();
  }

  return {
    heading, tools, opener, legend, figure, caption, settings, twin, more,
    isOpen,
    isFolded: () => root.hasAttribute('data-folded'),
    /** @param run another run, or one lane less: another caption */
    setWords(name: string, t: Translate, run: RunView | null = null) {
      const table = t('chart.table');
      room.keep([name, table, run?.id, run?.lanes.map(({ divergedAt }) => divergedAt)].join());
      setText(words, name);
      setAttribute(opener, 'aria-label', t('chart.more', { name }));
      // A region without a name is none, nor is a picture.
      for (const named of [root, figure]) setAttribute(named, 'aria-labelledby', heading.id);
      if (!figure.hasAttribute('role')) setAttribute(figure, 'role', 'img');
      if (!summary.textContent) twin.hidden = false;
      setText(summary, table);
    },
    /** @param text the present reading @param full what else there is to say, behind the button */
    setCaption(text: string, full = '') {
      if (!text) room.keep('');
      setText(caption, text);
      setText(said, full);
    },
    /** @param make called only while the table is open */
    setTable(make: () => HTMLElement) {
      making = make;
      if (twin.open) tableRoot.replaceChildren(make());
    },
    remove() {
      room.end();
      root.replaceChildren();
      root.removeAttribute('aria-labelledby');
    },
  };
}

/** @param rows the first cell of each names its row */
export function tableOf(headings: string[], rows: (string | Node)[][]): HTMLElement {
  const head = el('tr', {}, ...headings.map((text) => el('th', { scope: 'col' }, text)));
  const body = rows.map(([name, ...cells]) =>
    el('tr', {}, el('th', { scope: 'row' }, name), ...cells.map((cell) => el('td', {}, cell))));
  return el('table', {}, el('thead', {}, head), el('tbody', {}, ...body));
}

/**
 * A choice of one among few, as a group of radio buttons that looks like a row of pills.
 * @param name unique in the page
 */
export function createChoice(name: string, onChoose: (value: string) => void) {
  const root = el('fieldset', { class: 'choice' });
  const label = el('legend', { class: 'visually-hidden' });
  return {
    root,
    set(title: string, options: { value: string, text: string }[], chosen: string) {
      const key = JSON.stringify([title, options]);
      if (root.dataset.key !== key) {
        root.dataset.key = key;
        setText(label, title);
        root.replaceChildren(
          label,
          ...options.map(({ value, text }) => el('label', {}, radio(name, value, onChoose), el('span', {}, text))),
        );
      }
      for (const input of root.querySelectorAll('input')) input.checked = input.value === chosen;
    },
  };
}

function radio(name: string, value: string, onChoose: (value: string) => void) {
  return el('input', { type: 'radio', name, value, class: 'visually-hidden', onchange: () => onChoose(value) });
}
