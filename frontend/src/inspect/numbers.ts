/** The equations of one unit, in symbols, with its numbers or as shapes: a tab each, in which groups can be opened. */

import type { Cursor, RunView, Services } from '../core/model/types.ts';
import { el } from '../ui/dom.ts';
import { morph } from '../ui/morph.ts';
import { createTabs } from '../ui/tabs.ts';
import { hasEquations } from './cells/catalog.ts';
import { EQUATION_TABS } from './equations.ts';
import type { Context } from './wording.ts';

const TABS = Object.keys(EQUATION_TABS);
/** What is open at first. */
const OPEN = ['forward/h', 'forward/c', 'backward/gradient'];

/** @param onChange another tab is chosen, or another group is open */
export function createNumbers(t: Services['t'], onChange: () => void) {
  const { list, panel, chosen, set, setWords } = createTabs(TABS, onChange);
  const opened = new Set(OPEN);
  set('numbers');
  panel.append(el('div'));
  panel.addEventListener('toggle', ({ target }) => keepOpen(target as HTMLDetailsElement), { capture: true });

  function keepOpen({ open, dataset: { key = '' } }: HTMLDetailsElement) {
    if (open === opened.has(key)) return;
    if (open) opened.add(key);
    else opened.delete(key);
    onChange();
  }

  function render(run: RunView, context: Context, cursor: Cursor) {
    const { cell } = context.place;
    setWords(t('inspector.tabs'), Object.fromEntries(TABS.map((name) => [name, t(`inspector.tab.${name}`)])));
    const equations = hasEquations(cell)
      ? EQUATION_TABS[chosen()](run, context, cursor)
      : [el('p', { class: 'panel-notice' }, t('inspector.no_equations'))];
    const content = el('div', { class: 'inspector-content', dataset: { of: `cell.${cell.kind}` } }, ...equations);
    content.dataset.key = `${chosen()}/${JSON.stringify(cursor)}/${cell.kind}`;
    morph(panel.firstElementChild as Element, content);
  }

  return { list, panel, isOpen: (key: string) => opened.has(key), render };
}
