/**
 * A sequence under clamps on the time axis: the gradient as it comes back now and without them, how far the states
 * move, and
 * over the time steps that are held a padlock.
 */

import type { Clamp } from '../../core/questions/clamps.ts';
import type { Context } from '../../draw/pen.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { FIRST_SCALE, heightOf, nextScale, scaleOf, type GradientScale } from '../../draw/gradient_scale.ts';
import { columnCentre } from '../../core/model/time_axis.ts';
import { powerOfTen, threeFigures } from '../../core/text/number.ts';
import { subjectOf, type Host } from '../../ui/measurement_card.ts';
import { markKey } from '../../ui/scale_keys.ts';
import { createTimeFigure, type View } from '../../ui/time_figure.ts';
import { linePath, paintLabel, paintRule, paintTimes, TIMES } from '../../ui/time_pen.ts';

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
  gradient.classList.add('pebble-gradient');
  return [gradient, markKey(t('try.clamp.plain'), 'dashed'), markKey(t('try.clamp.moved'), 'line', lane)];
}

export function createClampFigure(host: Host) {
  const { store, services: { t } } = host;
  let shown: Shown | null = null;
  let scale: GradientScale = FIRST_SCALE;
  let scaled = '';
  const above = (value: number) => (value > 0 ? FLOOR - heightOf(scale, value) * PLOT.height : FLOOR);

  const figure = createTimeFigure(host, {
    height: () => FLOOR + 4 + TIMES,
    paint(context, view) {
      paintRule(context, view, PLOT.top, view.tokens.line);
      paintRule(context, view, FLOOR, view.tokens.lineStrong);
      if (shown) paintShown(context, view, shown, above);
      paintTimes(context, view, FLOOR + 4);
    },
    margin(context, view) {
      paintLabel(context, view, scale.top === 0 ? '1' : powerOfTen(scale.top), PLOT.top);
      paintLabel(context, view, powerOfTen(scale.floor), FLOOR);
    },
    tip: (_view, _place, step) => ({ head: t('measure.at', { time: step + 1 }), lines: shown ? [
      [t('try.clamp.gradient'), threeFigures(shown.held[step])],
      [t('try.clamp.plain'), threeFigures(shown.plain[step])], [t('try.clamp.moved'), threeFigures(shown.moved[step])]
    ] : [] }),
  });

  return {
    draw(next: Shown) {
      const state = store.get();
      if (!state.run?.frame?.lanes[next.lane]) return figure.clear();
      shown = next;
      const wanted = scaleOf([next.held, next.plain, next.moved]);
      const key = `${state.run.id}/${next.lane}`;
      scale = key === scaled || !wanted ? nextScale(scale, wanted) : wanted;
      scaled = key;
      figure.draw(subjectOf(state, next.lane, next.layer));
    },
    clear: figure.clear,
    end: figure.end,
  };
}

function paintShown(
  context: Context,
  view: View,
  { held, plain, moved, clamps, lane }: Shown,
  y: (value: number) => number,
) {
  const { tokens } = view;
  for (const { first, last } of clamps) paintHold(context, view, first, last);
  const stroke = (row: ArrayLike<number>, colour: string, width: number, dash = ([] as number[])) => {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.stroke(linePath(view, (step) => y(row[step])));
    context.setLineDash([]);
  };
  stroke(plain, tokens.ink2, 1.25, [3, 3]);
  stroke(moved, tokens.lanes[lane], 2);
  stroke(held, tokens.gradient, 2.25);
}

function paintHold(context: Context, { axis, tokens }: View, first: number, last: number) {
  context.globalAlpha = 0.09;
  context.fillStyle = tokens.ink1;
  context.fillRect(axis.start + first * axis.pitch, PLOT.top - 22, (last - first + 1) * axis.pitch, FLOOR - PLOT.top + 22);
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
