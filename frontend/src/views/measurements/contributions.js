/**
 * What each time step adds to the one shared gradient ∂L/∂W_hh; in small networks as the matrices that add up to it.
 *
 * @import { StepMatrices } from '../../charts/step_matrices.js'
 * @import { Context } from '../hero-pen.js'
 * @import { Host, Measurement, Subject } from '../measurement_card.js'
 * @import { View } from '../time_figure.js'
 */

import { roundLimit, slice } from '../../charts/slices.js';
import { remainder, splitParameters, stepMatrices } from '../../charts/step_matrices.js';
import { css, signedColor } from '../../layout/colour.js';
import { signedEnds } from '../../layout/signed_axis.js';
import { columnCentre } from '../../layout/time-axis.js';
import { percent, threeFigures } from '../../text/number.js';
import { setText as setWords } from '../dom.js';
import { setText } from '../hero-pen.js';
import { signedPalette } from '../palette.js';
import { createChoice, tableOf } from '../panel_frame.js';
import { signedKey } from '../scale_keys.js';
import { createTimeFigure } from '../time_figure.js';
import { paintTimes, TIMES } from '../time_pen.js';
import { paintSignedBars, paintSignedScale } from './signed_bars.js';

const PLOT = { top: 16, height: 92 };
const HEAD = 18;
/** A matrix smaller than this says nothing. */
const SMALLEST = 12;
const LARGEST = 76;

/** @type {Measurement} */
export const contributions = { kind: 'contributions', place: 'time', layered: true, needs: ['gradient_by_step', 'gradient_by_step_norm'], create };

/** @param {Host} host */
function create(host) {
  const { frame, services: { t } } = host;
  /** @type {Float32Array} */
  let shares = new Float32Array(0);
  /** @type {Float32Array} */
  let norms = new Float32Array(0);
  let ends = { low: 0, high: 1 };
  /** @type {StepMatrices | null} */
  let matrices = null;
  /** The parameter chosen here. @type {string | null} */
  let chosen = null;
  const choice = createChoice('contributions-parameter', (value) => {
    chosen = value;
    host.redraw();
  });
  frame.tools.prepend(choice.root);

  const sideOf = (/** @type {Pick<View, 'window'>} */ { window }) => (matrices ? matrixSide(matrices, window.axis.pitch) : 0);
  const matrixRoom = (/** @type {Pick<View, 'window'>} */ view) => (sideOf(view) ? HEAD + Math.ceil((sideOf(view) * (matrices?.rows ?? 1)) / Math.max(matrices?.rows ?? 1, matrices?.columns ?? 1)) + 10 : 0);

  const figure = createTimeFigure(host, {
    height: (_subject, window) => PLOT.top + PLOT.height + 14 + TIMES + matrixRoom({ window }),
    paint(context, view) {
      paintSignedBars(context, view, { ...PLOT, ...ends }, (timeStep) => shares[timeStep]);
      paintTimes(context, view, PLOT.top + PLOT.height + 14);
      if (matrices && sideOf(view)) paintParts(context, view, matrices, PLOT.top + PLOT.height + 14 + TIMES, sideOf(view));
    },
    margin(context, view) {
      paintSignedScale(context, view, { ...PLOT, ...ends });
      if (matrices && sideOf(view)) paintTotal(context, view, matrices, PLOT.top + PLOT.height + 14 + TIMES, t('contributions_card.sum'));
    },
    tip: (_view, _place, timeStep) => ({
      head: t('measure.at', { time: timeStep + 1 }),
      lines: [[t('contributions_card.share'), threeFigures(shares[timeStep])], [t('contributions_card.norm'), threeFigures(norms[timeStep])]],
    }),
  });

  return {
    /** @param {Subject} subject */
    draw(subject) {
      const { data, layer } = subject;
      shares = slice(subject.tensor('gradient_by_step'), layer);
      norms = slice(subject.tensor('gradient_by_step_norm'), layer);
      ends = signedEnds(shares, roundLimit);
      const names = splitParameters(data);
      const name = chosen && names.includes(chosen) ? chosen : (names.find((each) => each === `W_hh.${layer}`) ?? names[0]);
      matrices = name ? stepMatrices(data, name) : null;
      choice.root.hidden = names.length < 2;
      if (names.length) choice.set(t('contributions_card.parameter'), names.filter((each) => each.startsWith('W')).map((each) => ({ value: each, text: each })), name);
      frame.legend.replaceChildren(...(matrices ? [signedKey(`∂L/∂${matrices.name}`, threeFigures(matrices.limit))] : []));
      figure.draw(subject);
      setWords(frame.caption, captionOf(shares, matrices, subject, t));
      frame.setTable(() => tableOf([t('measure.time'), t('contributions_card.share'), t('contributions_card.norm')], Array.from(shares, (share, step) => [String(step + 1), threeFigures(share), threeFigures(norms[step])])));
    },
    clear: figure.clear,
    end: figure.end,
  };
}

