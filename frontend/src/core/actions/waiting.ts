/** Waiting for what is to come about on the page, and for the line. */

import type { State, Store } from '../model/types.ts';

/**
 * However slow the server is.
 * @returns false when the line was lost meanwhile, or the server has said why it does not come about
 */
export function until(store: Store<State>, wanted: (state: State) => boolean): Promise<boolean> {
  if (wanted(store.get())) return Promise.resolve(true);
  const told = new Set(store.get().cards);
  let open = store.get().link.state === 'open';
  return new Promise((resolve) => {
    const unsubscribe = store.subscribe((state) => {
      const came = wanted(state);
      const refused = state.cards.some((card) => card.kind === 'error' && !told.has(card));
      if (came || refused || (open && state.link.state !== 'open')) {
        unsubscribe();
        resolve(came);
      }
      open ||= state.link.state === 'open';
    });
  });
}

export function lineOpens(store: Store<State>): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = store.subscribe(({ link }) => {
      if (link.state !== 'open') return;
      unsubscribe();
      resolve();
    });
  });
}

/** @param error of a request @returns whether the line was cut before the answer came */
export function wasCut(error: unknown): boolean {
  const { cause } = error as { cause?: { type?: string } };
  return cause?.type === 'not_connected';
}
