/** What is told apart of a loss cliff, and the small arrows that say where its gradient points. */

import type { Field } from '../surface/contour_figure.ts';
import { gradientAt, type LossCliff } from '../surface/descent.ts';

/** Arrows a side. */
const ARROWS = 13;
/** Exponents of ten of the gradient at which an arrow is shortest and longest. */
const [SHORTEST, LONGEST] = [-5, 2];

/** A cliff between plains is told apart evenly; one on which numbers grow without bound, by powers of ten. */
export function cliffRange(errors: ArrayLike<number | bigint>): { range: [number, number], logarithmic: boolean } {
  const finite = Array.from(errors, Number).filter(Number.isFinite).sort((a, b) => a - b);
  const [low, high] = [finite[0] ?? 0, finite[finite.length - 1] ?? 1];
  if (high <= 10) return { range: low === high ? [low - 0.5, high + 0.5] : [low, high], logarithmic: false };
  return { range: [Math.max(1e-4, low), Math.min(1e6, high)], logarithmic: true };
}

/** Downhill everywhere: the length of an arrow says the power of ten of the gradient. */
export function cliffField(cliff: LossCliff): Field {
  const { weights, biases } = cliff;
  const [wide, high] = [weights[weights.length - 1] - weights[0], biases[biases.length - 1] - biases[0]];
  const places = (count: number) =>
    Array.from({ length: ARROWS }, (_, index) => Math.round(((index + 0.5) * (count - 1)) / ARROWS));
  return places(weights.length).flatMap((row) => places(biases.length).flatMap((column) => {
    const [byWeight, byBias] = gradientAt(cliff, { row, column });
    const size = Math.hypot(byWeight, byBias);
    if (!Number.isFinite(size) || size === 0) return [];
    const share = Math.max(0, Math.min(1, (Math.log10(size) - SHORTEST) / (LONGEST - SHORTEST)));
    if (share === 0) return [];
    // On the picture the two axes have scales of their own.
    const [across, up] = [-byWeight / wide, -byBias / high];
    const length = (0.25 + 0.75 * share) / ARROWS / Math.hypot(across, up);
    const from = [weights[row], biases[column]] as const;
    return [{ from, to: [from[0] + across * length * wide, from[1] + up * length * high] as const }];
  }));
}
