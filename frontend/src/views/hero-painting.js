/**
 * Puts a scene on the two canvases: the picture, and what moves over it.
 *
 * @import { Cursor } from '../state/types.d.ts'
 * @import { Context } from './hero-pen.js'
 * @import { Picture } from './hero-scene.js'
 *
 * @typedef {(context: Context, picture: Picture, scroll: number) => void} Ribbons paints the ribbon of the loss that is followed
 */

import { paintArrows } from './hero-arrows.js';
import { paintBrackets } from './hero-brackets.js';
import { paintCallout } from './hero-callout.js';
import { paintCells } from './hero-cells.js';
import { paintLaneBars, paintMargin, paintProfile } from './hero-gradient.js';
import { paintInputs } from './hero-inputs.js';
import { paintCursor, paintDrift } from './hero-overlay.js';
import { paintPhases } from './hero-phases.js';
import { paintPixelBeingRead } from './hero-picture.js';
import { paintMarkNames, paintPredictions } from './hero-predictions.js';

/**
 * @param {Context} context
 * @param {Picture} picture
 * @param {number} scroll
 * @param {typeof import('./hero-difference.js') | null} subtraction what paints the difference of two lanes
 */
export function paintPicture(context, picture, scroll, subtraction) {
  inSequence(context, picture, scroll, () => {
    for (const box of picture.layout.lanes) {
      const lane = picture.lanes[box.lane];
      paintBrackets(context, picture, lane, box);
      paintCells(context, picture, lane, box);
      paintArrows(context, picture, lane, box);
      paintPredictions(context, picture, lane, box);
      paintLaneBars(context, picture, lane, box);
    }
    if (picture.difference) subtraction?.paintDifference(context, picture, picture.difference);
    paintInputs(context, picture);
    paintPhases(context, picture);
    paintProfile(context, picture);
  });
  for (const box of picture.layout.lanes) paintCallout(context, picture, picture.lanes[box.lane], box, scroll);
  paintMargin(context, picture);
  if (picture.difference) subtraction?.paintDifferenceMargin(context, picture, picture.difference);
  picture.clockwork?.paintPeriods(context, picture);
  paintMarkNames(context, picture);
}

/**
 * @param {Context} context
 * @param {Picture} picture
 * @param {number} scroll
 * @param {{ cursor: Cursor | null, pinned: boolean, drift: number | null, ribbons: Ribbons | null,
 *   lit: (context: Context, picture: Picture) => void, nudge: number, slid: number | null }} moving `drift`: the time in milliseconds; null: nothing travels
 */
export function paintMoving(context, picture, scroll, { cursor, pinned, drift, ribbons, lit, nudge, slid }) {
  inSequence(context, picture, scroll, () => {
    ribbons?.(context, picture, scroll);
    if (drift !== null) paintDrift(context, picture, drift);
    paintPixelBeingRead(context, picture, cursor?.timeStep ?? null);
    if (cursor) paintCursor(context, picture, cursor, pinned, { nudge, slid: slid ?? cursor.timeStep });
    lit(context, picture);
  });
}

/** Paints scrolled and, where the sequence scrolls, clipped at the margin. @param {Context} context @param {Picture} picture @param {number} scroll @param {() => void} paint */
function inSequence(context, { layout }, scroll, paint) {
  context.save();
  if (layout.axis.scrolls) {
    context.beginPath();
    context.rect(layout.gutter - 2, 0, layout.width - layout.gutter + 2, layout.height);
    context.clip();
  }
  context.translate(-scroll, 0);
  paint();
  context.restore();
}
