/**
 * The response of a perturbation on the time axis: how far every state moves, the gradient on its way back, and where
 * the two meet.
 */

import type { Context } from '../../draw/pen.ts';
import type { LayerResponse } from './perturbation_model.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { columnCentre } from '../../core/model/time_axis.ts';
import { newPath } from '../../draw/canvas_path.ts';
import { createMagnitudeFigure, stroke, type Height } from '../magnitude_figure.ts';
import type { Host } from '../../ui/measurement_card.ts';
import { markKey } from '../../ui/scale_keys.ts';
import type { View } from '../../ui/time_view.ts';
import { linePath } from '../../ui/time_pen.ts';

export type Perturbation = { layerResponse: LayerResponse, lane: number, layer: number, timeStep: number };

const PLOT = { top: 22, height: 150 };
const FLOOR = PLOT.top + PLOT.height;
const RADIUS = 5;

export function perturbationLegend(lane: number, t: Translate): HTMLElement[] {
  const [gradient, met] = [markKey(t('try.poke.adjoint'), 'line'), markKey(t('try.poke.meeting'), 'block')];
  gradient.classList.add('poke-gradient');
  met.classList.add('poke-met');
  return [markKey(t('try.poke.response'), 'line', lane), markKey(t('try.poke.first_order'), 'dashed'), gradient, met];
}

/** @param onDrop the perturbation was put there */
export function createPerturbationFigure(host: Host, onDrop: (timeStep: number) => void) {
  const { store, services: { t } } = host;
  return createMagnitudeFigure<Perturbation>(host, {
    plot: PLOT,
    rows: ({ layerResponse: { response, linear, adjoint, meeting } }) => [
      [t('try.poke.response'), response], [t('try.poke.first_order'), linear],
      [t('try.poke.adjoint'), adjoint], [t('try.poke.meeting'), meeting],
    ],
    paint: paintResponse,
    choose: (_view, { timeStep }) => onDrop(timeStep),
    press(key) {
      const { cursor } = store.get();
      if (key !== 'Enter' && key !== ' ') return false;
      if (cursor) onDrop(cursor.timeStep);
      return true;
    },
  });
}

function paintResponse(context: Context, view: View, { layerResponse, lane, timeStep }: Perturbation, y: Height) {
  const { axis, tokens } = view;
  paintMeeting(context, view, (step) => y(Math.abs(layerResponse.meeting[step])));
  stroke(context, linePath(view, (step) => y(layerResponse.adjoint[step])), { colour: tokens.gradient, width: 2.25 });
  const fallen = (row: Float32Array) => (step: number) => (step < timeStep ? NaN : y(row[step]));
  stroke(context, linePath(view, fallen(layerResponse.response)), { colour: tokens.lanes[lane], width: 2.25 });
  stroke(context, linePath(view, fallen(layerResponse.linear)), { colour: tokens.ink1, width: 1.25, dash: [3, 3] });
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
  for (let step = first; step <= last; step += 1) {
    context.fillRect(axis.start + step * axis.pitch, top(step), axis.pitch, FLOOR - top(step));
  }
  context.globalAlpha = 1;
}
