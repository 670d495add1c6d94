/**
 * What looking back and taking away need is fetched while the server is there: when it is gone, all that was recorded
 * can still be looked at and saved. Nobody pays for it who only looks at the first picture.
 */

import type { Services, State, Store } from '../core/model/types.ts';
import { isPreview } from '../core/model/reducer.ts';

/** The run's own first frames come before, in milliseconds. */
const QUIET = 1000;

/**
 * Fetches once a run of one's own has moved.
 * @returns stop
 */
export function layInProvisions(store: Store<State>, { part }: Pick<Services, 'part'>): () => void {
  const unsubscribe = store.subscribe(({ run }) => {
    if (run?.source !== 'live' || isPreview(run) || run.step === 0) return;
    unsubscribe();
    setTimeout(() => void fetchAll(part), QUIET);
  });
  return unsubscribe;
}

/** Says so on the page when all is there, as it does when it is mounted. */
async function fetchAll(part: Services['part']) {
  const parts = await Promise.all([
    part(() => import('../share/export_dialog.ts'), 'takeaway', 'takeaway'),
    part(() => import('./controls/about/about_choice.ts'), 'about'),
    part(() => Promise.all([import('../inspect/inspector.ts'), import('../inspect/diagram_view.ts')]), 'inspector'),
  ]);
  if (!parts.includes(null)) document.documentElement.dataset.provisioned = 'true';
}
