/** Magnitudes over the time steps, on a log axis of their own. */

import type { Context } from '../draw/pen.ts';
import type { Translate } from '../core/text/i18n.ts';
import { FIRST_SCALE, heightOf, nextScale, scaleOf, type GradientScale } from '../draw/gradient_scale.ts';
import { powerOfTen, threeFigures } from '../core/text/number.ts';
import { subjectOf, type Host } from '../ui/measurement_card.ts';
import { tableOf } from '../ui/panel_frame.ts';
import type { TimePainting, View } from '../ui/time_view.ts';
import { createTimeFigure } from '../ui/time_figure.ts';
import { paintLabel, paintRule, paintTimes, TIMES } from '../ui/time_pen.ts';

type Row = ArrayLike<number>;
/** @returns where a magnitude stands, from the top of the picture */
export type Height = (value: number) => number;

/**
 * `plot`: pixels of the axis, what is above is painted by hand; `rows`: those that must fit, each with its words for
 * the tip
 */
export type Magnitudes<Shown> = Pick<TimePainting, 'choose' | 'press'> & {
  plot: { top: number, height: number };
  rows: (shown: Shown) => [words: string, row: Row][];
  paint: (context: Context, view: View, shown: Shown, y: Height) => void;
};

export function createMagnitudeFigure<Shown extends { lane: number, layer: number }>(
  host: Host,
  { plot: { top, height }, rows, paint, ...pressed }: Magnitudes<Shown>,
) {
  const { store, services: { t } } = host;
  const floor = top + height;
  let shown: Shown | null = null;
  let scale: GradientScale = FIRST_SCALE;
  /** The run and lane that the scale belongs to. */
  let scaled = '';

  const figure = createTimeFigure(host, {
    height: () => floor + 4 + TIMES,
    paint(context, view) {
      paintRule(context, view, top, view.tokens.line);
      paintRule(context, view, floor, view.tokens.lineStrong);
      if (shown) paint(context, view, shown, (value) => floor - heightOf(scale, value) * height);
      paintTimes(context, view, floor + 4);
    },
    margin(context, view) {
      paintLabel(context, view, scale.top === 0 ? '1' : powerOfTen(scale.top), top);
      paintLabel(context, view, powerOfTen(scale.floor), floor);
    },
    tip: (_view, _place, step) => ({
      head: t('measure.at', { time: step + 1 }),
      lines: shown ? rows(shown).map(([words, row]) => [words, threeFigures(row[step])]) : [],
    }),
    ...pressed,
  });

  return {
    draw(next: Shown) {
      const state = store.get();
      if (!state.run?.frame?.lanes[next.lane]) return figure.clear();
      shown = next;
      const wanted = scaleOf(rows(next).map(([, row]) => Array.from(row, Math.abs)));
      const key = `${state.run.id}/${next.lane}`;
      scale = key === scaled || !wanted ? nextScale(scale, wanted) : wanted;
      scaled = key;
      figure.draw(subjectOf(state, next.lane, next.layer));
    },
    clear: figure.clear,
    end: figure.end,
  };
}

/** The same numbers, a row a time step. */
export function tableOfMagnitudes(rows: [words: string, row: Row][], t: Translate): HTMLElement {
  return tableOf(
    [t('measure.time'), ...rows.map(([words]) => words)],
    Array.from(rows[0][1], (_, step) => [String(step + 1), ...rows.map(([, row]) => threeFigures(row[step]))]),
  );
}

export function stroke(
  context: Context,
  path: Path2D,
  { colour, width, dash = [] }: { colour: string, width: number, dash?: number[] },
) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}
