/**
 * The gradient triangle: what the loss of each row sends back to the state of each column, with what truncation cuts
 * hatched.
 */

import type { Host, Measurement, Subject } from '../../ui/measurement_card.ts';
import { bpttAt } from '../../core/model/bptt_in_force.ts';
import { bracketOf, carriedReach, placeOfLabel } from '../../core/model/brackets.ts';
import { inkOn } from '../../draw/colour.ts';
import { FIRST_SCALE, heightOf, nextScale, tightScale, type GradientScale } from '../../draw/gradient_scale.ts';
import { columnCentre, columnLeft } from '../../core/model/time_axis.ts';
import {
  cutRuns, isCut, keptCurve, rowAt, rowHeight, triangleAt, triangleOf, type Triangle,
} from './triangle_layout.ts';
import { threeFigures } from '../../core/text/number.ts';
import { newPath } from '../../draw/canvas_path.ts';
import { el } from '../../ui/dom.ts';
import { drawSymbol, hatching, setText, type Context } from '../../draw/pen.ts';
import { colourAt, fillAt, gradientTable } from '../../draw/palette.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { heatKey, hatchKey } from '../../ui/scale_keys.ts';
import type { View } from '../../ui/time_view.ts';
import { createTimeFigure } from '../../ui/time_figure.ts';
import { paintImage, paintTimes, TIMES } from '../../ui/time_pen.ts';

const TOP = 4;
const HORIZON = 20;
/** It is measured more seldom than the profile, so its scale waits for fewer frames. */
const PATIENCE = 6;

export const triangle: Measurement = { kind: 'triangle', place: 'time', needs: ['gradient_triangle'], create };

function create(host: Host) {
  const { frame, store, services: { t, actions } } = host;
  let shape: Triangle;
  let scale: GradientScale = FIRST_SCALE;
  let scaled = '';
  /** The horizon of the step that the triangle was measured at: where a frame repeats it, its own is a later one. */
  let horizon: { key: string, steps: number | null } = { key: '', steps: null };
  /** What a colour stands for. */
  let symbol = '';
  /** The row that is read, where one was pointed at. */
  let chosen: number | null = null;

  const rowOf = () => {
    const wanted = chosen ?? store.get().lossTimeStep;
    return wanted !== null && shape.rows.includes(wanted) ? wanted : (shape.rows[shape.rows.length - 1] ?? 0);
  };
  /** Follow a row's loss back through the cells, or no longer. */
  const follow = (row: number) => actions.followLoss(store.get().lossTimeStep === row ? null : row);
  const heightOfRow = ({ window }: Pick<View, 'window'>) => rowHeight(shape, window.labelled);

  const figure = createTimeFigure(host, {
    height: (_subject, window) => TOP + shape.rows.length * heightOfRow({ window }) + HORIZON + TIMES,
    paint(context, view) {
      const height = heightOfRow(view);
      if (view.window.labelled) paintBoxes(context, view, shape, scale, height);
      else paintHeat(context, view, shape, scale, height);
      paintCuts(context, view, shape, height);
      paintHorizon(context, view, shape, height, reachOf(view.subject, shape, horizon.steps), t);
      paintTimes(context, view, TOP + shape.rows.length * height + HORIZON);
    },
    margin: (context, view) => paintNames(context, view, shape, heightOfRow(view), rowOf()),
    mark: (context, view, timeStep) => paintRead(context, view, shape, heightOfRow(view), { row: rowOf(), timeStep }),
    tip: (_view, _place, timeStep) => tipAt(shape, symbol, rowOf(), timeStep, t),
    press(key, _view) {
      if (key === 'Enter') {
        follow(rowOf());
        return true;
      }
      if (key !== 'ArrowUp' && key !== 'ArrowDown') return false;
      const index = shape.rows.indexOf(rowOf()) + (key === 'ArrowUp' ? -1 : 1);
      chosen = shape.rows[Math.max(0, Math.min(shape.rows.length - 1, index))];
      figure.again();
      return true;
    },
    over: (context, view) => paintFollowed(context, view, shape, heightOfRow(view), store.get().lossTimeStep),
    choose(view, { y }) {
      const row = rowAt(shape, y - TOP, heightOfRow(view));
      if (row !== null) actions.followLoss(row);
    },
    point(view, { y }) {
      const row = rowAt(shape, y - TOP, heightOfRow(view));
      if (row === null || row === chosen) return;
      chosen = row;
      figure.again();
    },
  });

  return {
    draw(subject: Subject) {
      const { data, run, lane, frame: shown, facts } = subject;
      const ofState = facts.carries === 'state' ? data.tensors.get('state_triangle') : undefined;
      symbol = ofState ? `‖∂ℓᵢ/∂(${facts.states.join(', ')})ₛ‖` : '‖∂ℓᵢ/∂hₛ‖';
      const norms = ofState ?? subject.tensor('gradient_triangle');
      shape = triangleOf(norms, data.tensors.get('truncation_mask') ?? null, shown.lossMask.data);
      const wanted = tightScale(shape.rows.map((row) => keptCurve(shape, row)));
      const key = `${run.id}/${lane}`;
      scale = key === scaled || !wanted ? nextScale(scale, wanted, PATIENCE) : wanted;
      scaled = key;
      const measured = `${key}/${shown.panelSteps.triangle ?? shown.step}`;
      if (horizon.key !== measured) horizon = { key: measured, steps: data.memoryHorizon };
      frame.legend.replaceChildren(heatKey(symbol, scale), ...(shape.mask ? [hatchKey(t('triangle_card.cut'))] : []));
      figure.draw(subject);
      frame.setCaption(captionOf(subject, shape, horizon.steps, t));
      frame.setTable(() => tableFor(shape, rowOf(), t));
    },
    clear: figure.clear,
    end: figure.end,
  };
}

