/** Every measurement that has a card of its own, by the kind of its panel. */

import type { Services, State, Store } from '../core/model/types.ts';
import { el } from '../ui/dom.ts';
import { mountMeasurement, type Measurement } from '../ui/measurement_card.ts';
import { contributions } from './contributions/contributions.ts';
import { gates } from './gates/gates.ts';
import { health } from './health/health.ts';
import { jacobian } from './jacobian/jacobian.ts';
import { lags } from './lags/lags.ts';
import { ledger } from './ledger/ledger.ts';
import { lyapunov } from './lyapunov/lyapunov.ts';
import { norms } from './norms/norms.ts';
import { saliency } from './saliency/saliency.ts';
import { triangle } from './triangle/triangle.ts';

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
