/**
 * One number for both models: how much an identity matrix copies, and how far a forced forget gate is open.
 *
 * @import { Experiment } from '../state/types.d.ts'
 */

/**
 * @param {Experiment} experiment an IRNN, and an LSTM whose forget gate follows its bias alone
 * @param {number} keep above 0 and below 1
 * @returns {Experiment}
 */
export function dialled(experiment, keep) {
  const [copying, gated] = experiment.lanes;
  const units = Number(gated.cell.hidden_size);
  const weights = /** @type {Record<string, number[]>} */ (gated.initial_weights);
  const bias = Number(Math.log(keep / (1 - keep)).toFixed(6));
  const biases = weights['b_xh.0'].map((value, row) => (row >= units && row < 2 * units ? bias : value));
  return { ...experiment, lanes: [{ ...copying, cell: { ...copying.cell, scale: keep } }, { ...gated, initial_weights: { ...weights, 'b_xh.0': biases } }] };
}
