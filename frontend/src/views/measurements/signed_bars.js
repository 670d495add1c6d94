/**
 * Signed bars over the columns of the time axis, with their scale: what lags and contributions share.
 *
 * @import { SignedAxis } from '../../layout/signed_axis.js'
 * @import { Context } from '../hero-pen.js'
 * @import { View } from '../time_figure.js'
 */

import { signedBar, signedY } from '../../layout/signed_axis.js';
import { columnCentre } from '../../layout/time-axis.js';
import { knobFigures, threeFigures } from '../../text/number.js';
import { setText } from '../hero-pen.js';
import { paintLabel, paintRule } from '../time_pen.js';

/**
 * @param {Context} context
 * @param {View} view
 * @param {SignedAxis} axis
 * @param {(timeStep: number) => number} value
 */
export function paintSignedBars(context, view, axis, value) {
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

/** @param {Context} context @param {View} view @param {SignedAxis} axis */
export function paintSignedScale(context, view, axis) {
  for (const end of new Set([axis.low, 0, axis.high])) paintLabel(context, view, knobFigures(end), signedY(axis, end));
}
