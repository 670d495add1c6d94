/**
 * Paints what the inspector points at: of a weight every copy of its arrow, one after the other; of a state its square.
 */

import type { Context } from '../../draw/pen.ts';
import type { Picture } from '../scene.ts';
import { parseSource } from '../../core/unit/sources.ts';
import { copiesOf, weightOf } from '../layout/copies.ts';
import { eased } from '../layout/easing.ts';
import { columnLeft } from '../../core/model/time_axis.ts';
import { unitBox } from '../../core/model/unit_grid.ts';
import { forwardY } from '../arrows.ts';
import { isScored } from '../readings.ts';

const MILLISECONDS = 240;
const STAGGER = 40;
/** A long sequence is outlined in the time of so many copies. */
const MOST_STAGGERED = 12;

/** @returns milliseconds until the last copy is outlined */
export function outlineTime(copies: number): number {
  return MILLISECONDS + STAGGER * Math.min(MOST_STAGGERED, Math.max(0, copies - 1));
}

/** @param lit `elapsed`: milliseconds since it was pointed at */
export function paintHighlight(
  context: Context,
  picture: Picture,
  { source, lane, elapsed }: { source: string, lane: number, elapsed: number },
) {
  const box = picture.layout.lanes.find((each) => each.lane === lane);
  if (!box) return;
  context.strokeStyle = picture.tokens.ink1;
  const weight = weightOf(source);
  if (!weight) return outlineState(context, picture, box, source);
  const copies = copiesOf(picture.layout, box, weight, {
    count: picture.task.sequence_length,
    isScored: (step) => isScored(picture, step), forwardY: forwardY(box.layers[Math.max(0, weight.layer)]),
  });
  const each = STAGGER * Math.min(1, MOST_STAGGERED / copies.length);
  context.lineWidth = 2;
  for (const [index, { x, y, width, height }] of copies.entries()) {
    const share = eased((elapsed - index * each) / MILLISECONDS);
    if (share === 0) continue;
    const spread = 3 * (1 - share);
    context.globalAlpha = share;
    context.beginPath();
    context.roundRect(x - spread, y - spread, width + 2 * spread, height + 2 * spread, 5);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** The square of a state that a number comes from. */
function outlineState(
  context: Context,
  { layout: { axis } }: Picture,
  box: import('../../core/model/hero_layout.ts').LaneLayout,
  source: string,
) {
  const { tensor, index: [layer, step, unit] } = parseSource(source);
  const rows = box.layers[layer];
  if (!/^(hidden_state|hidden_gradient|state\/|pre_activation)/.test(tensor) || !rows || !(step >= 0)
    || !(unit < rows.units)) return;
  const { x, y, width, height } = unitBox(rows.grid, unit);
  context.lineWidth = 2;
  context.setLineDash([3, 2]);
  context.beginPath();
  context.roundRect(
    columnLeft(axis, step) + rows.padding + x - 2, rows.y + rows.padding + y - 2, width + 4, height + 4, 5,
  );
  context.stroke();
  context.setLineDash([]);
}
