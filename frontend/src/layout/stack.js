/**
 * Rows on top of each other, sharing the height that is left over.
 *
 * @typedef {{ key: string, minimum: number, maximum: number, weight: number }} Part
 * @typedef {{ y: number, height: number }} Span
 */

/** @param {string} key @param {number} height @returns {Part} a row of one height */
export function fixed(key, height) {
  return { key, minimum: height, maximum: height, weight: 0 };
}

/** @param {string} key @param {number} minimum @param {number} maximum @param {number} weight its share of what is left @returns {Part} */
export function flexible(key, minimum, maximum, weight) {
  return { key, minimum, maximum: Math.max(minimum, maximum), weight };
}

/**
 * Gives every part its minimum, then hands out what is left by weight until all parts are full.
 *
 * @param {readonly Part[]} parts from top to bottom
 * @param {number} height wanted in all; when it is less than the minimums the stack is simply taller
 * @returns {{ spans: Map<string, Span>, height: number }}
 */
export function stack(parts, height) {
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

/** Every edge on a whole pixel. @param {readonly Part[]} parts @param {readonly number[]} sizes */
function spans(parts, sizes) {
  /** @type {Map<string, Span>} */
  const result = new Map();
  let end = 0;
  for (const [index, part] of parts.entries()) {
    const y = Math.round(end);
    end += sizes[index];
    result.set(part.key, { y, height: Math.round(end) - y });
  }
  return result;
}

/** @param {readonly number[]} numbers */
function total(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}
