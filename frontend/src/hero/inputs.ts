/** Paints the input row under the lanes and the numbers of the time steps. */

import type { Picture } from './scene.ts';
import { css, inkOn, signedColor } from '../draw/colour.ts';
import { emphasisOf, labelEvery, symbolRead, visible, type InputRow } from '../core/model/input_rows.ts';
import { columnCentre, timeTicks, withinSlot } from '../core/model/time_axis.ts';
import { trueMinus } from '../core/text/number.ts';
import { newPath } from '../draw/canvas_path.ts';
import { setText, type Context } from '../draw/pen.ts';
import { paintPictures } from './picture.ts';

export function paintInputs(context: Context, picture: Picture) {
  let y = picture.layout.inputs.span.y;
  for (const row of picture.layout.inputs.rows) {
    if (row.kind === 'picture') paintPictures(context, picture, row, y);
    else if (row.kind === 'nothing') paintNothing(context, picture, y + row.height / 2);
    else if (picture.frame) paintRow(context, picture, row, y);
    else paintEmptyRow(context, picture, row, y);
    y += row.height;
  }
  context.globalAlpha = 1;
  paintTimes(context, picture);
}

const PAINTERS: Record<string, (context: Context, picture: Picture, row: InputRow, step: number, y: number) => void> = {
  onehot: paintOneHot, symbol: paintSymbol, value: paintValue, bit: paintBit, mark: paintMark,
};

/** There is no input: a dotted line that says so. */
function paintNothing(context: Context, { layout, tokens, t, first, last }: Picture, y: number) {
  const [left, right] = [columnCentre(layout.axis, first), columnCentre(layout.axis, last)];
  context.globalAlpha = 1;
  context.strokeStyle = tokens.lineStrong;
  context.lineWidth = 1;
  context.setLineDash([1, 4]);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(right, y);
  context.stroke();
  context.setLineDash([]);
  setText(context, { size: 12, family: tokens.fontUi });
  const words = t('hero.no_input');
  const room = context.measureText(words).width + 12;
  context.fillStyle = tokens.surface1;
  context.fillRect((left + right - room) / 2, y - 8, room, 16);
  context.fillStyle = tokens.ink3;
  context.fillText(words, (left + right) / 2, y + 0.5);
}

function paintRow(context: Context, picture: Picture, row: InputRow, y: number) {
  const painter = PAINTERS[row.kind];
  for (let step = picture.first; step <= picture.last; step += 1) {
    context.globalAlpha = picture.light.input(step);
    painter(context, picture, row, step, y);
  }
}

/** @returns width of a box of the row */
function boxWidth({ layout }: Picture): number {
  return Math.max(Math.min(layout.axis.pitch - 2, 26), Math.min(layout.axis.column, 64));
}

function paintEmptyRow(context: Context, picture: Picture, row: InputRow, y: number) {
  const width = boxWidth(picture);
  const boxes = newPath();
  for (let step = picture.first; step <= picture.last; step += 1) {
    boxes.roundRect(columnCentre(picture.layout.axis, step) - width / 2 + 0.5, y + 2.5, width - 1, row.height - 5, 3);
  }
  context.strokeStyle = picture.tokens.line;
  context.lineWidth = 1;
  context.stroke(boxes);
}

function inputAt({ frame, task }: Picture, step: number, channel: number) {
  return Number(frame?.input.data[step * task.input_size + channel] ?? 0);
}

function paintOneHot(context: Context, picture: Picture, _row: InputRow, step: number, y: number) {
  const { task, tokens, layout } = picture;
  const slot = Math.min(26, (layout.axis.pitch - 8) / task.input_size);
  const side = Math.min(22, slot - 3);
  const left = columnCentre(layout.axis, step) - (task.input_size * slot) / 2;
  setText(context, { size: 13, fits: side * 0.62, family: tokens.fontUi, weight: 500 });
  for (let channel = 0; channel < task.input_size; channel += 1) {
    const set = inputAt(picture, step, channel) > 0.5;
    const x = left + channel * slot + (slot - side) / 2;
    context.fillStyle = set ? tokens.ink1 : tokens.surface2;
    context.beginPath();
    context.roundRect(x, y + 2, side, side, 4);
    context.fill();
    context.fillStyle = set ? tokens.inkInverse : tokens.ink3;
    context.fillText(set ? '1' : '0', x + side / 2, y + 2 + side / 2 + 0.5);
  }
}

