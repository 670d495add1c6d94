/** The decay of an RG-LRU. */

/** @returns −8 softplus(Λ), which is ln a where the gate r is open */
export function logOpenDecay(lambda: number): number {
  return -8 * (Math.max(lambda, 0) + Math.log1p(Math.exp(-Math.abs(lambda))));
}
