/** What stands on the time axis is painted scrolled and, where the sequence scrolls, clipped at the gutter. */

import type { Context } from './pen.ts';

/** @param scroll pixels @param paint with the axis' own coordinates */
export function inSequence(
  context: Context,
  { axis, gutter, width, height }: { axis: { scrolls: boolean }, gutter: number, width: number, height: number },
  scroll: number,
  paint: () => void,
) {
  context.save();
  if (axis.scrolls) {
    context.beginPath();
    context.rect(gutter - 2, 0, width - gutter + 2, height);
    context.clip();
  }
  context.translate(-scroll, 0);
  paint();
  context.restore();
}
