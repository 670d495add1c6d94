/** The charts beside the picture: they come after it. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { mountActivation } from './activation.ts';
import { mountLoss } from './loss.ts';
import { mountSpectrum } from './spectrum.ts';

/** @returns unmount */
export function mountCharts(
  { loss, spectrum, activation }: { loss: HTMLElement, spectrum: HTMLElement, activation: HTMLElement },
  store: Store<State>,
  services: Services,
): () => void {
  const mounted = [
    mountLoss(loss, store, services), mountSpectrum(spectrum, store, services),
    mountActivation(activation, store, services),
  ];
  return () => mounted.forEach((unmount) => unmount());
}
