/** A small grey picture that is drawn by hand, and the order in which a network reads it. */

/** `ink` from 0 to 1, row by row */
export type Image = { rows: number, columns: number, ink: number[] };

export function emptyImage(rows: number, columns: number): Image {
  return { rows, columns, ink: new Array(rows * columns).fill(0) };
}

/**
 * What a sample of the batch shows.
 * @param input a pixel a time step
 * @param size rows, columns
 * @param order which pixel, counted row by row, each time step reads; null: one after the other
 */
export function imageRead(
  input: ArrayLike<number | bigint>,
  [rows, columns]: readonly [number, number],
  order: readonly number[] | null | undefined,
): Image {
  const image = emptyImage(rows, columns);
  for (let step = 0; step < rows * columns; step += 1) image.ink[order?.[step] ?? step] = Number(input[step]);
  return image;
}

/** @returns its rows, as a question carries them */
export function imageRows({ rows, columns, ink }: Image): number[][] {
  return Array.from({ length: rows }, (_, row) => ink.slice(row * columns, (row + 1) * columns));
}

/**
 * Of a pen, in pixels: full ink up to the first distance from its line, none beyond the second. Thin digits of 8 rows,
 * thick ones of 28.
 */
function penOf(rows: number) {
  return rows <= 12 ? { full: 0.35, none: 1.05 } : { full: 0.8, none: 2.1 };
}

/**
 * A stroke of the pen: a line between two points, soft at its edge as a scan of handwriting is.
 * @param from in pixels of the image, the middle of the first pixel at 0.5
 */
export function stroke(
  image: Image,
  from: { x: number, y: number },
  to: { x: number, y: number },
  erase = false,
): Image {
  const { full, none } = penOf(image.rows);
  const ink = image.ink.map((before, index) => {
    const point = { x: (index % image.columns) + 0.5, y: Math.floor(index / image.columns) + 0.5 };
    const covered = Math.max(0, Math.min(1, (none - distanceTo(point, from, to)) / (none - full)));
    return erase ? Math.min(before, 1 - covered) : Math.max(before, covered);
  });
  return { ...image, ink };
}

/** @returns to the line between two points */
function distanceTo(
  point: { x: number, y: number },
  from: { x: number, y: number },
  to: { x: number, y: number },
): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along =
    length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length));
  return Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy);
}

/** @returns with that pixel inked, or blank where it was inked */
export function toggled(image: Image, pixel: number): Image {
  return { ...image, ink: image.ink.with(pixel, image.ink[pixel] > 0.5 ? 0 : 1) };
}

export function isBlank({ ink }: Image): boolean {
  return ink.every((value) => value === 0);
}
