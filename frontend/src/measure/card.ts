/** A measurement's card, under the picture or in the right column. */

import type { Services, State, Store } from '../core/model/types.ts';
import { el } from '../ui/dom.ts';
import { mountMeasurement, type Measurement } from '../ui/measurement_card.ts';

/** @param rooms under the picture; in the right column */
export function mountCard(
  { cards, side }: { cards: HTMLElement, side: HTMLElement },
  store: Store<State>,
  services: Services,
  measurement: Measurement,
): { root: HTMLElement, unmount: () => void } {
  const onTime = measurement.place === 'time';
  const root = el('section', { class: onTime ? 'panel time-card' : 'panel side-card' });
  (onTime ? cards : side).append(root);
  return { root, unmount: mountMeasurement(root, store, services, measurement) };
}
