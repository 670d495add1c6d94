/** How many watch, in words. @import { Translate } from '../../state/types.d.ts' */

import { whole } from '../../text/number.js';

/** @param {number} count @param {Translate} t @returns {string} */
export function countWords(count, t) {
  return count === 1 ? t('watching.count.one') : t('watching.count', { count: whole(count) });
}
