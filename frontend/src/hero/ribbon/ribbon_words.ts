/** What a ribbon says, in a sentence. */

import type { Scene } from '../scene.ts';
import type { Translate } from '../../core/model/types.ts';
import { shareThatReaches, type Ribbon } from './ribbon_layout.ts';
import { shareWords } from '../../core/model/share.ts';

/** @returns '' without a ribbon */
export function ribbonWords(ribbon: Ribbon | null, t: Translate): string {
  if (!ribbon) return '';
  const { loss, from } = ribbon;
  if (loss === 0) return t('ribbon.first', { loss: 1 });
  if (from === loss) return t('ribbon.own', { loss: loss + 1 });
  return t(from > 0 ? 'ribbon.said_cut' : 'ribbon.said', {
    loss: loss + 1, state: from + 1, share: shareWords(shareThatReaches(ribbon), t),
  });
}

/** Under the picture: of every model in sight, and what the ribbon is; '' where no loss is followed. */
export function ribbonCaption({ loss, lanes, visible }: Scene, live: boolean, t: Translate) {
  if (loss === null) return '';
  const shown = visible.map((lane) => lanes[lane]).filter(({ ribbon }) => ribbon);
  if (shown.length === 0) return t(live ? 'ribbon.waiting' : 'ribbon.recorded', { loss: loss + 1 });
  const said = shown.map(({ letter, ribbon }) =>
    (visible.length > 1 ? `${letter}: ${ribbonWords(ribbon, t)}` : ribbonWords(ribbon, t)));
  const cut = shown.some(({ ribbon }) => ribbon && ribbon.from > 0);
  return [...said, t('ribbon.legend', { loss: loss + 1 }), ...(cut ? [t('ribbon.legend_cut')] : [])].join(' ');
}
