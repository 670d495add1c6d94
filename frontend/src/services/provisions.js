/**
 * What looking back and taking away need is fetched while the server is there: when it is gone, all that was recorded can
 * still be looked at and saved. Nobody pays for it who only looks at the first picture.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { isPreview } from '../state/reducer.js';

/** The run's own first frames come before, in milliseconds. */
const QUIET = 1000;

/**
 * Fetches once a run of one's own has moved.
 * @param {Store<State>} store
 * @param {Pick<Services, 'part'>} services
 * @returns {() => void} stop
 */
export function layInProvisions(store, { part }) {
  const unsubscribe = store.subscribe(({ run }) => {
    if (run?.source !== 'live' || isPreview(run) || run.step === 0) return;
    unsubscribe();
    setTimeout(() => void fetchAll(part), QUIET);
  });
  return unsubscribe;
}

/** Says so on the page when all is there, as it does when it is mounted. @param {Services['part']} part */
async function fetchAll(part) {
  const parts = await Promise.all([
    part(() => import('../views/takeaway/export_dialog.js'), 'takeaway', 'takeaway'),
    part(() => import('../views/about_choice.js'), 'about'),
    part(() => Promise.all([import('../views/inspector.js'), import('../views/inspector_diagram.js')]), 'inspector'),
  ]);
  if (!parts.includes(null)) document.documentElement.dataset.provisioned = 'true';
}
