/**
 * The charts beside the picture: they come after it.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { mountActivation } from './activation.js';
import { mountLoss } from './loss.js';
import { mountSpectrum } from './spectrum.js';

/**
 * @param {{ loss: HTMLElement, spectrum: HTMLElement, activation: HTMLElement }} roots
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountCharts({ loss, spectrum, activation }, store, services) {
  const mounted = [mountLoss(loss, store, services), mountSpectrum(spectrum, store, services), mountActivation(activation, store, services)];
  return () => mounted.forEach((unmount) => unmount());
}
