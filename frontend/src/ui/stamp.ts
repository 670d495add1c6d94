/** Which update an answer belongs to, and how far the run has come since. */

import type { Services, State } from '../core/model/types.ts';
import { whole } from '../core/text/number.ts';

/** @param step of the answer */
export function stampWords(t: Services['t'], { run }: State, step: number): string {
  const since = Math.max(0, (run?.step ?? step) - step);
  return since === 0
    ? t('try.stamp.now', { step: whole(step) })
    : t('try.stamp.since', { step: whole(step), now: whole(step + since) });
}
