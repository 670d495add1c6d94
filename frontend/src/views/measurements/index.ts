/** Every measurement that has a card of its own, by the kind of its panel. */

import type { Services, State, Store } from '../../state/types.ts';
import { el } from '../dom.ts';
import { mountMeasurement, type Measurement } from '../measurement_card.ts';
import { contributions } from './contributions.ts';
import { gates } from './gates.ts';
import { health } from './health.ts';
import { jacobian } from './jacobian.ts';
import { lags } from './lags.ts';
import { ledger } from './ledger.ts';
import { lyapunov } from './lyapunov.ts';
import { norms } from './norms.ts';
import { saliency } from './saliency.ts';
import { triangle } from './triangle.ts';

export const MEASUREMENTS: ReadonlyMap<string, Measurement> = new Map([triangle, ledger, lags, contributions, saliency, gates, health, jacobian, lyapunov, norms].map((measurement) => [measurement.kind, measurement]));

/** @param rooms under the picture; in the right column */
export function mountCard(
  { cards, side }: { cards: HTMLElement, side: HTMLElement },
  store: Store<State>,
  services: Services,
  kind: string,
): { root: HTMLElement, unmount: () => void } {
  const measurement = MEASUREMENTS.get(kind) as Measurement;
  const onTime = measurement.place === 'time';
  const root = el('section', { class: onTime ? 'panel time-card' : 'panel side-card' });
  (onTime ? cards : side).append(root);
  return { root, unmount: mountMeasurement(root, store, services, measurement) };
}
