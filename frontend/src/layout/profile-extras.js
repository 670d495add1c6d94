/**
 * What stands in the profile beside a lane's line: the spread over the batch, the line without truncation, the path that
 * the keep gates alone leave open, and the mean gain of a step back. All of the last layer. Pure.
 *
 * @import { LaneFrame, Tensor } from '../state/types.d.ts'
 *
 * @typedef {object} ProfileExtras
 * @property {Float32Array | null} band (T, 2) 10th and 90th percentile of the sequences of the batch
 * @property {Float32Array | null} full (T) what full BPTT would give
 * @property {Float64Array | null} kept (T) the last gradient times the product of the keep gates
 * @property {Gain | null} gain
 *
 * @typedef {{ gain: number, steps: number }} Gain factor of a step back; time steps in which it halves or doubles, infinite where it stays
 */

import { keptShare } from '../charts/gate_readings.js';
import { slice } from '../charts/slices.js';

/**
 * @param {LaneFrame | null} data
 * @param {boolean} keepOverlay
 * @param {{ recurrent?: boolean, carries?: 'h' | 'state' }} [lane] without recurrence nothing goes back from step to step, so that there is no gain;
 *   band and untruncated line are of h and do not stand beside the line of a whole state
 * @returns {ProfileExtras}
 */
export function profileExtras(data, keepOverlay, { recurrent = true, carries = 'h' } = {}) {
  const top = (/** @type {string} */ name) => {
    const tensor = data?.tensors.get(name);
    return tensor ? slice(tensor, tensor.shape[0] - 1) : null;
  };
  const product = keepOverlay ? data?.tensors.get('keep_product') : null;
  const [gain, steps] = [top('gain_per_step'), top('half_life')];
  return {
    band: carries === 'h' ? top('hidden_gradient_band') : null,
    full: carries === 'h' ? top('full_gradient_norm') : null,
    kept: data && product ? keptPath(product, data.hiddenGradientNorm) : null,
    gain: recurrent && gain && steps && gain[0] > 0 && Number.isFinite(gain[0]) ? { gain: gain[0], steps: steps[0] } : null,
  };
}

/** @param {Tensor} product @param {Tensor} norms (L, T) @returns {Float64Array} */
function keptPath(product, norms) {
  const layer = product.shape[0] - 1;
  const profile = slice(norms, layer);
  const last = profile[profile.length - 1];
  return keptShare(product, layer).map((share) => share * last);
}

/** Slower than this is no change worth words: one per cent in a hundred time steps. */
const STAYS = 6_900;

/**
 * The text id for a gain and its numbers.
 *
 * @param {Gain} gain
 * @returns {{ key: 'hero.gain' | 'hero.gain.half' | 'hero.gain.double', steps: number }}
 */
export function gainWords({ gain, steps }) {
  if (!Number.isFinite(steps) || steps > STAYS) return { key: 'hero.gain', steps };
  return { key: gain < 1 ? 'hero.gain.half' : 'hero.gain.double', steps };
}
