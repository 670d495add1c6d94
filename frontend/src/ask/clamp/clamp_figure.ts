/**
 * A sequence under clamps on the time axis: the gradient as it comes back now and without them, how far the states
 * move, and over the time steps that are held a padlock.
 */

import type { Clamp } from '../../core/questions/clamps.ts';
import type { Context } from '../../draw/pen.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { columnCentre } from '../../core/model/time_axis.ts';
import { createMagnitudeFigure, stroke, type Height } from '../magnitude_figure.ts';
import type { Host } from '../../ui/measurement_card.ts';
import { markKey } from '../../ui/scale_keys.ts';
import type { View } from '../../ui/time_view.ts';
import { linePath } from '../../ui/time_pen.ts';

/** rows over the time steps */
export type Shown = {
  held: Float32Array;
  plain: Float32Array;
  moved: Float32Array;
  clamps: readonly Clamp[];
  lane: number;
  layer: number;
};

const PLOT = { top: 26, height: 140 };
const FLOOR = PLOT.top + PLOT.height;

export function clampLegend(lane: number, t: Translate): HTMLElement[] {
  const gradient = markKey(t('try.clamp.gradient'), 'line');
  gradient.classList.add('poke-gradient');
  return [gradient, markKey(t('try.clamp.plain'), 'dashed'), markKey(t('try.clamp.moved'), 'line', lane)];
}

export function createClampFigure(host: Host) {
  const { t } = host.services;
  return createMagnitudeFigure<Shown>(host, {
    plot: PLOT,
    rows: (shown) => clampRows(shown, t),
    paint: paintShown,
  });
}

export function clampRows(
  { held, plain, moved }: Pick<Shown, 'held' | 'plain' | 'moved'>,
  t: Translate,
): [words: string, row: Float32Array][] {
  return [[t('try.clamp.gradient'), held], [t('try.clamp.plain'), plain], [t('try.clamp.moved'), moved]];
}

function paintShown(context: Context, view: View, { held, plain, moved, clamps, lane }: Shown, y: Height) {
  const { tokens } = view;
  for (const { first, last } of clamps) paintHold(context, view, first, last);
  stroke(context, linePath(view, (step) => y(plain[step])), { colour: tokens.ink2, width: 1.25, dash: [3, 3] });
  stroke(context, linePath(view, (step) => y(moved[step])), { colour: tokens.lanes[lane], width: 2 });
  stroke(context, linePath(view, (step) => y(held[step])), { colour: tokens.gradient, width: 2.25 });
}

function paintHold(context: Context, { axis, tokens }: View, first: number, last: number) {
  context.globalAlpha = 0.09;
  context.fillStyle = tokens.ink1;
  const width = (last - first + 1) * axis.pitch;
  context.fillRect(axis.start + first * axis.pitch, PLOT.top - 22, width, FLOOR - PLOT.top + 22);
  context.globalAlpha = 1;
  const [x, y] = [(columnCentre(axis, first) + columnCentre(axis, last)) / 2, PLOT.top - 10];
  context.fillStyle = tokens.ink1;
  context.fillRect(x - 5, y - 1, 10, 8);
  context.strokeStyle = tokens.ink1;
  context.lineWidth = 1.6;
  context.beginPath();
  context.arc(x, y - 1, 3.4, Math.PI, 2 * Math.PI);
  context.stroke();
}
