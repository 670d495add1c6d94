/**
 * The measurements that can be opened: a bar under the picture, a chooser by question, and the cards that are open.
 *
 * @import { Catalog, PanelEntry, Services, State, Store } from '../state/types.d.ts'
 */

import { ALWAYS_SHOWN, CARDS, groupPanels, TOGGLED } from '../charts/panel_groups.js';
import { watch } from '../state/select.js';
import { el, setAttribute, setText } from './dom.js';
import { scrollIntoSight } from './scroll_into_sight.js';

/**
 * @param {{ centre: HTMLElement, side: HTMLElement }} roots under the picture; in the right column
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountMeasurements({ centre, side }, store, services) {
  const { t, actions } = services;
  const title = el('h2', { class: 'measurements-title', id: 'measurements-title' });
  const opener = el('button', { type: 'button', class: 'pill small', 'aria-expanded': 'false', 'aria-controls': 'measurements-chooser', onclick: () => toggle() });
  const open = el('div', { class: 'measurements-open' });
  const chooser = el('div', { class: 'chooser', id: 'measurements-chooser', hidden: true });
  const cards = el('div', { class: 'time-cards' });
  centre.setAttribute('aria-labelledby', title.id);
  centre.append(el('header', { class: 'measurements-bar' }, title, opener, open), chooser, cards);
  /** @type {Map<string, { root: HTMLElement, unmount: () => void }>} */
  const mounted = new Map();
  let ended = false;

  function toggle(shown = chooser.hidden) {
    chooser.hidden = !shown;
    opener.setAttribute('aria-expanded', String(shown));
    if (shown) scrollIntoSight(chooser);
  }

  centre.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || chooser.hidden || !(opener.contains(document.activeElement) || chooser.contains(document.activeElement))) return;
    event.stopPropagation();
    toggle(false);
    opener.focus();
  });

  const unwatch = watch(store, ({ catalog, panels, language, watching }) => [catalog, panels, language, watching?.look?.panels.join()], render);

  /** @param {State} state */
  function render({ catalog, panels }) {
    setText(title, t('measure.title'));
    opener.replaceChildren(t('measure.choose'), el('span', { class: 'opener-mark', 'aria-hidden': 'true' }));
    const shown = panels.filter((kind) => CARDS.has(kind));
    if (catalog) renderChooser(catalog, panels);
    renderOpen(panels.filter((kind) => CARDS.has(kind) || kind in TOGGLED), panels);
    for (const [kind, card] of mounted) {
      if (shown.includes(kind)) continue;
      if (card.root.contains(document.activeElement)) opener.focus({ preventScroll: true }); // Closed by key: focus stays near.
      card.unmount();
      card.root.remove();
      mounted.delete(kind);
    }
    if (shown.some((kind) => !mounted.has(kind))) void fetchAndMount();
  }

  /** The cards are fetched when the first of them is opened. */
  async function fetchAndMount() {
    const part = await services.part(() => import('./measurements/index.js'), 'measurements');
    if (!part || ended) return;
    for (const kind of store.get().panels.filter((open) => CARDS.has(open) && !mounted.has(open))) {
      const card = part.mountCard({ cards, side }, store, services, kind);
      mounted.set(kind, card);
      if (store.get().panelSought === kind) requestAnimationFrame(() => scrollIntoSight(card.root));
    }
    store.set({ panelSought: null });
  }

  /** @param {Catalog} catalog @param {string[]} panels */
  function renderChooser(catalog, panels) {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.kind;
    chooser.replaceChildren(...groupPanels(catalog).map(({ id, panels: offered }) => el('section', { class: 'chooser-group', 'aria-labelledby': `chooser-${id}` },
      el('h3', { id: `chooser-${id}` }, t(`measure.group.${id}`)),
      el('ul', {}, ...offered.map((panel) => el('li', {}, choice(panel, panels.includes(panel.kind))))))));
    if (focused) /** @type {HTMLElement | null} */ (chooser.querySelector(`[data-kind="${focused}"]`))?.focus();
  }

  /** @param {PanelEntry} panel @param {boolean} pressed */
  function choice({ kind, cost }, pressed) {
    const where = ALWAYS_SHOWN[kind];
    const words = [
      el('span', { class: 'choice-head' }, el('span', { class: 'choice-name' }, t(`panel.${kind}.label`)),
        cost === 'heavy' && el('span', { class: 'cost', 'data-tip': t('measure.heavy.help') }, t('measure.heavy')),
        where && el('span', { class: 'choice-where' }, t(`measure.where.${where}`))),
      el('span', { class: 'choice-teaches' }, t(`panel.${kind}.teaches`)),
    ];
    if (where) return el('button', { type: 'button', class: 'chooser-choice is-shown', dataset: { kind }, onclick: () => reveal(document.getElementById(where)) }, ...words);
    const { watching } = store.get();
    const closed = watching !== null && !pressed && !watching.look?.panels.includes(kind);
    return el('button', { type: 'button', class: 'chooser-choice', disabled: closed, dataset: { kind, ...(closed && { tip: t('measure.closed') }) }, 'aria-pressed': String(pressed), onclick: () => {
      actions.togglePanel(kind);
      if (!pressed && kind in TOGGLED) reveal(document.getElementById(TOGGLED[kind]));
    } }, ...words);
  }

  /** @param {HTMLElement | null} shown */
  function reveal(shown) {
    scrollIntoSight(shown);
    shown?.classList.add('is-revealed');
    setTimeout(() => shown?.classList.remove('is-revealed'), 1200);
  }

  /** @param {string[]} shown @param {string[]} panels */
  function renderOpen(shown, panels) {
    open.replaceChildren(...shown.map((kind) => el('button', { type: 'button', class: 'open-chip', onclick: () => reveal(mounted.get(kind)?.root ?? document.getElementById(TOGGLED[kind])) }, t(`panel.${kind}.label`))));
    setAttribute(centre, 'data-open', String(panels.length));
  }

  return () => {
    ended = true;
    unwatch();
    for (const { root, unmount } of mounted.values()) {
      unmount();
      root.remove();
    }
    centre.replaceChildren();
  };
}
