/** The equations of a unit in symbols and in shapes. */

import type { Part } from '../core/model/types.ts';
import { equationsOf } from './cells/catalog.ts';
import { pieces, stateSymbol, type Piece, type Site } from '../core/unit/pieces.ts';

/** @returns the forward equations of the unit, with its own indices */
export function forwardSymbols(cell: Part, site: Site): Piece[][] {
  return equationsOf(cell).symbols(site, cell);
}

/** @returns the layer's equation with the shape of everything in it */
export function forwardShapes(cell: Part, site: Site): Piece[][] {
  return equationsOf(cell).shapes(site, cell);
}

/** The backward equation of the unit: what is left out when nothing comes that way. */
export function backwardSymbols(cell: Part, site: Site): Piece[][] {
  const { time, unit, layer, layers, last, scored } = site;
  const output = layer === layers - 1 && scored ? [`Σ_o W_{hy,o${unit}} ∂ℓ/∂y_{${time},o}`] : [];
  const through = (way: 'xh' | 'hh', at: number, ofLayer: number) =>
    equationsOf(cell)
      .backTerms({ way, time: at, unit, state: (index) => stateSymbol({ layers, layer: ofLayer }, index) }, cell);
  const above = layer < layers - 1 ? through('xh', time, layer + 1) : [];
  const next = last || !site.recurrent ? [] : through('hh', time + 1, layer);
  const terms = [...output, ...above, ...next];
  return [pieces(
    `∂ℓ/∂${stateSymbol(site, `${time},${unit}`)} =`,
    ...(terms.length ? terms.map((term, index) => (index ? `+ ${term}` : term)) : ['0']),
  )];
}
