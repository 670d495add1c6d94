/**
 * A small grey picture that is drawn by hand, and the order in which a network reads it.
 *
 * @typedef {{ rows: number, columns: number, ink: number[] }} Image `ink` from 0 to 1, row by row
 */

/** @param {number} rows @param {number} columns @returns {Image} */
export function emptyImage(rows, columns) {
  return { rows, columns, ink: new Array(rows * columns).fill(0) };
}

/**
 * What a sample of the batch shows.
 *
 * @param {ArrayLike<number | bigint>} input a pixel a time step
 * @param {readonly [number, number]} size rows, columns
 * @param {readonly number[] | null | undefined} order which pixel, counted row by row, each time step reads; null: one after the other
 * @returns {Image}
 */
export function imageRead(input, [rows, columns], order) {
  const image = emptyImage(rows, columns);
  for (let step = 0; step < rows * columns; step += 1) image.ink[order?.[step] ?? step] = Number(input[step]);
  return image;
}

/** @param {Image} image @returns {number[][]} its rows, as a question carries them */
export function imageRows({ rows, columns, ink }) {
  return Array.from({ length: rows }, (_, row) => ink.slice(row * columns, (row + 1) * columns));
}

/** Of a pen, in pixels: full ink up to the first distance from its line, none beyond the second. Thin digits of 8 rows, thick ones of 28. @param {number} rows */
function penOf(rows) {
  return rows <= 12 ? { full: 0.35, none: 1.05 } : { full: 0.8, none: 2.1 };
}

/**
 * A stroke of the pen: a line between two points, soft at its edge as a scan of handwriting is.
 *
 * @param {Image} image
 * @param {{ x: number, y: number }} from in pixels of the image, the middle of the first pixel at 0.5
 * @param {{ x: number, y: number }} to
 * @param {boolean} [erase]
 * @returns {Image}
 */
export function stroke(image, from, to, erase = false) {
  const { full, none } = penOf(image.rows);
  const ink = image.ink.map((before, index) => {
    const point = { x: (index % image.columns) + 0.5, y: Math.floor(index / image.columns) + 0.5 };
    const covered = Math.max(0, Math.min(1, (none - distanceTo(point, from, to)) / (none - full)));
    return erase ? Math.min(before, 1 - covered) : Math.max(before, covered);
  });
  return { ...image, ink };
}

/** @param {{ x: number, y: number }} point @param {{ x: number, y: number }} from @param {{ x: number, y: number }} to @returns {number} to the line between two points */
function distanceTo(point, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length));
  return Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy);
}

/** @param {Image} image @param {number} pixel @returns {Image} with that pixel inked, or blank where it was inked */
export function toggled(image, pixel) {
  return { ...image, ink: image.ink.with(pixel, image.ink[pixel] > 0.5 ? 0 : 1) };
}

/** @param {Image} image @returns {boolean} */
export function isBlank({ ink }) {
  return ink.every((value) => value === 0);
}
