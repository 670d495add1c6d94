/** A page that is watched tells where it looks, when that changes, and no faster than is worth following. */

import type { State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { lookOf } from '../core/model/look.ts';

/** Milliseconds between two words, of which the server passes on no more either. */
const PERIOD = 100;

/** @returns stop */
export function leadLook(
  store: Store<State>,
  send: (message: Record<string, unknown>) => boolean,
  later: (callback: () => void, ms: number) => unknown = (callback, ms) => setTimeout(callback, ms),
): () => void {
  let [pausing, told] = [false, ''];

  const isWatched = ({ viewers, watching, link }: State) => viewers > 0 && watching === null && link.state === 'open';
  const words = (state: State) => (isWatched(state) ? JSON.stringify(lookOf(state)) : '');

  function tell() {
    const next = words(store.get());
    if (pausing || next === told) return;
    told = next;
    if (!next) return;
    send({ type: 'look', ...JSON.parse(next) });
    pausing = true;
    later(() => {
      pausing = false;
      tell();
    }, PERIOD);
  }

  return watch(store, (state) => [words(state)], tell);
}
