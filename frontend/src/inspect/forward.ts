/** The forward equation of one unit at one time step as rows of a list of terms. */

import type { Place } from '../core/unit/readings.ts';
import type { Row } from './term_list.ts';
import { equationsOf } from './cells/catalog.ts';

/** @returns the last row gives h */
export function forwardRows(place: Place, layer: number, timeStep: number, unit: number): Row[] {
  return equationsOf(place.cell).forward({ place, layer, timeStep, unit });
}
