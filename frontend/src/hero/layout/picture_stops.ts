/** Where along the time axis the picture that is being read is shown: each time as far as it has been read. */

import type { TimeAxis } from '../../core/model/time_axis.ts';

/**
 * The time steps under which a picture stands: ends of image rows, as many as have room, the last time step always.
 * @param rowLength pixels of an image row
 * @param room pixels that a picture takes
 * @returns 0-based time steps
 */
export function pictureStops(
  { count, pitch }: Pick<TimeAxis, 'count' | 'pitch'>,
  rowLength: number,
  room: number,
): number[] {
  let every = rowLength;
  while (every * pitch < room && every < count) every += rowLength;
  const stops = [];
  for (let step = every - 1; step < count - 1; step += every) if ((count - 1 - step) * pitch >= room) stops.push(step);
  return [...stops, count - 1];
}

/**
 * The picture in which a time step's pixel is the news.
 * @returns the stop
 */
export function stopOf(stops: number[], timeStep: number): number {
  return stops.find((stop) => stop >= timeStep) ?? stops[stops.length - 1];
}

/**
 * Which pixel a time step reads.
 * @returns from 0
 */
export function pixelAt(
  {
    pixel_order: order, image_size: size,
  }: { pixel_order?: readonly number[] | null, image_size?: readonly number[] | null },
  timeStep: number,
): { row: number, column: number } {
  const pixel = order?.[timeStep] ?? timeStep;
  const width = size?.[1] ?? 1;
  return { row: Math.floor(pixel / width), column: pixel % width };
}
