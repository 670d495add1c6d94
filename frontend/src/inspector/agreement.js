/** Whether a finite difference and the gradient of backpropagation say the same. */

const RELATIVE = 0.01;
const NEGLIGIBLE = 1e-9;

/**
 * @param {number} difference
 * @param {number} backprop
 * @returns {'agree' | 'both_zero' | 'differ'}
 */
export function agreement(difference, backprop) {
  const largest = Math.max(Math.abs(difference), Math.abs(backprop));
  if (largest < NEGLIGIBLE) return 'both_zero';
  return Math.abs(difference - backprop) <= RELATIVE * largest ? 'agree' : 'differ';
}
