/** Puts a scene on the two canvases: the picture, and what moves over it. */

import type { Context } from '../draw/pen.ts';
import type { Cursor } from '../core/model/types.ts';
import type { Picture } from './scene.ts';
import { inSequence } from '../draw/in_sequence.ts';
import { paintArrows } from './arrows.ts';
import { paintBrackets } from './brackets.ts';
import { paintCallout } from './callout.ts';
import { paintCells } from './cells.ts';
import { paintLaneBars, paintMargin, paintProfile } from './gradient.ts';
import { paintInputs } from './inputs.ts';
import { paintCursor, paintDrift } from './overlay.ts';
import { paintPhases } from './phases.ts';
import { paintPixelBeingRead } from './picture.ts';
import { paintMarkNames, paintPredictions } from './predictions.ts';

/** paints the ribbon of the loss that is followed */
export type Ribbons = (context: Context, picture: Picture, scroll: number) => void;

export interface Moving {
  cursor: Cursor | null;
  pinned: boolean;
  /** the time in milliseconds; null: nothing travels */ drift: number | null;
  ribbons: Ribbons | null;
  lit: (context: Context, picture: Picture) => void;
  /** pixels */ nudge: number;
  /** where the cursor is drawn, in time steps */ slid: number | null;
}

/** @param subtraction what paints the difference of two lanes */
export function paintPicture(
  context: Context,
  picture: Picture,
  scroll: number,
  subtraction: typeof import('./difference/difference.ts') | null,
) {
  inSequence(context, picture.layout, scroll, () => {
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

export function paintMoving(
  context: Context,
  picture: Picture,
  scroll: number,
  { cursor, pinned, drift, ribbons, lit, nudge, slid }: Moving,
) {
  inSequence(context, picture.layout, scroll, () => {
    ribbons?.(context, picture, scroll);
    if (drift !== null) paintDrift(context, picture, drift);
    paintPixelBeingRead(context, picture, cursor?.timeStep ?? null);
    if (cursor) paintCursor(context, picture, cursor, pinned, { nudge, slid: slid ?? cursor.timeStep });
    lit(context, picture);
  });
}
