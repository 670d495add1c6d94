/**
 * The gain of a time step back, of the last loss alone, in words.
 *
 * @import { LaneFrame, Translate } from '../state/types.d.ts'
 *
 * @typedef {object} Rate what `gain_per_step`, `half_life`, `decay_explained` and `decay_steps` say of a layer
 * @property {number} gain factor of a step back; NaN where there is no rate
 * @property {number} halfLife time steps in which the gradient halves or doubles, infinite where it stays
 * @property {number} explained the part of the variance of ln ‖λ_t‖ that the line explains
 * @property {number} steps how many time steps it was fitted to
 */

import { percent, threeFigures } from './number.js';

/** Slower than this is no change worth words: one per cent in a hundred time steps. */
const STAYS = 6_900;
const NAMES = ['gain_per_step', 'half_life', 'decay_explained', 'decay_steps'];
/** Time steps that a rate takes at least, as the server has it. */
const FEWEST = 5;

/** @param {LaneFrame} frame @param {number} layer `-1`: the last @returns {Rate} */
export function rateOf({ tensors }, layer) {
  const [gain, halfLife, explained, steps] = NAMES.map((name) => Number(tensors.get(name)?.data.at(layer) ?? NaN));
  return { gain, halfLife, explained, steps };
}

/** "×0.58 a time step, half-life 1.3", or why there is no rate. @param {Rate} rate @param {Translate} t @returns {string} */
export function rateWords({ gain, halfLife, explained, steps }, t) {
  if (!(steps >= FEWEST)) return t('hero.gain.few', { fewest: FEWEST });
  if (!(gain > 0)) return t('hero.gain.none', { explained: percent(explained), steps });
  if (!Number.isFinite(halfLife) || halfLife > STAYS) return t('hero.gain', { gain: threeFigures(gain) });
  return t(gain < 1 ? 'hero.gain.half' : 'hero.gain.double', { gain: threeFigures(gain), steps: threeFigures(halfLife) });
}

/** What the rate is read from, and how well it fits. @param {Rate} rate @param {Translate} t @returns {string} */
export function fitWords({ explained, steps }, t) {
  return t('hero.gain.fit', { explained: percent(explained), steps });
}
