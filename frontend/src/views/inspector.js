/** @import { Services, State, Store } from '../state/types.d.ts' */

/** @param {HTMLElement} root @param {Store<State>} _store @param {Services} _services @returns {() => void} unmount */
export function mountInspector(root, _store, _services) {
  return () => root.replaceChildren();
}
