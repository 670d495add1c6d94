/**
 * Which update an answer belongs to, and how far the run has come since.
 *
 * @import { Services, State } from '../../state/types.d.ts'
 */

import { whole } from '../../text/number.js';

/**
 * @param {Services['t']} t
 * @param {State} state
 * @param {number} step of the answer
 * @returns {string}
 */
export function stampWords(t, { run }, step) {
  const since = Math.max(0, (run?.step ?? step) - step);
  return since === 0 ? t('try.stamp.now', { step: whole(step) }) : t('try.stamp.since', { step: whole(step), now: whole(step + since) });
}
