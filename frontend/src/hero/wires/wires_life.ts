/** The wires view comes when it is first asked for, and goes with the choice of another view. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';

/** @returns unmount */
export function followWires(root: HTMLElement, store: Store<State>, services: Services): () => void {
  let unmount: (() => void) | null = null;
  const unwatch = watch(store, ({ view }) => [view], async ({ view }) => {
    if (view !== 'wires') {
      unmount?.();
      unmount = null;
      return;
    }
    // A wire is named in the inspector's words.
    const [chunk] = await Promise.all([
      services.loadChunk(() => import('./wires.ts'), 'wires'), services.loadChunk(async () => null, 'inspector'),
    ]);
    if (chunk && !unmount && store.get().view === 'wires') unmount = chunk.mountWires(root, store, services);
  });
  return () => {
    unwatch();
    unmount?.();
  };
}
