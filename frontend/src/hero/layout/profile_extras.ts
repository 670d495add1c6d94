/**
 * What stands in the profile beside a lane's line: the spread over the batch, the line without truncation, the path
 * that the keep gates alone leave open, and the gain of a step back, of the last loss alone. All of the last layer.
 * Pure.
 */

import type { LaneFrame, Tensor } from '../../core/model/types.ts';
import { keptShare } from '../../core/model/gate_readings.ts';
import { slice } from '../../core/model/slices.ts';
import { rateOf, type Rate } from '../../core/text/gain.ts';

export interface ProfileExtras {
  /** (T, 2) 10th and 90th percentile of the sequences of the batch */ band: Float32Array | null;
  /** (T) what full BPTT would give */ full: Float32Array | null;
  /** (T) the last gradient times the product of the keep gates */ kept: Float64Array | null;
  rate: Rate | null;
}

/**
 * @param lane `spread`: whether the band is wanted; without recurrence nothing goes back from step to step, so that
 *   there is no rate;
 * band and untruncated line are of h and do not stand beside the line of a whole state
 */
export function profileExtras(
  data: LaneFrame | null,
  keepOverlay: boolean,
  {
    recurrent = true, carries = 'h', spread = true,
  }: { recurrent?: boolean, carries?: 'h' | 'state', spread?: boolean } = {},
): ProfileExtras {
  const top = (name: string) => {
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

/** @param norms (L, T) */
function keptPath(product: Tensor, norms: Tensor): Float64Array {
  const layer = product.shape[0] - 1;
  const profile = slice(norms, layer);
  const last = profile[profile.length - 1];
  return keptShare(product, layer).map((share) => share * last);
}
