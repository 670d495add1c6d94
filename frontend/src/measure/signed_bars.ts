/** Signed bars over the columns of the time axis, with their scale: what lags and contributions share. */

import type { View } from '../ui/time_view.ts';
import { signedBar, signedY, type SignedAxis } from './signed_axis.ts';
import { columnCentre } from '../core/model/time_axis.ts';
import { knobFigures, threeFigures } from '../core/text/number.ts';
import { setText, type Context } from '../draw/pen.ts';
import { paintLabel, paintRule } from '../ui/time_pen.ts';

export function paintSignedBars(context: Context, view: View, axis: SignedAxis, value: (timeStep: number) => number) {
  const { tokens } = view;
  for (const end of new Set([axis.low, axis.high])) paintRule(context, view, signedY(axis, end), tokens.line);
  paintRule(context, view, signedY(axis, 0), tokens.lineStrong);
  const width = Math.min(40, Math.max(view.axis.column, view.axis.pitch * 0.6));
  for (let step = view.first; step <= view.last; step += 1) {
    const number = value(step);
    if (!Number.isFinite(number)) continue;
    const { y, height } = signedBar(axis, number);
    const x = columnCentre(view.axis, step);
    context.fillStyle = number < 0 ? tokens.negative : number > 0 ? tokens.positive : tokens.lineStrong;
    context.fillRect(x - width / 2, y, width, height);
    if (!view.window.labelled) continue;
    setText(context, { size: 12, family: tokens.fontUi, weight: 500 });
    context.fillStyle = tokens.ink1;
    context.fillText(threeFigures(number), x, number < 0 ? y + height + 9 : y - 8);
  }
}

export function paintSignedScale(context: Context, view: View, axis: SignedAxis) {
  for (const end of new Set([axis.low, 0, axis.high])) paintLabel(context, view, knobFigures(end), signedY(axis, end));
}
