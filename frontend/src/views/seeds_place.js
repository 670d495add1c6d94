/**
 * The place for runs over seeds in a lesson or a claim: what they need comes when there are first some to run.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 * @import { Trained } from '../asking/seed_runs.js'
 * @import { Wanted } from './try/seeds_here.js'
 */

import { el } from './dom.js';

/**
 * @param {Store<State>} store
 * @param {Services} services
 * @param {(models: Trained[]) => void} [onDone] all runs are there
 */
export function createSeedsPlace(store, services, onDone = () => {}) {
  const root = el('div', { class: 'seeds-here', hidden: true });
  /** @type {ReturnType<typeof import('./try/seeds_here.js').createSeedsHere> | null} */
  let view = null;
  /** @type {Wanted | null} */
  let wanted = null;
  let shown = '';
  let asked = false;

  async function furnish() {
    asked = true;
    const part = await services.part(() => import('./try/seeds_here.js'), 'try', 'try');
    asked = part !== null;
    view = part && part.createSeedsHere(root, store, services, onDone);
    view?.show(wanted);
  }

  return {
    root,
    /** @param {Wanted | null} next null: nothing is asked */
    show(next) {
      const now = next ? store.get().language : '';
      const same = next?.trial === wanted?.trial && next?.experiment === wanted?.experiment;
      if (same && now === shown) return;
      [wanted, shown] = [next, now];
      root.hidden = next === null;
      if (view) view.show(next);
      else if (next && !asked) void furnish();
    },
    end: () => view?.end(),
  };
}
