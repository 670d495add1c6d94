/**
 * Paints the clock grid of a clockwork cell: a row a module, a tick where it fires, one unbroken note as long as it
 * holds its value. Under each row runs its gradient: an arrow through the weights where it fires, a straight band where
 * it waits.
 */

import type { Cursor } from '../../core/model/types.ts';
import type { LaneLayout, LayerLayout } from '../../core/model/hero_layout.ts';
import type { Picture, SceneLane } from '../scene.ts';
import { firedAt, heldValues, moduleNorms, moduleOf, type Clock } from '../../core/model/clock.ts';
import { css, inkOn, signedColor } from '../../draw/colour.ts';
import { gradeOf, heightOf } from '../../draw/gradient_scale.ts';
import { columnLeft, railBefore } from '../../core/model/time_axis.ts';
import { numbersFit, unitBox, type Modules, type UnitGrid } from '../../core/model/unit_grid.ts';
import { threeFigures } from '../../core/text/number.ts';
import { newPath } from '../../draw/canvas_path.ts';
import { paintFactor, rails, ribbon } from '../arrows.ts';
import { addArrow, arrowBatch, gradientShades, setText, shadeAt, strokeArrows, type Context } from '../../draw/pen.ts';

const FADED = 0.6;
/** Share of a square's height that goes on while its module waits. */
const TAIL = 0.62;
const TAIL_FROM = 5;
const FACTOR_FROM = 54;
const FACTOR_HEIGHT = 34;
const LABEL_ROOM = 13;

export type Board = { clock: Clock, modules: Modules, grid: UnitGrid, rows: LayerLayout, layer: number };

function boardOf({ clock }: SceneLane, rows: LayerLayout, layer: number): Board | null {
  const { grid } = rows;
  return clock && grid.modules ? { clock, modules: grid.modules, grid, rows, layer } : null;
}

/** @returns top of the module's row */
function rowTop({ rows, modules }: Board, module: number): number {
  return rows.y + rows.padding + module * modules.pitch;
}

/** @returns height at which the module's gradient runs */
function railY(board: Board, module: number): number {
  const { modules } = board;
  return rowTop(board, module) + modules.pitch - 1 - modules.rail / 2;
}

export function paintClockCells(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout) {
  for (const [layer, rows] of box.layers.entries()) {
    const board = boardOf(lane, rows, layer);
    if (!board) continue;
    paintRows(context, picture, board);
    const values = lane.values?.subarray(layer * picture.task.sequence_length * lane.hiddenSize);
    for (let unit = 0; unit < rows.units; unit += 1) paintNotes(context, picture, lane, board, unit, values ?? null);
    paintTicks(context, picture, board);
  }
  context.globalAlpha = 1;
}

function paintRows(context: Context, { layout, tokens, first, last }: Picture, board: Board) {
  const { axis } = layout;
  const [left, right] = [columnLeft(axis, first) - 3, columnLeft(axis, last) + axis.column + 3];
  context.globalAlpha = 1;
  context.fillStyle = tokens.surface0;
  context.beginPath();
  for (let module = 0; module < board.modules.count; module += 1) {
    context.roundRect(
      left, rowTop(board, module) - 1, right - left, board.modules.pitch - 1, Math.min(4, board.modules.pitch / 4),
    );
  }
  context.fill();
}

/**
 * A square where the unit's module fires, drawn on to the right as far as it holds that value.
 * @param values (time_step, unit) of the layer; null before anything ran
 */
function paintNotes(
  context: Context,
  picture: Picture,
  lane: SceneLane,
  board: Board,
  unit: number,
  values: Float32Array | null,
) {
  const { axis } = picture.layout;
  const { grid, rows } = board;
  const { y, height } = unitBox(grid, unit);
  const top = rows.y + rows.padding + y;
  const tail = height >= TAIL_FROM ? height * TAIL : height;
  const module = moduleOf(board.clock, unit);
  const written = numbersFit(grid);
  const size = Math.min(16, height * 0.46, grid.width / 4.6);
  for (const { from, to } of heldValues(
    board.clock, module, picture.task.sequence_length, picture.first, picture.last,
  )) {
    const [left, right] = [columnLeft(axis, from) + rows.padding, columnLeft(axis, to) + axis.column - rows.padding];
    if (!values) {
      outline(context, picture, left, top, right - left, height);
      continue;
    }
    const value = values[from * rows.units + unit];
    const colour = signedColor(value, lane.limit, picture.palette);
    context.fillStyle = css(colour);
    context.globalAlpha = picture.light.cell(from) * (lane.faded ? FADED : 1);
    if (to > from) note(context, left, top + (height - tail) / 2, right - left, tail);
    note(context, left, top, grid.width, height);
    if (written) writeValues(
      context, picture, board, { value, from, to, middle: top + height / 2 + 0.5, size, ink: inkOn(colour) },
    );
  }
}

