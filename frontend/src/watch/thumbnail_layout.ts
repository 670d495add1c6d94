/** The two small drawings of a thumbnail: where the points of a curve lie. Pure. */
export type Sheet = { width: number, height: number, margin: number };

/**
 * @param values evenly spaced
 * @param scale exponents of ten at the bottom and at the top
 * @param span which part of the width they fill, 0 to 1
 * @returns null where there is no positive number
 */
export function curveOf(
  values: ArrayLike<number>,
  { width, height, margin }: Sheet,
  { low, high }: { low: number, high: number },
  { from, to }: { from: number, to: number } = { from: 0, to: 1 },
): ([number, number] | null)[] {
  const [wide, tall] = [width - 2 * margin, height - 2 * margin];
  return Array.from(values, (value, index) => {
    if (!(value > 0)) return null;
    const along = from + (to - from) * (values.length > 1 ? index / (values.length - 1) : 1);
    const up = Math.max(0, Math.min(1, (Math.log10(value) - low) / (high - low)));
    return [margin + wide * along, margin + tall * (1 - up)];
  });
}

/** @param steps the first and the last update of a lane @param last of all lanes */
export function spanOf([first, newest]: readonly [number, number], last: number) {
  return { from: first / Math.max(1, last), to: newest / Math.max(1, last) };
}
