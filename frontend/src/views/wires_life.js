/**
 * The wires view comes when it is first asked for, and goes with the choice of another view.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';

/** @param {HTMLElement} root @param {Store<State>} store @param {Services} services @returns {() => void} unmount */
export function followWires(root, store, services) {
  /** @type {(() => void) | null} */
  let unmount = null;
  const unwatch = watch(store, ({ view }) => [view], async ({ view }) => {
    if (view !== 'wires') {
      unmount?.();
      unmount = null;
      return;
    }
    // A wire is named in the inspector's words.
    const [part] = await Promise.all([services.part(() => import('./wires.js'), 'wires'), services.part(async () => null, 'inspector')]);
    if (part && !unmount && store.get().view === 'wires') unmount = part.mountWires(root, store, services);
  });
  return () => {
    unwatch();
    unmount?.();
  };
}