/** The losses of the rows in the gutter: as many as fit, and the one that is read in any case. */
function paintNames(context: Context, { window, tokens }: View, { rows }: Triangle, height: number, read: number) {
  const every = Math.ceil(18 / height);
  for (const [index, row] of rows.entries()) {
    const near = Math.abs(rows.indexOf(read) - index) * height < 16;
    if (row !== read && (index % every !== every - 1 || near)) continue;
    context.fillStyle = row === read ? tokens.ink1 : tokens.ink3;
    drawSymbol(context, {
      base: 'ℓ', index: String(row + 1), x: window.gutter - 8, y: TOP + (index + 0.5) * height, size: 13,
      family: tokens.fontUi, align: 'right',
    });
  }
}

/** The row that is read, and its state at the cursor. */
function paintRead(
  context: Context,
  { axis, tokens }: View,
  { rows }: Triangle,
  height: number,
  { row, timeStep }: { row: number, timeStep: number },
) {
  if (timeStep > row) return;
  const y = TOP + rows.indexOf(row) * height;
  context.strokeStyle = tokens.ink1;
  context.lineWidth = 1.5;
  context.strokeRect(axis.start + 1, y + 0.5, (row + 1) * axis.pitch - 2, Math.max(2, height - 1));
  context.lineWidth = 2.5;
  context.strokeRect(axis.start + timeStep * axis.pitch, y - 1, axis.pitch, Math.max(4, height + 2));
}

/** The row whose loss is followed back through the cells. */
function paintFollowed(
  context: Context,
  { axis, tokens }: View,
  { rows }: Triangle,
  height: number,
  loss: number | null,
) {
  const index = rows.indexOf(loss ?? -1);
  if (index < 0) return;
  context.strokeStyle = tokens.gradient;
  context.lineWidth = 2.5;
  context.beginPath();
  const [y, width] = [TOP + index * height - 1, (rows[index] + 1) * axis.pitch - 2];
  context.roundRect(axis.start + 1, y, width, Math.max(4, height + 2), 6);
  context.stroke();
}

/** @returns null: nothing arrives, or less than the floor */
function shareOf(scale: GradientScale, value: number | null): number | null {
  return value !== null && value > 10 ** scale.floor ? heightOf(scale, value) : null;
}

