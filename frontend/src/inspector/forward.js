/**
 * The forward equation of one unit at one time step as ledger rows.
 *
 * @import { Row } from './ledger.js'
 * @import { Place } from './readings.js'
 */

import { equationsOf } from './cells/catalog.js';

/**
 * @param {Place} place
 * @param {number} layer
 * @param {number} timeStep
 * @param {number} unit
 * @returns {Row[]} the last row gives h
 */
export function forwardRows(place, layer, timeStep, unit) {
  return equationsOf(place.cell).forward({ place, layer, timeStep, unit });
}
