/**
 * What each time step adds to the one shared gradient ∂L/∂W_hh; in small networks as the matrices that add up to it.
 */

import type { Host, Measurement, Subject } from '../../ui/measurement_card.ts';
import { roundLimit, slice } from '../../core/model/slices.ts';
import { isTruncated } from '../../core/model/bptt_in_force.ts';
import { remainder, splitParameters, stepMatrices, type StepMatrices } from './step_matrices.ts';
import { css, signedColor } from '../../draw/colour.ts';
import { signedEnds } from '../signed_axis.ts';
import { columnCentre } from '../../core/model/time_axis.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import { setText, type Context } from '../../draw/pen.ts';
import { signedPalette } from '../../draw/palette.ts';
import { createChoice, tableOf } from '../../ui/panel_frame.ts';
import { signedKey } from '../../ui/scale_keys.ts';
import type { View } from '../../ui/time_view.ts';
import { createTimeFigure } from '../../ui/time_figure.ts';
import { paintTimes, TIMES } from '../../ui/time_pen.ts';
import { paintSignedBars, paintSignedScale } from '../signed_bars.ts';

const PLOT = { top: 16, height: 92 };
const HEAD = 18;
/** A matrix smaller than this says nothing. */
const SMALLEST = 12;
const LARGEST = 76;
/** The parts of a vector stand as columns of squares no wider than this. */
const WIDEST_VECTOR = 18;

export const contributions: Measurement = {
  kind: 'contributions', place: 'time', untruncated: true, layered: true,
  needs: ['gradient_by_step', 'gradient_by_step_norm'], create,
};

function create(host: Host) {
  const { frame, services: { t } } = host;
  let shares: Float32Array = new Float32Array(0);
  let norms: Float32Array = new Float32Array(0);
  let ends = { low: 0, high: 1 };
  let matrices: StepMatrices | null = null;
  /** What was found when parts and gradient last were of one update. */
  let compared: { key: string, difference: number | null } = { key: '', difference: null };
  /** The parameter chosen here. */
  let chosen: string | null = null;
  const choice = createChoice('contributions-parameter', (value) => {
    chosen = value;
    host.redraw();
  });
  frame.settings.append(choice.root);

  const boxOf = ({ window }: Pick<View, 'window'>) => (matrices ? matrixBox(matrices, window.axis.pitch - 8) : null);
  const matrixRoom = (view: Pick<View, 'window'>) => {
    const box = boxOf(view);
    return box ? HEAD + Math.ceil(box.height) + 10 : 0;
  };

  const figure = createTimeFigure(host, {
    height: (_subject, window) => PLOT.top + PLOT.height + 14 + TIMES + matrixRoom({ window }),
    paint(context, view) {
      paintSignedBars(context, view, { ...PLOT, ...ends }, (timeStep) => shares[timeStep]);
      paintTimes(context, view, PLOT.top + PLOT.height + 14);
      const box = boxOf(view);
      if (matrices && box) paintParts(context, view, matrices, PLOT.top + PLOT.height + 14 + TIMES, box);
    },
    margin(context, view) {
      paintSignedScale(context, view, { ...PLOT, ...ends });
      if (matrices && boxOf(view)) {
        paintTotal(context, view, matrices, PLOT.top + PLOT.height + 14 + TIMES, t('contributions_card.sum'));
      }
    },
    tip: (_view, _place, timeStep) => ({
      head: t('measure.at', { time: timeStep + 1 }),
      lines: [[t('contributions_card.share'), threeFigures(shares[timeStep])], [
        t('contributions_card.norm'), threeFigures(norms[timeStep]),
      ]],
    }),
  });

  return {
    draw(subject: Subject) {
      const { data, layer } = subject;
      shares = slice(subject.tensor('gradient_by_step'), layer);
      norms = slice(subject.tensor('gradient_by_step_norm'), layer);
      ends = signedEnds(shares, roundLimit);
      const names = splitParameters(data).filter((each) => each.endsWith(`.${layer}`));
      const name = chosen && names.includes(chosen) ? chosen : names[0];
      matrices = name ? stepMatrices(data, name) : null;
      choice.root.hidden = names.length < 2;
      if (names.length) {
        choice.set(t('contributions_card.parameter'), names.map((each) => ({ value: each, text: each })), name);
      }
      const drawn = matrices && (!subject.state.timeWindow || boxOf({ window: subject.state.timeWindow }));
      frame.legend.replaceChildren(...(drawn && matrices ? keysOf(matrices, t) : []));
      figure.draw(subject);
      const key = `${subject.run.id}/${subject.lane}/${matrices?.name}`;
      if (compared.key !== key) compared = { key, difference: null };
      const gradient = matrices && data.gradients?.[matrices.name];
      const measured = subject.frame.panelSteps.contributions ?? subject.frame.step;
      if (matrices && gradient && measured === subject.frame.step) compared.difference = remainder(gradient, matrices);
      frame.setCaption(captionOf(shares, matrices, Boolean(drawn), compared.difference, subject, t));
      frame.setTable(() => tableOf(
        [t('measure.time'), t('contributions_card.share'), t('contributions_card.norm')],
        Array.from(shares, (share, step) => [String(step + 1), threeFigures(share), threeFigures(norms[step])]),
      ));
    },
    clear: figure.clear,
    end: figure.end,
  };
}

