/**
 * A text that a network wrote, in pieces that a reader sees as one, each with the probabilities of what it is made of.
 */

/** `probability`: of all its parts, one after the other */
export type Piece = { text: string, parts: { symbol: string, probability: number }[], probability: number };

const SHOWN: Record<string, string> = { '␣': ' ', '↵': '\n', '⇥': '\t' };

/**
 * Syllables of Korean are drawn letter by letter, and shown as one. Where a text does not come apart into as many
 * characters as were drawn, every symbol is a piece of its own.
 *
 * @param text composed
 * @param symbols as they are labelled
 * @param probabilities of each symbol
 */
export function piecesOf(
  text: string,
  symbols: readonly string[],
  probabilities: readonly number[],
  language = 'en',
): Piece[] {
  const graphemes = [...new Intl.Segmenter(language, { granularity: 'grapheme' }).segment(text)].map(({ segment }) =>
    segment);
  const counts = graphemes.map((grapheme) => [...grapheme.normalize('NFD')].length);
  const whole = counts.reduce((sum, count) => sum + count, 0) === symbols.length;
  const sizes = whole ? counts : symbols.map(() => 1);
  let at = 0;
  return sizes.map((size, index) => {
    const parts = Array.from(
      { length: size }, (_, offset) => ({ symbol: symbols[at + offset], probability: probabilities[at + offset] }),
    );
    at += size;
    const shown = whole ? graphemes[index] : SHOWN[parts[0].symbol] ?? parts[0].symbol;
    return { text: shown, parts, probability: parts.reduce((product, part) => product * part.probability, 1) };
  });
}

/** @returns the geometric mean: what a symbol had on average, as a product of all of them counts it */
export function typicalProbability(probabilities: readonly number[]): number {
  const sum = probabilities.reduce((total, probability) => total + Math.log(probability), 0);
  return probabilities.length ? Math.exp(sum / probabilities.length) : NaN;
}
