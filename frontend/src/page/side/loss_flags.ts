/**
 * The flags on the loss chart. They lie over the picture, so that one that has risen stays up while the curves are
 * drawn anew.
 */

import type { Flag } from './loss_flag_places.ts';
import { el, setAttribute } from '../../ui/dom.ts';
import { flagPicture } from '../../ui/flags.ts';

export function createLossFlags() {
  const root = el('div', { class: 'loss-flags' });
  const shown = new Map<string, HTMLElement>();

  return {
    root,
    /** @param run its id: another run has other flags */
    update(run: string, flags: readonly Flag[], words: (flag: Flag) => string) {
      const wanted = new Map(flags.map((flag) => [`${run} ${flag.lane} ${flag.kind} ${flag.step}`, flag]));
      for (const [key, element] of shown) {
        if (wanted.has(key)) continue;
        element.remove();
        shown.delete(key);
      }
      for (const [key, flag] of wanted) {
        const element = shown.get(key) ?? el(
          'span', { class: 'loss-flag', dataset: { lane: String(flag.lane), kind: flag.kind } }, flagPicture(flag.kind),
        );
        if (!shown.has(key)) root.append(element);
        shown.set(key, element);
        element.style.left = `${flag.x.toFixed(1)}px`;
        element.style.top = `${flag.y.toFixed(1)}px`;
        setAttribute(element, 'data-tip', words(flag));
      }
    },
  };
}