/** @param {StepMatrices} matrices @param {number} pitch @returns {number} pixels of the longer side, 0 where there is no room */
function matrixSide({ rows, columns }, pitch) {
  const side = Math.min(LARGEST, pitch - 8);
  const cell = Math.min(18, side / Math.max(rows, columns));
  const whole = cell >= 2 ? Math.floor(cell) : cell;
  return side < SMALLEST || cell < 0.5 ? 0 : whole * Math.max(rows, columns);
}

/** @param {Context} context @param {View} view @param {StepMatrices} matrices @param {number} y @param {number} side */
function paintParts(context, view, matrices, y, side) {
  const { tokens, axis } = view;
  for (let step = view.first; step <= view.last; step += 1) {
    const x = columnCentre(axis, step);
    paintMatrix(context, view, matrices, matrices.steps[step], x, y + HEAD, side);
    if (axis.pitch - side < 8 || step === axis.count - 1) continue;
    setText(context, { size: 14, family: tokens.fontUi });
    context.fillStyle = tokens.ink3;
    context.fillText('+', x + axis.pitch / 2, y + HEAD + side / 2);
  }
}

/** The sum stands left, where the gradient has run through all of them. @param {Context} context @param {View} view @param {StepMatrices} matrices @param {number} y @param {string} sum the word */
function paintTotal(context, view, matrices, y, sum) {
  const side = matrixSide(matrices, view.window.gutter - 10);
  if (!side) return;
  paintMatrix(context, view, matrices, matrices.total, view.window.gutter / 2 - 4, y + HEAD, side);
  setText(context, { size: 11.5, family: view.tokens.fontUi, weight: 600 });
  context.fillStyle = view.tokens.ink2;
  context.fillText(sum, view.window.gutter / 2 - 4, y + HEAD / 2);
  setText(context, { size: 14, family: view.tokens.fontUi });
  context.fillStyle = view.tokens.ink2;
  context.fillText('=', view.window.gutter - 2, y + HEAD + side / 2);
}

/**
 * @param {Context} context @param {View} view @param {StepMatrices} matrices @param {Float32Array} values
 * @param {number} centre @param {number} top @param {number} side of the longer side
 */
function paintMatrix(context, { tokens }, matrices, values, centre, top, side) {
  const { rows, columns, limit } = matrices;
  const cell = side / Math.max(rows, columns);
  const left = centre - (columns * cell) / 2;
  const palette = signedPalette(tokens);
  const gap = cell >= 5 ? 1 : 0;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      context.fillStyle = css(signedColor(values[row * columns + column], limit, palette));
      context.fillRect(left + column * cell, top + row * cell, cell - gap, cell - gap);
    }
  }
  context.strokeStyle = tokens.lineStrong;
  context.lineWidth = 1;
  context.strokeRect(left - 1.5, top - 1.5, columns * cell + 3 - gap, rows * cell + 3 - gap);
}

/** @param {Float32Array} shares @param {StepMatrices | null} matrices @param {Subject} subject @param {Host['services']['t']} t */
function captionOf(shares, matrices, { data, state }, t) {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (!Number.isFinite(sum)) return t('lags_card.none');
  let largest = 0;
  for (let step = 1; step < shares.length; step += 1) if (Math.abs(shares[step]) > Math.abs(shares[largest])) largest = step;
  const words = [t('contributions_card.caption', { sum: sum.toFixed(2), time: largest + 1, share: percent(shares[largest]) })];
  const gradient = matrices && data.gradients?.[matrices.name];
  if (matrices && gradient) words.push(t('contributions_card.adds_up', { name: matrices.name, difference: threeFigures(remainder(gradient, matrices)) }));
  else if (!matrices) words.push(t('contributions_card.too_many'));
  if (matrices && state.timeWindow && !matrixSide(matrices, state.timeWindow.axis.pitch)) words.push(t('contributions_card.narrow'));
  return words.join(' ');
}
