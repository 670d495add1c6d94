/**
 * What a ribbon says, in a sentence.
 *
 * @import { Translate } from '../state/types.d.ts'
 * @import { Ribbon } from '../layout/ribbon.js'
 * @import { Scene } from './hero-scene.js'
 */

import { shareThatReaches } from '../layout/ribbon.js';
import { shareWords } from '../text/share.js';

/** @param {Ribbon | null} ribbon @param {Translate} t @returns {string} '' without a ribbon */
export function ribbonWords(ribbon, t) {
  if (!ribbon) return '';
  const { loss, from } = ribbon;
  if (loss === 0) return t('ribbon.first', { loss: 1 });
  if (from === loss) return t('ribbon.own', { loss: loss + 1 });
  return t(from > 0 ? 'ribbon.said_cut' : 'ribbon.said', { loss: loss + 1, state: from + 1, share: shareWords(shareThatReaches(ribbon), t) });
}

/** Under the picture: of every model in sight, and what the ribbon is; '' where no loss is followed. @param {Scene} scene @param {boolean} live @param {Translate} t */
export function ribbonCaption({ loss, lanes, visible }, live, t) {
  if (loss === null) return '';
  const shown = visible.map((lane) => lanes[lane]).filter(({ ribbon }) => ribbon);
  if (shown.length === 0) return t(live ? 'ribbon.waiting' : 'ribbon.recorded', { loss: loss + 1 });
  const said = shown.map(({ letter, ribbon }) => (visible.length > 1 ? `${letter}: ${ribbonWords(ribbon, t)}` : ribbonWords(ribbon, t)));
  const cut = shown.some(({ ribbon }) => ribbon && ribbon.from > 0);
  return [...said, t('ribbon.legend', { loss: loss + 1 }), ...(cut ? [t('ribbon.legend_cut')] : [])].join(' ');
}