function paintHeat(context: Context, view: View, shape: Triangle, scale: GradientScale, height: number) {
  const table = gradientTable(view.tokens);
  for (const [index, row] of shape.rows.entries()) {
    context.fillStyle = view.tokens.surface2;
    context.fillRect(view.axis.start, TOP + index * height, (row + 1) * view.axis.pitch, height);
  }
  paintImage(context, view, {
    y: TOP, rows: shape.rows.length, rowHeight: height,
    colour(index, column) {
      const share = shareOf(scale, triangleAt(shape, shape.rows[index], column));
      return share === null ? null : colourAt(table, share);
    },
  });
}

/** Boxes with their numbers. */
function paintBoxes(
  context: Context,
  { axis, first, last, tokens }: View,
  shape: Triangle,
  scale: GradientScale,
  height: number,
) {
  const table = gradientTable(tokens);
  for (const [index, row] of shape.rows.entries()) {
    for (let column = first; column <= Math.min(last, row); column += 1) {
      const value = triangleAt(shape, row, column) as number;
      const share = shareOf(scale, value);
      const [x, y] = [columnLeft(axis, column), TOP + index * height];
      context.fillStyle = share === null ? tokens.surface2 : fillAt(table, share);
      context.beginPath();
      context.roundRect(x, y + 2, axis.column, height - 4, Math.min(7, height * 0.2));
      context.fill();
      if (isCut(shape, row, column)) continue;
      const fits = Math.min(axis.column * 0.17, height * 0.5);
      setText(context, { size: 13, fits, family: tokens.fontUi, weight: 500 });
      context.fillStyle = share === null ? tokens.ink3 : inkOn(colourAt(table, share));
      context.fillText(threeFigures(value), x + axis.column / 2, y + height / 2 + 0.5);
    }
  }
}

/** What truncation cuts: hatched, with the staircase as an outline. */
function paintCuts(context: Context, { axis, tokens }: View, shape: Triangle, height: number) {
  if (!shape.mask) return;
  const cuts = newPath();
  const stairs = newPath();
  let before = null;
  for (const [index, row] of shape.rows.entries()) {
    const y = TOP + index * height;
    const runs = cutRuns(shape, row);
    for (const [from, to] of runs) cuts.rect(axis.start + from * axis.pitch, y, (to - from + 1) * axis.pitch, height);
    const edge = runs.length ? axis.start + (runs[runs.length - 1][1] + 1) * axis.pitch : axis.start;
    if (before === null) stairs.moveTo(edge, y);
    else stairs.lineTo(edge, y);
    stairs.lineTo(edge, y + height);
    before = edge;
  }
  context.globalAlpha = 0.72;
  context.fillStyle = tokens.surface1;
  context.fill(cuts);
  context.globalAlpha = 0.75;
  context.fillStyle = hatching(context, tokens.ink3);
  context.fill(cuts);
  context.globalAlpha = 1;
  context.strokeStyle = tokens.ink1;
  context.lineWidth = 1.75;
  context.stroke(stairs);
}

/** How far the gradient that is applied reaches from the last loss. @param horizon without truncation */
function reachOf({ document, frame, count }: Subject, { rows }: Triangle, horizon: number | null): number | null {
  if (horizon === null) return null;
  return Math.min(horizon, carriedReach(bpttAt(document, frame.step), rows[rows.length - 1] ?? count - 1, count));
}

