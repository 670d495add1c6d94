/** Paints the picture that is read pixel by pixel: along the time axis, each time as far as it has been read. */

import type { Context } from '../draw/pen.ts';
import type { InputRow } from '../core/model/input_rows.ts';
import type { Picture } from './scene.ts';
import { css, signedColor } from '../draw/colour.ts';
import { pictureStops, pixelAt, stopOf } from './layout/picture_stops.ts';
import { ALL_LIT, DIMMED } from './layout/stages.ts';
import { columnCentre } from '../core/model/time_axis.ts';

const MARGIN = 6;
const BETWEEN = 18;

function geometryOf({ task, layout }: Picture, row: InputRow) {
  const [rows, columns] = task.image_size ?? [1, 1];
  const exact = (row.height - 2 * MARGIN) / rows;
  const pixel = exact >= 4 ? Math.floor(exact) : exact;
  return {
    pixel, width: pixel * columns, height: pixel * rows,
    stops: pictureStops(layout.axis, columns, pixel * columns + BETWEEN),
  };
}

/** @returns left edge: around the time step, inside the axis */
function leftOf({ layout: { axis } }: Picture, stop: number, width: number): number {
  const centred = columnCentre(axis, stop) - width / 2;
  return Math.round(Math.max(axis.start, Math.min(axis.start + axis.pitch * axis.count - width - 1, centred)));
}

export function paintPictures(context: Context, picture: Picture, row: InputRow, y: number) {
  const { stops, pixel, width, height } = geometryOf(picture, row);
  const { axis } = picture.layout;
  const reach = Math.ceil(width / axis.pitch);
  const top = y + MARGIN;
  for (const stop of stops) {
    if (stop < picture.first - reach || stop > picture.last + reach) continue;
    const left = leftOf(picture, stop, width);
    context.globalAlpha = 1;
    context.fillStyle = picture.tokens.surface2;
    context.fillRect(left, top, width, height);
    if (picture.frame) paintPixels(context, picture, { left, top, pixel, stop });
    context.globalAlpha = 1;
    context.strokeStyle = picture.tokens.lineStrong;
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
    context.beginPath();
    context.moveTo(columnCentre(axis, stop), y);
    context.lineTo(columnCentre(axis, stop), top - 1);
    context.stroke();
  }
}

/** What has been read by then. */
function paintPixels(
  context: Context,
  { frame, task, palette, light }: Picture,
  { left, top, pixel, stop }: { left: number, top: number, pixel: number, stop: number },
) {
  const input = frame?.input.data as Float32Array;
  for (let step = 0; step <= stop; step += 1) {
    const { row, column } = pixelAt(task, step);
    context.globalAlpha = light.input(step);
    context.fillStyle = css(signedColor(input[step * task.input_size], 1, palette));
    context.fillRect(left + column * pixel, top + row * pixel, pixel + 0.2, pixel + 0.2);
  }
}

/** The pixel of the selected time step, or of the one that slow motion has come to. */
export function paintPixelBeingRead(context: Context, picture: Picture, selected: number | null) {
  const index = picture.layout.inputs.rows.findIndex(({ kind }) => kind === 'picture');
  const step = selected ?? sweptTo(picture);
  if (index < 0 || step === null) return;
  const { rows, span } = picture.layout.inputs;
  const y = span.y + rows.slice(0, index).reduce((sum, { height }) => sum + height, 0);
  const { stops, pixel, width } = geometryOf(picture, rows[index]);
  const { row, column } = pixelAt(picture.task, step);
  const [left, top] = [leftOf(picture, stopOf(stops, step), width) + column * pixel, y + MARGIN + row * pixel];
  for (const [colour, line] of ([[picture.tokens.surface0, 4.5], [picture.tokens.ink1, 2]] as [string, number][])) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.strokeRect(left - 1, top - 1, pixel + 2, pixel + 2);
  }
}

/** @returns the newest time step that the forward stage has lit */
function sweptTo({ light, task }: Picture): number | null {
  if (light === ALL_LIT || light.input(0) <= DIMMED) return null;
  let step = 0;
  while (step + 1 < task.sequence_length && light.input(step + 1) > DIMMED) step += 1;
  return step;
}
