/**
 * A sequence under clamps on the time axis: the gradient as it comes back now and without them, how far the states move, and
 * over the time steps that are held a padlock.
 *
 * @import { Clamp } from '../../asking/clamps.js'
 * @import { GradientScale } from '../../layout/gradient-scale.js'
 * @import { Translate } from '../../text/i18n.js'
 * @import { Context } from '../hero-pen.js'
 * @import { Host } from '../measurement_card.js'
 * @import { View } from '../time_figure.js'
 *
 * @typedef {{ held: Float32Array, plain: Float32Array, moved: Float32Array, clamps: readonly Clamp[], lane: number, layer: number }} Shown rows over the time steps
 */

import { FIRST_SCALE, heightOf, nextScale, scaleOf } from '../../layout/gradient-scale.js';
import { columnCentre } from '../../layout/time-axis.js';
import { powerOfTen, threeFigures } from '../../text/number.js';
import { subjectOf } from '../measurement_card.js';
import { markKey } from '../scale_keys.js';
import { createTimeFigure } from '../time_figure.js';
import { linePath, paintLabel, paintRule, paintTimes, TIMES } from '../time_pen.js';

const PLOT = { top: 26, height: 140 };
const FLOOR = PLOT.top + PLOT.height;

/** @param {number} lane @param {Translate} t @returns {HTMLElement[]} */
export function clampLegend(lane, t) {
  const gradient = markKey(t('try.clamp.gradient'), 'line');
  gradient.classList.add('pebble-gradient');
  return [gradient, markKey(t('try.clamp.plain'), 'dashed'), markKey(t('try.clamp.moved'), 'line', lane)];
}

/** @param {Host} host */
export function createClampFigure(host) {
  const { store, services: { t } } = host;
  /** @type {Shown | null} */
  let shown = null;
  /** @type {GradientScale} */
  let scale = FIRST_SCALE;
  let scaled = '';
  const above = (/** @type {number} */ value) => (value > 0 ? FLOOR - heightOf(scale, value) * PLOT.height : FLOOR);

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
    /** @param {Shown} next */
    draw(next) {
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

/** @param {Context} context @param {View} view @param {Shown} shown @param {(value: number) => number} y */
function paintShown(context, view, { held, plain, moved, clamps, lane }, y) {
  const { tokens } = view;
  for (const { first, last } of clamps) paintHold(context, view, first, last);
  const stroke = (/** @type {ArrayLike<number>} */ row, /** @type {string} */ colour, /** @type {number} */ width, dash = /** @type {number[]} */ ([])) => {
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

/** @param {Context} context @param {View} view @param {number} first @param {number} last */
function paintHold(context, { axis, tokens }, first, last) {
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
