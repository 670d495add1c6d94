/** The magnitude at which the colour scale of a lane's states ends. */

const BOUNDED = new Set(['tanh', 'sigmoid', 'softsign', 'hard_tanh', 'sine']);
/** Cells whose h is a mean or product of bounded numbers, whatever the document says. */
const BOUNDED_CELLS = new Set(['lstm', 'gru', 'ugrnn', 'scrn', 'lem', 'lmu', 'slstm']);
const SHRINK_AT = 0.2;

/**
 * States that cannot leave [−1, 1] keep the scale ±1. Others, those that a residual path adds to among them, get a round number that holds every value: it grows at
 * once and shrinks only when most of the scale is unused.
 *
 * @param state name of the drawn state
 * @param previous the limit of the frame before
 */
export function activationLimit(
  cell: { kind: string, activation?: string, residual?: unknown },
  state: string,
  values: ArrayLike<number> | null,
  previous: number,
) {
  if (state === 'h' && !cell.residual && (BOUNDED_CELLS.has(cell.kind) || BOUNDED.has(cell.activation ?? ''))) return 1;
  const wanted = roundUp(largestMagnitude(values ?? []));
  return wanted > previous || wanted < previous * SHRINK_AT ? wanted : previous;
}

function largestMagnitude(values: ArrayLike<number>) {
  let largest = 0;
  for (let index = 0; index < values.length; index += 1) {
    const magnitude = Math.abs(values[index]);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  return largest;
}

/** @returns the next of 1, 2, 5, 10, 20, …; at least 1 */
function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((digit) => digit * power >= value) ?? 10);
}
