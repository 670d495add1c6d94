/** The measurements that are open: cards under the picture and in the right column. */

import type { Services, State, Store } from '../core/model/types.ts';
import { CARDS } from '../core/model/panel_groups.ts';
import { watch } from '../core/model/select.ts';
import { setAttribute } from '../ui/dom.ts';
import { scrollIntoSight } from '../ui/scroll_into_sight.ts';

/**
 * @param roots under the picture; in the right column
 * @returns unmount
 */
export function mountMeasurements(
  { centre, side }: { centre: HTMLElement, side: HTMLElement },
  store: Store<State>,
  services: Services,
): () => void {
  const mounted = new Map<string, { root: HTMLElement, unmount: () => void }>();
  let ended = false;

  const unwatch = watch(store, ({ panels }) => [panels], ({ panels }) => {
    const shown = panels.filter((kind) => CARDS.has(kind));
    setAttribute(centre, 'data-open', String(panels.length));
    for (const kind of mounted.keys()) if (!shown.includes(kind)) remove(kind);
    if (shown.some((kind) => !mounted.has(kind))) void fetchAndMount();
  });

  function remove(kind: string) {
    const { root, unmount } = mounted.get(kind) as { root: HTMLElement, unmount: () => void };
    const held = root.contains(document.activeElement);
    unmount();
    root.remove();
    mounted.delete(kind);
    if (held) (document.querySelector('.closer-button') as HTMLElement | null)?.focus({ preventScroll: true }); // Closed by key: focus stays near.
  }

  /** The cards are fetched when the first of them is opened. */
  async function fetchAndMount() {
    const part = await services.part(() => import('./index.ts'), 'measurements');
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