function paintSymbol(context: Context, picture: Picture, row: InputRow, step: number, y: number) {
  const { frame, task, tokens, layout } = picture;
  const symbol = symbolRead(frame?.input.data as Float32Array, step, task.input_size);
  if (symbol === null || step % labelEvery(task.input_labels, layout.axis.pitch)) return;
  const label = task.input_labels[symbol];
  const emphasis = emphasisOf(task, label, step);
  const x = columnCentre(layout.axis, step);
  if (emphasis === 'strong') {
    const width = Math.max(Math.min(14, layout.axis.pitch), Math.min(26, layout.axis.pitch - 1));
    context.fillStyle = tokens.ink1;
    context.beginPath();
    context.roundRect(x - width / 2, y + 1, width, row.height - 4, 4);
    context.fill();
  }
  context.fillStyle = { strong: tokens.inkInverse, plain: tokens.ink1, faint: tokens.ink3 }[emphasis];
  setText(context, {
    size: 16, fits: Math.max(withinSlot(layout.axis, 11.5), layout.axis.pitch * 0.5), family: tokens.fontUi,
    weight: emphasis === 'strong' || layout.labelled ? 700 : 400,
  });
  context.fillText(visible(label), x, y + row.height / 2);
}

/** Its sign on its colour; a point where there is none. */
function paintBit(context: Context, picture: Picture, row: InputRow, step: number, y: number) {
  const { layout, palette, tokens } = picture;
  const value = inputAt(picture, step, row.channel);
  if (value === 0) return paintPoint(context, picture, row, step, y);
  const colour = signedColor(value, 1.4, palette);
  const width = Math.min(boxWidth(picture), 26);
  const x = columnCentre(layout.axis, step);
  context.fillStyle = css(colour);
  context.beginPath();
  context.roundRect(x - width / 2, y + 2, width, row.height - 4, Math.min(4, width / 4));
  context.fill();
  setText(context, { size: 13, fits: width, family: tokens.fontUi, weight: 600 });
  context.fillStyle = inkOn(colour);
  context.fillText(value > 0 ? '+' : '−', x, y + row.height / 2 + 0.5);
}

function paintValue(context: Context, picture: Picture, row: InputRow, step: number, y: number) {
  const { layout, palette, task, tokens } = picture;
  const value = inputAt(picture, step, row.channel);
  const colour = signedColor(value, 1, palette);
  const width = boxWidth(picture);
  const x = columnCentre(layout.axis, step);
  context.fillStyle = css(colour);
  context.beginPath();
  context.roundRect(x - width / 2, y + 2, width, row.height - 4, Math.min(4, width / 4));
  context.fill();
  if (task.kind === 'adding' && inputAt(picture, step, 1) > 0.5) {
    context.strokeStyle = tokens.ink1;
    context.lineWidth = 2;
    context.stroke();
  }
  if (width < 22) return;
  setText(context, { size: 11.5, family: tokens.fontUi, weight: 500 });
  context.fillStyle = inkOn(colour);
  context.fillText(trueMinus(value.toFixed(width < 30 ? 1 : 2)).replace(/^(−?)0\./, width < 30 ? '$1.' : '$10.'), x, y
    + row.height / 2 + 0.5);
}

/** Nothing there. */
function paintPoint(context: Context, { layout, tokens }: Picture, row: InputRow, step: number, y: number) {
  context.fillStyle = tokens.line;
  context.fillRect(columnCentre(layout.axis, step) - 1.5, y + row.height / 2 - 1.5, 3, 3);
}

/** A triangle that points at the value it marks. */
function paintMark(context: Context, picture: Picture, row: InputRow, step: number, y: number) {
  const x = columnCentre(picture.layout.axis, step);
  if (inputAt(picture, step, row.channel) <= 0.5) return paintPoint(context, picture, row, step, y);
  context.fillStyle = picture.tokens.ink1;
  context.beginPath();
  context.moveTo(x, y + 1);
  context.lineTo(x + 6, y + 11);
  context.lineTo(x - 6, y + 11);
  context.fill();
}

function paintTimes(context: Context, { layout, tokens, first, last, light }: Picture) {
  setText(context, { size: 12, family: tokens.fontUi });
  context.fillStyle = tokens.ink3;
  for (const step of timeTicks(layout.axis, 40)) {
    if (step < first || step > last) continue;
    context.globalAlpha = light.input(step);
    context.fillText(
      layout.labelled ? `t = ${step + 1}` : String(step + 1), columnCentre(layout.axis, step), layout.times.y + 9,
    );
  }
  context.globalAlpha = 1;
}
