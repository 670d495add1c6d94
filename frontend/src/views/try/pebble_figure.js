/**
 * The ripple of a pebble on the time axis: how far every state moves, the gradient on its way back, and where the two meet.
 *
 * @import { Ripple } from '../../asking/pebble.js'
 * @import { GradientScale } from '../../layout/gradient-scale.js'
 * @import { Translate } from '../../text/i18n.js'
 * @import { Context } from '../hero-pen.js'
 * @import { Host } from '../measurement_card.js'
 * @import { View } from '../time_figure.js'
 *
 * @typedef {{ ripple: Ripple, lane: number, layer: number, timeStep: number }} Pebble
 */

import { FIRST_SCALE, heightOf, nextScale, scaleOf } from '../../layout/gradient-scale.js';
import { columnCentre } from '../../layout/time-axis.js';
import { powerOfTen, threeFigures } from '../../text/number.js';
import { newPath } from '../canvas_path.js';
import { subjectOf } from '../measurement_card.js';
import { markKey } from '../scale_keys.js';
import { createTimeFigure } from '../time_figure.js';
import { linePath, paintLabel, paintRule, paintTimes, TIMES } from '../time_pen.js';

const PLOT = { top: 22, height: 150 };
const FLOOR = PLOT.top + PLOT.height;
const RADIUS = 5;

/** @param {number} lane @param {Translate} t @returns {HTMLElement[]} */
export function pebbleLegend(lane, t) {
  const [gradient, met] = [markKey(t('try.poke.adjoint'), 'line'), markKey(t('try.poke.meeting'), 'block')];
  gradient.classList.add('pebble-gradient');
  met.classList.add('pebble-met');
  return [markKey(t('try.poke.response'), 'line', lane), markKey(t('try.poke.first_order'), 'dashed'), gradient, met];
}

/**
 * @param {Host} host
 * @param {(timeStep: number) => void} onDrop the pebble was put there
 */
export function createPebbleFigure(host, onDrop) {
  const { store, services: { t } } = host;
  /** @type {Pebble | null} */
  let pebble = null;
  /** @type {GradientScale} */
  let scale = FIRST_SCALE;
  let scaled = '';

  const y = (/** @type {number} */ value) => FLOOR - heightOf(scale, value) * PLOT.height;

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
    /** @param {Pebble} next */
    draw(next) {
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

/** @param {Context} context @param {View} view @param {Pebble} pebble @param {(value: number) => number} y */
function paintRipple(context, view, { ripple, lane, timeStep }, y) {
  const { axis, tokens } = view;
  const above = (/** @type {number} */ value) => (value > 0 ? y(value) : FLOOR);
  paintMeeting(context, view, (step) => above(Math.abs(ripple.meeting[step])));
  stroke(context, linePath(view, (step) => above(ripple.adjoint[step])), { colour: tokens.gradient, width: 2.25 });
  const fallen = (/** @type {Float32Array} */ row) => (/** @type {number} */ step) => (step < timeStep ? NaN : above(row[step]));
  stroke(context, linePath(view, fallen(ripple.response)), { colour: tokens.lanes[lane], width: 2.25 });
  stroke(context, linePath(view, fallen(ripple.linear)), { colour: tokens.ink1, width: 1.25, dash: [3, 3] });
  const x = columnCentre(axis, timeStep);
  stroke(context, newPath(`M${x},${PLOT.top - 8}V${FLOOR}`), { colour: tokens.ink3, width: 1, dash: [1, 3] });
  context.fillStyle = tokens.ink1;
  context.beginPath();
  context.arc(x, PLOT.top - 10, RADIUS, 0, 2 * Math.PI);
  context.fill();
}

/** Columns, not a line: each is a sum of its own. @param {Context} context @param {View} view @param {(timeStep: number) => number} top */
function paintMeeting(context, { axis, first, last, tokens }, top) {
  context.globalAlpha = 0.14;
  context.fillStyle = tokens.ink1;
  for (let step = first; step <= last; step += 1) context.fillRect(axis.start + step * axis.pitch, top(step), axis.pitch, FLOOR - top(step));
  context.globalAlpha = 1;
}

/** @param {Context} context @param {Path2D} path @param {{ colour: string, width: number, dash?: number[] }} look */
function stroke(context, path, { colour, width, dash = [] }) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}

/** @param {Ripple} ripple @param {number} step @param {Translate} t @returns {[string, string][]} */
function linesAt({ response, linear, adjoint, meeting }, step, t) {
  return [
    [t('try.poke.response'), threeFigures(response[step])], [t('try.poke.first_order'), threeFigures(linear[step])],
    [t('try.poke.adjoint'), threeFigures(adjoint[step])], [t('try.poke.meeting'), threeFigures(meeting[step])],
  ];
}
