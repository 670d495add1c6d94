/** What a picture on the hero's time axis is painted with, and what it paints and answers. */

import type { Context } from '../draw/pen.ts';
import type { TimeWindow } from '../core/model/types.ts';
import type { Subject } from './measurement_card.ts';
import type { TimeAxis } from '../core/model/time_axis.ts';
import type { Tokens } from '../draw/tokens.ts';

export interface View {
  subject: Subject;
  window: TimeWindow;
  axis: TimeAxis;
  width: number;
  height: number;
  /** first time step in sight */ first: number;
  last: number;
  tokens: Tokens;
}
/** `x` on the axis */
export type Place = { timeStep: number, x: number, y: number };
export type Tip = { head: string, lines: [name: string, value: string][] };
export interface TimePainting {
  height: (subject: Subject, window: TimeWindow) => number;
  /** what scrolls */ paint: (context: Context, view: View) => void;
  /** what stands in the gutter */ margin?: (context: Context, view: View) => void;
  /** over the column of the cursor */ mark?: (context: Context, view: View, timeStep: number) => void;
  /** the values at the pointer, or at the cursor where there is none */
  tip: (view: View, place: Place | null, timeStep: number) => Tip;
  /** a key that the picture takes for itself */ press?: (key: string, view: View) => boolean;
  /** the pointer is there */ point?: (view: View, place: Place) => void;
  /** it was pressed there */ choose?: (view: View, place: Place) => void;
  /** over the picture, with or without a cursor */ over?: (context: Context, view: View) => void;
}