/** Parts and sum have a scale each, where a sum of many is far larger than each. */
function keysOf({ name, limit, totalLimit }: StepMatrices, t: Host['services']['t']) {
  if (limit === totalLimit) return [signedKey(`∂L/∂${name}`, threeFigures(limit))];
  return [signedKey(`∂L/∂${name}, ${t('contributions_card.sum')}`, threeFigures(totalLimit)), signedKey(
    t('contributions_card.parts'), threeFigures(limit),
  )];
}

/** pixels: height and width of a square, of the whole */
export type Box = { cell: number, across: number, width: number, height: number };

/** @param side the room for the width @returns null where there is no room */
function matrixBox({ rows, columns }: StepMatrices, side: number): Box | null {
  const fit = (room: number, count: number) => {
    const cell = Math.min(WIDEST_VECTOR, room / count);
    return cell >= 2 ? Math.floor(cell) : cell;
  };
  if (columns === 1) {
    const cell = fit(LARGEST, rows);
    const across = Math.floor(Math.min(WIDEST_VECTOR, side));
    return across < 3 || cell < 0.5 ? null : { cell, across, width: across, height: rows * cell };
  }
  const longest = Math.max(rows, columns);
  const cell = fit(Math.min(LARGEST, side), longest);
  return side < SMALLEST || cell < 0.5 ? null : { cell, across: cell, width: columns * cell, height: rows * cell };
}

function paintParts(context: Context, view: View, matrices: StepMatrices, y: number, box: Box) {
  const { tokens, axis } = view;
  for (let step = view.first; step <= view.last; step += 1) {
    const x = columnCentre(axis, step);
    paintMatrix(context, view, matrices, matrices.steps[step], matrices.limit, x, y + HEAD, box);
    if (axis.pitch - box.width < 16 || step === axis.count - 1) continue;
    setText(context, { size: 14, family: tokens.fontUi });
    context.fillStyle = tokens.ink3;
    context.fillText('+', x + axis.pitch / 2, y + HEAD + box.height / 2);
  }
}

/** The sum stands left, where the gradient has run through all of them. @param sum the word */
function paintTotal(context: Context, view: View, matrices: StepMatrices, y: number, sum: string) {
  const box = matrixBox(matrices, view.window.gutter - 26);
  if (!box) return;
  const centre = (view.window.gutter - 6) / 2;
  paintMatrix(context, view, matrices, matrices.total, matrices.totalLimit, centre, y + HEAD, box);
  setText(context, { size: 11.5, family: view.tokens.fontUi, weight: 600 });
  context.fillStyle = view.tokens.ink2;
  context.fillText(sum, centre, y + HEAD / 2);
  setText(context, { size: 14, family: view.tokens.fontUi });
  context.fillStyle = view.tokens.ink2;
  context.fillText('=', view.window.gutter - 7, y + HEAD + box.height / 2);
}

function paintMatrix(
  context: Context,
  { tokens }: View,
  { rows, columns }: StepMatrices,
  values: Float32Array,
  limit: number,
  centre: number,
  top: number,
  { cell, across, width, height }: Box,
) {
  const left = centre - width / 2;
  const palette = signedPalette(tokens);
  const gap = cell >= 5 ? 1 : 0;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      context.fillStyle = css(signedColor(values[row * columns + column], limit, palette));
      context.fillRect(left + column * across, top + row * cell, across - gap, cell - gap);
    }
  }
  context.strokeStyle = tokens.lineStrong;
  context.lineWidth = 1;
  context.strokeRect(left - 1.5, top - 1.5, width + 3 - gap, height + 3 - gap);
}

function captionOf(
  shares: Float32Array,
  matrices: StepMatrices | null,
  drawn: boolean,
  difference: number | null,
  { document, frame, count }: Subject,
  t: Host['services']['t'],
) {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (!Number.isFinite(sum)) return t('lags_card.none');
  let largest = 0;
  for (let step = 1; step < shares.length; step += 1) {
    if (Math.abs(shares[step]) > Math.abs(shares[largest])) largest = step;
  }
  const words = [
    t('contributions_card.caption', { sum: sum.toFixed(2), time: largest + 1, share: percent(shares[largest]) }),
  ];
  if (matrices && drawn) words.push(t('contributions_card.below', { name: matrices.name }));
  if (matrices && difference !== null) {
    const key =
      isTruncated(document, frame.step, count) ? 'contributions_card.beside_truncated' : 'contributions_card.adds_up';
    words.push(t(key, { name: matrices.name, difference: threeFigures(difference) }));
  }
  if (!matrices) words.push(t('contributions_card.too_many'));
  else if (!drawn) words.push(t('contributions_card.narrow'));
  return words.join(' ');
}
