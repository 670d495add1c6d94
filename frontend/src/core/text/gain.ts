/** The gain of a time step back, of the last loss alone, in words. */

import type { LaneFrame, Translate } from '../model/types.ts';
import { percent, threeFigures } from './number.ts';

/** what `gain_per_step`, `half_life`, `decay_explained` and `decay_steps` say of a layer */
export interface Rate {
  /** factor of a step back; NaN where there is no rate */ gain: number;
  /** time steps in which the gradient halves or doubles, infinite where it stays */ halfLife: number;
  /** the part of the variance of ln ‖λ_t‖ that the line explains */ explained: number;
  /** how many time steps it was fitted to */ steps: number;
}

/** Slower than this is no change worth words: one per cent in a hundred time steps. */
const STAYS = 6_900;
const NAMES = ['gain_per_step', 'half_life', 'decay_explained', 'decay_steps'];
/** Time steps that a rate takes at least, as the server has it. */
const FEWEST = 5;

/** @param layer `-1`: the last */
export function rateOf({ tensors }: LaneFrame, layer: number): Rate {
  const [gain, halfLife, explained, steps] = NAMES.map((name) => Number(tensors.get(name)?.data.at(layer) ?? NaN));
  return { gain, halfLife, explained, steps };
}

/** "×0.58 a time step, half-life 1.3", or why there is no rate. */
export function rateWords({ gain, halfLife, explained, steps }: Rate, t: Translate): string {
  if (!(steps >= FEWEST)) return t('hero.gain.few', { fewest: FEWEST });
  if (!(gain > 0)) return t('hero.gain.none', { explained: percent(explained), steps });
  if (!Number.isFinite(halfLife) || halfLife > STAYS) return t('hero.gain', { gain: threeFigures(gain) });
  return t(
    gain < 1 ? 'hero.gain.half' : 'hero.gain.double', { gain: threeFigures(gain), steps: threeFigures(halfLife) },
  );
}

/** What the rate is read from, and how well it fits. */
export function fitWords({ explained, steps }: Rate, t: Translate): string {
  return t('hero.gain.fit', { explained: percent(explained), steps });
}
