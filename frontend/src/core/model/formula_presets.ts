/** Equations to begin with, in the grammar of the cell `formula`. */

/** Nine tenths of the last state stay, whatever the matrix does. */
export const LEAKY = 'h = 0.9 * h + 0.1 * tanh(W_xh x + b_xh + W_hh h)';

/**
 * The first three call their weights as the vanilla RNN does: equal names are drawn alike, so the first is that
 * network. `kind`: the built-in cell that it is
 */
export const FORMULA_PRESETS: readonly { id: string, kind: string | null, formula: string }[] = [
  { id: 'elman', kind: 'rnn', formula: 'h = tanh(W_xh x + b_xh + W_hh h + b_hh)' },
  { id: 'leaky', kind: null, formula: LEAKY },
  { id: 'residual', kind: null, formula: 'h = h + 0.1 * tanh(W_xh x + b_xh + W_hh h)' },
  { id: 'minimal', kind: null, formula: 'z = sigmoid(W x + U h + b)\nh = (1 - z) * h + z * tanh(V x + R h + a)' },
  {
    id: 'gru', kind: 'gru',
    formula:
      'r = sigmoid(W x + U h + b)\nz = sigmoid(V x + R h + a)\nn = tanh(M x + d + r * (N h + e))\nh = (1 - z) * n + z * h',
  },
  {
    id: 'lstm', kind: 'lstm',
    formula:
      'i = sigmoid(A x + B h + b)\nf = sigmoid(C x + D h + a + 1)\no = sigmoid(E x + F h + d)\n'
        + 'g = tanh(G x + H h + e)\nc = f * c + i * g\nh = o * tanh(c)',
  },
  { id: 'mingru', kind: 'mingru', formula: 'k = sigmoid(W x + b + 2)\nh = k * h + (1 - k) * (V x + a)' },
  { id: 'oscillator', kind: 'cornn', formula: 'v = v + 0.3 * (tanh(W x + U h + b) - h - v)\nh = h + 0.3 * v' },
];

/** @returns the equation that the bench shows of it at first */
export function formulaOf({ kind, formula }: { kind: string, formula?: unknown }): string {
  return typeof formula === 'string'
    ? formula
    : (FORMULA_PRESETS.find((preset) => preset.kind === kind) ?? FORMULA_PRESETS[0]).formula;
}
