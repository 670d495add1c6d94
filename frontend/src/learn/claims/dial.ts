/** One number for both models: how much an identity matrix copies, and how far a forced forget gate is open. */

import type { Experiment } from '../../core/model/types.ts';

/**
 * @param experiment an IRNN, and an LSTM whose forget gate follows its bias alone
 * @param keep above 0 and below 1
 */
export function dialled(experiment: Experiment, keep: number): Experiment {
  const [copying, gated] = experiment.lanes;
  const units = Number(gated.cell.hidden_size);
  const weights = gated.initial_weights as Record<string, number[]>;
  const bias = Number(Math.log(keep / (1 - keep)).toFixed(6));
  const biases = weights['b_xh.0'].map((value, row) => (row >= units && row < 2 * units ? bias : value));
  return { ...experiment, lanes: [{ ...copying, cell: { ...copying.cell, scale: keep } }, {
    ...gated, initial_weights: { ...weights, 'b_xh.0': biases },
  }] };
}
