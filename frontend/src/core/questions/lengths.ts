/** Which lengths to try a network on, and what was found there. the answer to a question `lengths` */
export type Measured = {
  step: number;
  lengths: number[];
  chance: number[];
  floor: (number | null)[];
  lanes: ({ loss: (number | null)[], metric: (number | null)[] } | null)[];
};

const USUAL = [5, 10, 20, 50, 100, 200];
/** Lengths in one question. */
export const MOST_LENGTHS = 12;
/** Earlier measurements that stay in sight. */
const MOST_KEPT = 6;

/**
 * The usual ladder, the trained length among them, and where that is long, half of it and twice it.
 * @returns increasing
 */
export function lengthsAround(trained: number, shortest: number, longest: number): number[] {
  const beyond = trained >= 100 ? [Math.round(trained / 2), trained * 2] : [];
  const wanted = [...USUAL, ...beyond, trained].filter((length) => length >= shortest && length <= longest);
  return [...new Set(wanted)].sort((a, b) => a - b).slice(-MOST_LENGTHS);
}

/**
 * @param text whole numbers between commas or blanks
 * @returns increasing; `wrong`: the first piece that is no length
 */
export function parseLengths(
  text: string,
  shortest: number,
  longest: number,
): { lengths: number[], wrong: string | null } {
  const pieces = text.split(/[\s,;]+/).filter(Boolean);
  const wrong = pieces.find((piece) => !/^\d+$/.test(piece) || Number(piece) < shortest || Number(piece) > longest)
    ?? null;
  return { lengths: wrong === null ? [...new Set(pieces.map(Number))].sort((a, b) => a - b) : [], wrong };
}

/** @returns one of each training step, the newest last */
export function remembered(earlier: readonly Measured[], measured: Measured): Measured[] {
  return [...earlier.filter(({ step }) => step !== measured.step), measured].slice(-MOST_KEPT);
}

/** What a lane has at the trained length (or the nearest that was measured) and at the longest one. */
export function nearAndFar(
  { lengths, lanes }: Measured,
  lane: number,
  quantity: 'loss' | 'metric',
  trained: number,
): { near: { length: number, value: number | null }, far: { length: number, value: number | null } } | null {
  const values = lanes[lane]?.[quantity];
  if (!values) return null;
  const nearest = lengths.reduce(
    (best, length, index) => (Math.abs(length - trained) < Math.abs(lengths[best] - trained) ? index : best), 0,
  );
  const last = lengths.length - 1;
  return {
    near: { length: lengths[nearest], value: values[nearest] }, far: { length: lengths[last], value: values[last] },
  };
}