function note(context: Context, x: number, y: number, width: number, height: number) {
  const radius = Math.min(width, height) < 7 ? 0 : Math.min(5, height * 0.16);
  if (radius === 0) return context.fillRect(x, y, width, height);
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  return context.fill();
}

function outline(context: Context, { tokens }: Picture, x: number, y: number, width: number, height: number) {
  context.globalAlpha = 1;
  context.strokeStyle = tokens.line;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, Math.max(1, width - 1), Math.max(1, height - 1));
}

/** The number where the module fires, and again, with an equals sign, where it waits. */
function writeValues(
  context: Context,
  { layout, tokens, first, last }: Picture,
  { grid, rows }: Board,
  {
    value, from, to, middle, size, ink,
  }: { value: number, from: number, to: number, middle: number, size: number, ink: string },
) {
  const { axis } = layout;
  context.fillStyle = ink;
  for (let step = Math.max(from, first); step <= Math.min(to, last); step += 1) {
    setText(context, { size, fits: step === from ? size : 12, family: tokens.fontUi });
    const text = step === from ? threeFigures(value) : `= ${threeFigures(value)}`;
    context.fillText(text, columnLeft(axis, step) + rows.padding + grid.width / 2, middle);
  }
}

/** A stroke at the left of every square that was just computed. */
function paintTicks(context: Context, { layout, tokens, first, last, task }: Picture, board: Board) {
  const { axis } = layout;
  const width = axis.column >= 20 ? 2.5 : 1.5;
  const height = board.modules.pitch - board.modules.rail - 1;
  const ticks = newPath();
  for (let module = 0; module < board.modules.count; module += 1) {
    for (const { from, fires } of heldValues(board.clock, module, task.sequence_length, first, last)) {
      if (fires && from >= first) ticks.rect(
        columnLeft(axis, from) + board.rows.padding - width - 0.5, rowTop(board, module) - 1, width, height + 1,
      );
    }
  }
  context.globalAlpha = 1;
  context.fillStyle = tokens.ink1;
  context.fill(ticks);
}

export function paintClockArrows(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout) {
  for (const [layer, rows] of box.layers.entries()) {
    const board = boardOf(lane, rows, layer);
    if (!board || !lane.norms || !lane.recurrent) continue;
    const norms = normsOf(picture, lane, board);
    for (let module = 0; module < board.modules.count; module += 1) {
      const row = { context, picture, lane, board, module, norms: norms[module] };
      paintWaiting(row);
      paintFiring(row);
    }
  }
  context.globalAlpha = 1;
}

/** Each module's own share of the watched sample's gradient; of the whole layer where a frame does not carry it. */
function normsOf({ task }: Picture, lane: SceneLane, { clock, layer, rows }: Board): ArrayLike<number>[] {
  const gradient = lane.data?.hiddenGradient;
  if (!gradient) return clock.periods.map(() => (lane.norms as Float32Array[])[layer]);
  const size = task.sequence_length * rows.units;
  return moduleNorms(
    (gradient.data as Float32Array).subarray(layer * size, (layer + 1) * size), task.sequence_length, clock,
  );
}

export type ModuleRow = {
  context: Context;
  picture: Picture;
  lane: SceneLane;
  board: Board;
  module: number;
  norms: ArrayLike<number>;
};

function thicknessOf({ picture, board }: ModuleRow, norm: number): number {
  const most = Math.max(2, board.modules.rail - 0.5);
  return 1 + (most - 1) * heightOf(picture.scale, norm);
}

