/**
 * The ripple of a pebble on the time axis: how far every state moves, the gradient on its way back, and where the two
 * meet.
 */

import type { Context } from '../../draw/pen.ts';
import type { Ripple } from './pebble_model.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { FIRST_SCALE, heightOf, nextScale, scaleOf, type GradientScale } from '../../draw/gradient_scale.ts';
import { columnCentre } from '../../core/model/time_axis.ts';
import { powerOfTen, threeFigures } from '../../core/text/number.ts';
import { newPath } from '../../draw/canvas_path.ts';
import { subjectOf, type Host } from '../../ui/measurement_card.ts';
import { markKey } from '../../ui/scale_keys.ts';
import { createTimeFigure, type View } from '../../ui/time_figure.ts';
import { linePath, paintLabel, paintRule, paintTimes, TIMES } from '../../ui/time_pen.ts';

export type Pebble = { ripple: Ripple, lane: number, layer: number, timeStep: number };

const PLOT = { top: 22, height: 150 };
const FLOOR = PLOT.top + PLOT.height;
const RADIUS = 5;

export function pebbleLegend(lane: number, t: Translate): HTMLElement[] {
  const [gradient, met] = [markKey(t('try.poke.adjoint'), 'line'), markKey(t('try.poke.meeting'), 'block')];
  gradient.classList.add('pebble-gradient');
  met.classList.add('pebble-met');
  return [markKey(t('try.poke.response'), 'line', lane), markKey(t('try.poke.first_order'), 'dashed'), gradient, met];
}

/** @param onDrop the pebble was put there */
export function createPebbleFigure(host: Host, onDrop: (timeStep: number) => void) {
  const { store, services: { t } } = host;
  let pebble: Pebble | null = null;
  let scale: GradientScale = FIRST_SCALE;
  let scaled = '';

  const y = (value: number) => FLOOR - heightOf(scale, value) * PLOT.height;

  const figure = createTimeFigure(host, {
    height: () => FLOOR + 4 + TIMES,
    paint(context, view) {
      paintRule(context, view, PLOT.top, view.tokens.line);
      paintRule(context, view, FLOOR, view.tokens.lineStrong);
      if (pebble) paintRipple(context, view, pebble, y);
      paintTimes(context, view, FLOOR + 4);
    },
    margin(context, view) {
      paintLabel(context, view, scale.top === 0 ? '1' : powerOfTen(scale.top), PLOT.top);
      paintLabel(context, view, powerOfTen(scale.floor), FLOOR);
    },
    tip: (_view, _place, step) => ({ head: t('measure.at', { time: step + 1 }), lines: pebble ? linesAt(pebble.ripple, step, t) : [] }),
    choose: (_view, { timeStep }) => onDrop(timeStep),
    press(key) {
      const { cursor } = store.get();
      if (key !== 'Enter' && key !== ' ') return false;
      if (cursor) onDrop(cursor.timeStep);
      return true;
    },
  });

  return {
    draw(next: Pebble) {
      const state = store.get();
      if (!state.run?.frame?.lanes[next.lane]) return figure.clear();
      pebble = next;
      const { response, linear, adjoint, meeting } = next.ripple;
      const wanted = scaleOf([response, linear, adjoint, meeting.map(Math.abs)]);
      const key = `${state.run.id}/${next.lane}`;
      scale = key === scaled || !wanted ? nextScale(scale, wanted) : wanted;
      scaled = key;
      figure.draw(subjectOf(state, next.lane, next.layer));
    },
    clear: figure.clear,
    end: figure.end,
  };
}

function paintRipple(context: Context, view: View, { ripple, lane, timeStep }: Pebble, y: (value: number) => number) {
  const { axis, tokens } = view;
  const above = (value: number) => (value > 0 ? y(value) : FLOOR);
  paintMeeting(context, view, (step) => above(Math.abs(ripple.meeting[step])));
  stroke(context, linePath(view, (step) => above(ripple.adjoint[step])), { colour: tokens.gradient, width: 2.25 });
  const fallen = (row: Float32Array) => (step: number) => (step < timeStep ? NaN : above(row[step]));
  stroke(context, linePath(view, fallen(ripple.response)), { colour: tokens.lanes[lane], width: 2.25 });
  stroke(context, linePath(view, fallen(ripple.linear)), { colour: tokens.ink1, width: 1.25, dash: [3, 3] });
  const x = columnCentre(axis, timeStep);
  stroke(context, newPath(`M${x},${PLOT.top - 8}V${FLOOR}`), { colour: tokens.ink3, width: 1, dash: [1, 3] });
  context.fillStyle = tokens.ink1;
  context.beginPath();
  context.arc(x, PLOT.top - 10, RADIUS, 0, 2 * Math.PI);
  context.fill();
}

/** Columns, not a line: each is a sum of its own. */
function paintMeeting(context: Context, { axis, first, last, tokens }: View, top: (timeStep: number) => number) {
  context.globalAlpha = 0.14;
  context.fillStyle = tokens.ink1;
  for (let step = first; step <= last; step += 1) context.fillRect(axis.start + step * axis.pitch, top(step), axis.pitch, FLOOR - top(step));
  context.globalAlpha = 1;
}

function stroke(
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

function linesAt({ response, linear, adjoint, meeting }: Ripple, step: number, t: Translate): [string, string][] {
  return [
    [t('try.poke.response'), threeFigures(response[step])], [t('try.poke.first_order'), threeFigures(linear[step])],
    [t('try.poke.adjoint'), threeFigures(adjoint[step])], [t('try.poke.meeting'), threeFigures(meeting[step])],
  ];
}
