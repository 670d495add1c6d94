/** How many watch, in words. */

import type { Translate } from '../core/model/types.ts';
import { whole } from '../core/text/number.ts';

export function countWords(count: number, t: Translate): string {
  return count === 1 ? t('watching.count.one') : t('watching.count', { count: whole(count) });
}
