/**
 * What stands in the profile beside a lane's line: the spread over the batch, the line without truncation, the path that
 * the keep gates alone leave open, and the gain of a step back, of the last loss alone. All of the last layer. Pure.
 *
 * @import { LaneFrame, Tensor } from '../state/types.d.ts'
 * @import { Rate } from '../text/gain.js'
 *
 * @typedef {object} ProfileExtras
 * @property {Float32Array | null} band (T, 2) 10th and 90th percentile of the sequences of the batch
 * @property {Float32Array | null} full (T) what full BPTT would give
 * @property {Float64Array | null} kept (T) the last gradient times the product of the keep gates
 * @property {Rate | null} rate
 */

import { keptShare } from '../charts/gate_readings.js';
import { slice } from '../charts/slices.js';
import { rateOf } from '../text/gain.js';

/**
 * @param {LaneFrame | null} data
 * @param {boolean} keepOverlay
 * @param {{ recurrent?: boolean, carries?: 'h' | 'state', spread?: boolean }} [lane] `spread`: whether the band is wanted; without recurrence nothing goes back from step to step, so that there is no rate;
 *   band and untruncated line are of h and do not stand beside the line of a whole state
 * @returns {ProfileExtras}
 */
export function profileExtras(data, keepOverlay, { recurrent = true, carries = 'h', spread = true } = {}) {
  const top = (/** @type {string} */ name) => {
    const tensor = data?.tensors.get(name);
    return tensor ? slice(tensor, tensor.shape[0] - 1) : null;
  };
  const product = keepOverlay ? data?.tensors.get('keep_product') : null;
  const rate = data && recurrent ? rateOf(data, -1) : null;
  return {
    band: spread && carries === 'h' ? top('hidden_gradient_band') : null,
    full: carries === 'h' ? top('full_gradient_norm') : null,
    kept: data && product ? keptPath(product, data.hiddenGradientNorm) : null,
    rate: rate && rate.gain > 0 ? rate : null,
  };
}

/** @param {Tensor} product @param {Tensor} norms (L, T) @returns {Float64Array} */
function keptPath(product, norms) {
  const layer = product.shape[0] - 1;
  const profile = slice(norms, layer);
  const last = profile[profile.length - 1];
  return keptShare(product, layer).map((share) => share * last);
}
