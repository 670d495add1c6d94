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
export function prefetchChunks(store: Store<State>, { loadChunk }: Pick<Services, 'loadChunk'>): () => void {
  const unsubscribe = store.subscribe(({ run }) => {
    if (run?.source !== 'live' || isPreview(run) || run.step === 0) return;
    unsubscribe();
    setTimeout(() => void fetchAll(loadChunk), QUIET);
  });
  return unsubscribe;
}

/** Says so on the page when all is there, as it does when it is mounted. */
async function fetchAll(loadChunk: Services['loadChunk']) {
  const chunks = await Promise.all([
    loadChunk(() => import('../share/export_dialog.ts'), 'takeaway', 'takeaway'),
    loadChunk(() => import('./controls/about/about_choice.ts'), 'about'),
    loadChunk(
      () => Promise.all([import('../inspect/inspector.ts'), import('../inspect/diagram_view.ts')]), 'inspector',
    ),
  ]);
  if (!chunks.includes(null)) document.documentElement.dataset.prefetched = 'true';
}
