/**
 * The equations of every kind of cell, a file each.
 *
 * @import { CellEquations } from './cell.d.ts'
 */

import { antisymmetric } from './antisymmetric.js';
import { cornn } from './cornn.js';
import { elman } from './elman.js';
import { gru } from './gru.js';
import { indrnn } from './indrnn.js';
import { lru } from './lru.js';
import { lstm } from './lstm.js';
import { mingru } from './mingru.js';
import { orthogonal } from './orthogonal.js';
import { scrn } from './scrn.js';
import { ugrnn } from './ugrnn.js';

/** @type {Record<string, CellEquations>} */
const EQUATIONS = {
  rnn: elman, irnn: elman, nprnn: elman, cwrnn: elman, lstm, gru, ugrnn, mingru, indrnn, antisymmetric, orthogonal, scrn, cornn, lru,
};

/** @param {{ kind: string }} cell @returns {boolean} whether there is a file for it */
export function hasEquations({ kind }) {
  return kind in EQUATIONS;
}

/** @param {{ kind: string }} cell @returns {CellEquations} */
export function equationsOf({ kind }) {
  const equations = EQUATIONS[kind];
  if (!equations) throw new Error(`The inspector knows no cell "${kind}"; add a file to inspector/cells.`);
  return equations;
}
