/**
 * The equations of a unit in symbols and in shapes.
 *
 * @import { Part } from '../state/types.d.ts'
 * @import { Piece, Site } from './pieces.js'
 */

import { equationsOf } from './cells/catalog.js';
import { pieces, stateSymbol } from './pieces.js';

/** @param {Part} cell @param {Site} site @returns {Piece[][]} the forward equations of the unit, with its own indices */
export function forwardSymbols(cell, site) {
  return equationsOf(cell).symbols(site, cell);
}

/** @param {Part} cell @param {Site} site @returns {Piece[][]} the layer's equation with the shape of everything in it */
export function forwardShapes(cell, site) {
  return equationsOf(cell).shapes(site, cell);
}

/**
 * The backward equation of the unit: what is left out when nothing comes that way.
 * @param {Part} cell @param {Site} site @returns {Piece[][]}
 */
export function backwardSymbols(cell, site) {
  const { time, unit, layer, layers, last, scored } = site;
  const output = layer === layers - 1 && scored ? [`Σ_o W_{hy,o${unit}} ∂ℓ/∂y_{${time},o}`] : [];
  const through = (/** @type {'xh' | 'hh'} */ way, /** @type {number} */ at, /** @type {number} */ ofLayer) =>
    equationsOf(cell).backTerms({ way, time: at, unit, state: (index) => stateSymbol({ layers, layer: ofLayer }, index) }, cell);
  const above = layer < layers - 1 ? through('xh', time, layer + 1) : [];
  const next = last || !site.recurrent ? [] : through('hh', time + 1, layer);
  const terms = [...output, ...above, ...next];
  return [pieces(`∂ℓ/∂${stateSymbol(site, `${time},${unit}`)} =`, ...(terms.length ? terms.map((term, index) => (index ? `+ ${term}` : term)) : ['0']))];
}
