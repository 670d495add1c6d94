/** The measurements that are open: cards under the picture and in the right column. */

import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { setAttribute } from '../ui/dom.ts';
import { scrollIntoSight } from '../ui/scroll_into_sight.ts';
import { kindOf, type Kind } from './kinds.ts';

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
    const shown = panels.filter((kind) => kindOf(kind)?.load);
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
    // Closed by key: focus stays near.
    if (held) (document.querySelector('.closer-button') as HTMLElement | null)?.focus({ preventScroll: true });
  }

  /** A card is fetched when one of its kind is first opened. */
  async function fetchAndMount() {
    const chunk = await services.loadChunk(
      () => Promise.all([import('./card.ts'), ...waiting().map(({ load }) => load?.())]), 'measurements',
    );
    if (!chunk || ended) return;
    const [{ mountCard }, ...measurements] = chunk;
    for (const measurement of measurements) {
      if (!measurement || !waiting().some(({ kind }) => kind === measurement.kind)) continue;
      const card = mountCard({ cards: centre, side }, store, services, measurement);
      mounted.set(measurement.kind, card);
      if (store.get().panelSought === measurement.kind) {
        requestAnimationFrame(() => scrollIntoSight(card.root, 'start'));
      }
    }
    store.set({ panelSought: null });
  }

  function waiting(): Kind[] {
    return store.get().panels.map(kindOf).filter((kind) => kind?.load && !mounted.has(kind.kind)) as Kind[];
  }

  return () => {
    ended = true;
    unwatch();
    for (const kind of [...mounted.keys()]) remove(kind);
  };
}
