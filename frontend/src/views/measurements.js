/**
 * The measurements that are open: cards under the picture and in the right column.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { CARDS } from '../charts/panel_groups.js';
import { watch } from '../state/select.js';
import { setAttribute } from './dom.js';
import { scrollIntoSight } from './scroll_into_sight.js';

/**
 * @param {{ centre: HTMLElement, side: HTMLElement }} roots under the picture; in the right column
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountMeasurements({ centre, side }, store, services) {
  /** @type {Map<string, { root: HTMLElement, unmount: () => void }>} */
  const mounted = new Map();
  let ended = false;

  const unwatch = watch(store, ({ panels }) => [panels], ({ panels }) => {
    const shown = panels.filter((kind) => CARDS.has(kind));
    setAttribute(centre, 'data-open', String(panels.length));
    for (const kind of mounted.keys()) if (!shown.includes(kind)) remove(kind);
    if (shown.some((kind) => !mounted.has(kind))) void fetchAndMount();
  });

  /** @param {string} kind */
  function remove(kind) {
    const { root, unmount } = /** @type {{ root: HTMLElement, unmount: () => void }} */ (mounted.get(kind));
    const held = root.contains(document.activeElement);
    unmount();
    root.remove();
    mounted.delete(kind);
    if (held) /** @type {HTMLElement | null} */ (document.querySelector('.closer-button'))?.focus({ preventScroll: true }); // Closed by key: focus stays near.
  }

  /** The cards are fetched when the first of them is opened. */
  async function fetchAndMount() {
    const part = await services.part(() => import('./measurements/index.js'), 'measurements');
    if (!part || ended) return;
    for (const kind of store.get().panels.filter((open) => CARDS.has(open) && !mounted.has(open))) {
      const card = part.mountCard({ cards: centre, side }, store, services, kind);
      mounted.set(kind, card);
      if (store.get().panelSought === kind) requestAnimationFrame(() => scrollIntoSight(card.root, 'start'));
    }
    store.set({ panelSought: null });
  }

  return () => {
    ended = true;
    unwatch();
    for (const kind of [...mounted.keys()]) remove(kind);
  };
}
