/**
 * Every measurement that has a card of its own, by the kind of its panel.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 * @import { Measurement } from '../measurement_card.js'
 */

import { el } from '../dom.js';
import { mountMeasurement } from '../measurement_card.js';
import { contributions } from './contributions.js';
import { gates } from './gates.js';
import { health } from './health.js';
import { jacobian } from './jacobian.js';
import { lags } from './lags.js';
import { ledger } from './ledger.js';
import { lyapunov } from './lyapunov.js';
import { norms } from './norms.js';
import { saliency } from './saliency.js';
import { triangle } from './triangle.js';

/** @type {ReadonlyMap<string, Measurement>} */
export const MEASUREMENTS = new Map([triangle, ledger, lags, contributions, saliency, gates, health, jacobian, lyapunov, norms].map((measurement) => [measurement.kind, measurement]));

/**
 * @param {{ cards: HTMLElement, side: HTMLElement }} rooms under the picture; in the right column
 * @param {Store<State>} store
 * @param {Services} services
 * @param {string} kind
 * @returns {{ root: HTMLElement, unmount: () => void }}
 */
export function mountCard({ cards, side }, store, services, kind) {
  const measurement = /** @type {Measurement} */ (MEASUREMENTS.get(kind));
  const onTime = measurement.place === 'time';
  const root = el('section', { class: onTime ? 'panel time-card' : 'panel side-card' });
  (onTime ? cards : side).append(root);
  return { root, unmount: mountMeasurement(root, store, services, measurement) };
}
