/** The place for runs over seeds in a lesson or a claim: what they need comes when there are first some to run. */

import type { Services, State, Store } from '../../core/model/types.ts';
import type { Trained } from '../../core/questions/seed_runs.ts';
import type { Wanted } from './seeds_here.ts';
import { el } from '../dom.ts';

/** @param onDone all runs are there */
export function createSeedsPlace(
  store: Store<State>,
  services: Services,
  onDone: (models: Trained[]) => void = () => {},
) {
  const root = el('div', { class: 'seeds-here', hidden: true });
  let view: ReturnType<typeof import('./seeds_here.ts').createSeedsHere> | null = null;
  let wanted: Wanted | null = null;
  let shown = '';
  let asked = false;

  async function furnish() {
    asked = true;
    const chunk = await services.loadChunk(() => import('./seeds_here.ts'), 'try', 'try');
    asked = chunk !== null;
    view = chunk && chunk.createSeedsHere(root, store, services, onDone);
    view?.show(wanted);
  }

  return {
    root,
    /** @param next null: nothing is asked */
    show(next: Wanted | null) {
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
