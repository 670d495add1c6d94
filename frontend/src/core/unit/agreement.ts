/** Whether a finite difference and the gradient of backpropagation say the same. */

const RELATIVE = 0.01;
const NEGLIGIBLE = 1e-9;

export function agreement(difference: number, backprop: number): 'agree' | 'both_zero' | 'differ' {
  const largest = Math.max(Math.abs(difference), Math.abs(backprop));
  if (largest < NEGLIGIBLE) return 'both_zero';
  return Math.abs(difference - backprop) <= RELATIVE * largest ? 'agree' : 'differ';
}
