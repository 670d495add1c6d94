/** Rows on top of each other, sharing the height that is left over. */
export type Part = { key: string, minimum: number, maximum: number, weight: number };
export type Span = { y: number, height: number };

/** @returns a row of one height */
export function fixed(key: string, height: number): Part {
  return { key, minimum: height, maximum: height, weight: 0 };
}

/** @param weight its share of what is left */
export function flexible(key: string, minimum: number, maximum: number, weight: number): Part {
  return { key, minimum, maximum: Math.max(minimum, maximum), weight };
}

/**
 * Gives every part its minimum, then hands out what is left by weight until all parts are full.
 * @param parts from top to bottom
 * @param height wanted in all; when it is less than the minimums the stack is simply taller
 */
export function stack(parts: readonly Part[], height: number): { spans: Map<string, Span>, height: number } {
  const sizes = parts.map((part) => part.minimum);
  let left = height - total(sizes);
  while (left > 0.01) {
    const open = parts.map((part, index) => (sizes[index] < part.maximum ? part.weight : 0));
    const weights = total(open);
    if (weights === 0) break;
    const given = left;
    for (const [index, part] of parts.entries()) {
      const more = Math.min(part.maximum - sizes[index], (given * open[index]) / weights);
      sizes[index] += more;
      left -= more;
    }
  }
  return { spans: spans(parts, sizes), height: Math.round(total(sizes)) };
}

/** Every edge on a whole pixel. */
function spans(parts: readonly Part[], sizes: readonly number[]) {
  const result = new Map<string, Span>();
  let end = 0;
  for (const [index, part] of parts.entries()) {
    const y = Math.round(end);
    end += sizes[index];
    result.set(part.key, { y, height: Math.round(end) - y });
  }
  return result;
}

function total(numbers: readonly number[]) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** @returns the span in `count` equal parts, from top to bottom */
export function bandsOf({ y, height }: Span, count: number): Span[] {
  return Array.from({ length: count }, (_, band) => ({ y: y + (band * height) / count, height: height / count }));
}