/** While a module waits its Jacobian block is the identity: one band, through columns and rails alike. */
function paintWaiting(row: ModuleRow) {
  const { context, picture, lane, board, module, norms } = row;
  const { axis } = picture.layout;
  const y = railY(board, module);
  for (const { from, to } of heldValues(
    board.clock, module, picture.task.sequence_length, picture.first, picture.last,
  )) {
    if (to === from) continue;
    context.globalAlpha = picture.light.gradient(from) * (lane.faded ? FADED : 1);
    const [left, right] = [columnLeft(axis, from), columnLeft(axis, to) + axis.column];
    if (gradeOf(picture.scale, norms[from], lane.noise[board.layer]) === 'dead') {
      context.fillStyle = picture.tokens.lineStrong;
      context.fillRect(left, y - 0.5, right - left, 1);
      continue;
    }
    context.fillStyle = shadeAt(gradientShades(picture.tokens), heightOf(picture.scale, norms[from]));
    band(row, y, from, to);
  }
}

/** As thick at each time step as the gradient there. */
function band(row: ModuleRow, y: number, from: number, to: number) {
  const { context, picture, norms } = row;
  const { axis } = picture.layout;
  const edge = (step: number) => thicknessOf(row, norms[step]) / 2;
  context.beginPath();
  for (let step = from; step <= to; step += 1) {
    context.lineTo(columnLeft(axis, step), y - edge(step));
    context.lineTo(columnLeft(axis, step) + axis.column, y - edge(step));
  }
  for (let step = to; step >= from; step -= 1) {
    context.lineTo(columnLeft(axis, step) + axis.column, y + edge(step));
    context.lineTo(columnLeft(axis, step), y + edge(step));
  }
  context.fill();
}

/** Where a module fires the gradient goes through its weights and slope. */
function paintFiring(row: ModuleRow) {
  const { context, picture, lane, board, module, norms } = row;
  const { axis } = picture.layout;
  const y = railY(board, module);
  const shades = gradientShades(picture.tokens);
  const forward = arrowBatch();
  for (const step of rails(picture)) {
    const [left, right] = railBefore(axis, step);
    if (firedAt(board.clock, module, step) !== step) continue;
    addArrow(forward, left + 1, forwardY(board, module), right - 3, forwardY(board, module), Math.min(
      5, axis.gap * 0.34, board.modules.pitch * 0.5,
    ));
    context.globalAlpha = picture.light.gradient(step - 1) * (lane.faded ? FADED : 1);
    if (gradeOf(picture.scale, norms[step - 1], lane.noise[board.layer]) === 'dead') {
      context.fillStyle = picture.tokens.lineStrong;
      context.fillRect(left + 1, y - 0.5, right - left - 2, 1);
    } else {
      context.fillStyle = shadeAt(shades, heightOf(picture.scale, norms[step - 1]));
      ribbon(context, left + 0.5, right - 0.5, y, thicknessOf(row, norms[step]), thicknessOf(row, norms[step - 1]));
    }
    if (hasFactors(picture, board)) paintGain(context, picture, board, module, step, norms);
  }
  context.globalAlpha = 1;
  strokeArrows(context, forward, picture.tokens.lineStrong, 1);
}

/** @returns height at which the forward arrow runs: over the factor, where one is written */
function forwardY(board: Board, module: number): number {
  const { pitch, rail } = board.modules;
  return rowTop(board, module) + (pitch - rail) * (pitch >= FACTOR_HEIGHT ? 0.2 : 0.5) - 1;
}

/** @returns the middle of the module's units */
function middleY(board: Board, module: number): number {
  return rowTop(board, module) + (board.modules.pitch - board.modules.rail) / 2;
}

