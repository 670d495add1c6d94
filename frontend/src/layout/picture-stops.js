/**
 * Where along the time axis the picture that is being read is shown: each time as far as it has been read.
 *
 * @import { TimeAxis } from './time-axis.js'
 */

/**
 * The time steps under which a picture stands: ends of image rows, as many as have room, the last time step always.
 *
 * @param {Pick<TimeAxis, 'count' | 'pitch'>} axis
 * @param {number} rowLength pixels of an image row
 * @param {number} room pixels that a picture takes
 * @returns {number[]} 0-based time steps
 */
export function pictureStops({ count, pitch }, rowLength, room) {
  let every = rowLength;
  while (every * pitch < room && every < count) every += rowLength;
  const stops = [];
  for (let step = every - 1; step < count - 1; step += every) if ((count - 1 - step) * pitch >= room) stops.push(step);
  return [...stops, count - 1];
}

/**
 * The picture in which a time step's pixel is the news.
 *
 * @param {number[]} stops
 * @param {number} timeStep
 * @returns {number} the stop
 */
export function stopOf(stops, timeStep) {
  return stops.find((stop) => stop >= timeStep) ?? stops[stops.length - 1];
}

/**
 * Which pixel a time step reads.
 *
 * @param {{ pixel_order?: readonly number[] | null, image_size?: readonly number[] | null }} task
 * @param {number} timeStep
 * @returns {{ row: number, column: number }} from 0
 */
export function pixelAt({ pixel_order: order, image_size: size }, timeStep) {
  const pixel = order?.[timeStep] ?? timeStep;
  const width = size?.[1] ?? 1;
  return { row: Math.floor(pixel / width), column: pixel % width };
}
