/** A row of tabs over one panel: arrow keys move, the chosen one is in the tab order. */

import { el, setText } from './dom.ts';

let rows = 0;

export function createTabs(names: string[], onChoose: (name: string) => void) {
  const id = `tabs-${(rows += 1)}`;
  const panel = el('div', { role: 'tabpanel', id: `${id}-panel`, tabIndex: -1 });
  const tabs = names.map((name) => el('button', {
    type: 'button', role: 'tab',
    id: `${id}-${name}`, class: 'tab', 'aria-controls': panel.id, dataset: { name }, onclick: () => choose(name),
  }));
  const list = el('div', { role: 'tablist', class: 'tabs', onkeydown: move }, ...tabs);
  let chosen = names[0];

  function choose(name: string) {
    chosen = name;
    mark();
    onChoose(name);
  }

  function mark() {
    for (const tab of tabs) {
      const selected = tab.dataset.name === chosen;
      tab.setAttribute('aria-selected', String(selected));
      tab.tabIndex = selected ? 0 : -1;
      if (selected) panel.setAttribute('aria-labelledby', tab.id);
    }
  }

  function move(event: KeyboardEvent) {
    const steps = {
      ArrowRight: 1, ArrowLeft: -1, Home: -names.indexOf(chosen), End: names.length - 1 - names.indexOf(chosen),
    } as Record<string, number>;
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (names.indexOf(chosen) + steps[event.key] + names.length) % names.length;
    choose(names[next]);
    tabs[next].focus();
  }

  mark();
  return {
    list, panel, chosen: () => chosen,
    /** @param texts by name */
    setWords(label: string, texts: Record<string, string>) {
      list.setAttribute('aria-label', label);
      for (const tab of tabs) setText(tab, texts[tab.dataset.name ?? '']);
    },
    /** Chooses without telling. */
    set(name: string) {
      chosen = name;
      mark();
    },
  };
}
