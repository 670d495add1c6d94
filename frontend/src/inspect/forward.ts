/** The forward equation of one unit at one time step as ledger rows. */

import type { Place } from '../core/unit/readings.ts';
import type { Row } from './ledger.ts';
import { equationsOf } from './cells/catalog.ts';

/** @returns the last row gives h */
export function forwardRows(place: Place, layer: number, timeStep: number, unit: number): Row[] {
  return equationsOf(place.cell).forward({ place, layer, timeStep, unit });
}