/** How far the last loss reaches. */
function paintHorizon(
  context: Context,
  { axis, tokens }: View,
  shape: Triangle,
  height: number,
  horizon: number | null,
  t: Host['services']['t'],
) {
  const last = shape.rows[shape.rows.length - 1];
  if (horizon === null || last === undefined) return;
  const { from, to } = bracketOf(horizon, last);
  const y = TOP + shape.rows.length * height + 9;
  const label = t('triangle_card.horizon', { steps: horizon });
  setText(context, { size: 11, family: tokens.fontUi, align: 'left' });
  const width = context.measureText(label).width;
  const bracket = { left: columnCentre(axis, from) - axis.column / 2, right: columnCentre(axis, to) + axis.column / 2 };
  const { x, within } = placeOfLabel(bracket, width, axis.start);
  context.strokeStyle = tokens.gradient;
  context.lineWidth = 2.5;
  context.beginPath();
  context.moveTo(bracket.left, y - 3);
  context.lineTo(bracket.left, y);
  if (within) {
    context.lineTo(x - 5, y);
    context.moveTo(x + width + 5, y);
  }
  context.lineTo(bracket.right, y);
  context.lineTo(bracket.right, y - 3);
  context.stroke();
  context.fillStyle = tokens.gradient;
  context.fillText(label, x, y);
}

function tipAt(shape: Triangle, symbol: string, row: number, column: number, t: Host['services']['t']) {
  const value = triangleAt(shape, row, column);
  const head = t('triangle_card.place', { row: row + 1, column: column + 1 });
  if (value === null) return { head, lines: [['', t('triangle_card.later')]] as [string, string][] };
  const own = triangleAt(shape, row, row) ?? 0;
  const lines: [string, string][] = [[symbol, threeFigures(value)]];
  if (own > 0 && column < row) {
    lines.push([t('triangle_card.relative', { row: row + 1 }), `× ${threeFigures(value / own)}`]);
  }
  if (shape.mask) lines.push(['BPTT', t(isCut(shape, row, column) ? 'triangle_card.is_cut' : 'triangle_card.is_kept')]);
  return { head, lines };
}

function captionOf(subject: Subject, shape: Triangle, horizon: number | null, t: Host['services']['t']) {
  const { document, facts, frame } = subject;
  const last = shape.rows[shape.rows.length - 1];
  if (last === undefined) return t('triangle_card.none');
  const [far, near] = [triangleAt(shape, last, 0) ?? 0, triangleAt(shape, last, last) ?? 0];
  const key = shape.rows.length === 1 ? 'triangle_card.caption_one' : 'triangle_card.caption';
  const parts = [t(key, { row: last + 1, near: threeFigures(near), far: threeFigures(far) })];
  if (horizon !== null) {
    // The horizon is that of the whole state, the colours are those of h.
    const whole = facts.states.length > 1 && facts.carries !== 'state';
    const kept = reachOf(subject, shape, horizon) ?? horizon;
    const reach = whole ? 'triangle_card.reach_state' : 'triangle_card.reach';
    parts.push(t(reach, { states: facts.states.join(', '), steps: horizon }));
    if (kept < horizon) parts.push(t('triangle_card.reach_cut', { steps: kept }));
  }
  if (shape.rows.length > 1) parts.push(t('triangle_card.scaled', { losses: shape.rows.length }));
  if (shape.mask) {
    const { window, shift } = bpttAt(document, frame.step);
    const share = Math.round((100 * shape.cut) / (shape.cut + shape.kept));
    parts.push(t('triangle_card.truncated', { window: Number(window), shift: Number(shift), share }));
  }
  return parts.join(' ');
}

const WIDEST = 12;

/** The whole triangle where it is small, else the row that is read. */
function tableFor(shape: Triangle, row: number, t: Host['services']['t']) {
  const cell = (from: number, to: number) => {
    const value = triangleAt(shape, from, to);
    if (value === null) return '';
    return isCut(shape, from, to) ? el('s', {}, threeFigures(value)) : threeFigures(value);
  };
  const steps = Array.from({ length: shape.count }, (_, step) => step);
  if (shape.count <= WIDEST) {
    return tableOf([t('triangle_card.loss'), ...steps.map((step) => t('triangle_card.state', { time: step + 1 }))],
      shape.rows.map((from) => [String(from + 1), ...steps.map((to) => cell(from, to))]));
  }
  const head = [t('measure.time'), t('triangle_card.from', { row: row + 1 })];
  return tableOf(head, steps.slice(0, row + 1).map((step) => [String(step + 1), cell(row, step)]));
}