/** The modules' periods beside their rows, as many as there is room for. */
export function paintPeriods(context: Context, { layout, lanes, tokens, t }: Picture) {
  const right = layout.gutter - 8;
  for (const box of layout.lanes) {
    for (const [layer, rows] of box.layers.entries()) {
      const board = boardOf(lanes[box.lane], rows, layer);
      if (!board) continue;
      const every = Math.ceil(LABEL_ROOM / board.modules.pitch);
      context.fillStyle = tokens.ink3;
      setText(context, { size: 11, family: tokens.fontUi, align: 'right' });
      for (let module = 0; module < board.modules.count; module += every) {
        context.fillText(String(board.clock.periods[module]), right, middleY(board, module));
      }
      if (layer < box.layers.length - 1) continue;
      setText(context, { size: 10.5, family: tokens.fontUi, align: 'right' });
      context.fillText(t('hero.clock.period'), right, rows.y - 7);
    }
  }
}

/**
 * What the selected unit's value was made of: every slower module of the time step before; itself alone while it waits.
 */
export function paintClockLinks(context: Context, picture: Picture, { lane: number, layer, timeStep, unit }: Cursor) {
  const rows = picture.layout.lanes.find(({ lane }) => lane === number)?.layers[layer];
  const lane = picture.lanes[number];
  const board = rows && lane.recurrent ? boardOf(lane, rows, layer) : null;
  if (!board || timeStep === 0) return;
  const module = moduleOf(board.clock, unit);
  if (firedAt(board.clock, module, timeStep) !== timeStep) return;
  const [left, right] = railBefore(picture.layout.axis, timeStep);
  const links = arrowBatch();
  for (let slower = module; slower < board.modules.count; slower += 1) {
    addArrow(links, left + 0.5, forwardY(board, slower), right - 2, forwardY(board, module), 4);
  }
  context.globalAlpha = 1;
  strokeArrows(context, links, picture.tokens.ink1, 1);
  if (!hasFactors(picture, board) || !lane.norms) return;
  const norms = normsOf(picture, lane, board);
  for (let each = module; each < board.modules.count; each += 1) {
    if (firedAt(board.clock, each, timeStep) === timeStep) {
      paintGain(context, picture, board, each, timeStep, norms[each], true);
    }
  }
}

/** @returns whether there is room for the factor of each step back */
function hasFactors({ layout }: Picture, { modules }: Board): boolean {
  return layout.axis.gap >= FACTOR_FROM && modules.pitch >= FACTOR_HEIGHT;
}

/** The factor of a step back through a module that fires, over what crosses it where it is not to be struck through. */
function paintGain(
  context: Context,
  picture: Picture,
  board: Board,
  module: number,
  step: number,
  norms: ArrayLike<number>,
  clear = false,
) {
  const [left, right] = railBefore(picture.layout.axis, step);
  const [x, y] = [(left + right) / 2, railY(board, module) - board.modules.rail / 2 - 7];
  if (clear) {
    context.fillStyle = picture.tokens.surface0;
    context.fillRect(x - FACTOR_FROM / 2, y - 7, FACTOR_FROM, 14);
  }
  paintFactor(context, picture, x, y, norms[step - 1] / norms[step]);
}

/**
 * Light spots on their way: back along every module's own rail.
 * @param phase shares of the way
 */
export function addClockSpots(
  { forward, backward }: { forward: Path2D, backward: Path2D },
  picture: Picture,
  lane: SceneLane,
  box: LaneLayout,
  phase: (step: number) => { ahead: number, back: number },
) {
  const { axis } = picture.layout;
  for (const [layer, rows] of box.layers.entries()) {
    const board = boardOf(lane, rows, layer);
    if (!board) continue;
    const norms = normsOf(picture, lane, board);
    for (let module = 0; module < board.modules.count; module += 1) {
      const [y, ahead] = [railY(board, module), forwardY(board, module)];
      const row = { picture, lane, board, module, norms: norms[module] } as ModuleRow;
      for (const step of rails(picture)) {
        const fires = firedAt(board.clock, module, step) === step;
        const [left, right] = fires ? railBefore(axis, step) : [columnLeft(axis, step - 1), columnLeft(axis, step)];
        const share = phase(step);
        if (fires) forward.rect(left + 1 + share.ahead * (right - left - 5), ahead - 1, 2, 2);
        const thick = thicknessOf(row, norms[module][step - 1]);
        if (thick < 2) continue;
        const length = Math.min(8, (right - left) * 0.22);
        backward.rect(right - length - share.back * (right - left - length), y - thick * 0.3, length, thick * 0.6);
      }
    }
  }
}
