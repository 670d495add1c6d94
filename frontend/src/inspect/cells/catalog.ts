/** The equations of every kind of cell, a file each. */

import type { Part } from '../../core/model/types.ts';
import type { CellEquations } from './cell.ts';
import { antisymmetric } from './antisymmetric.ts';
import { cornn } from './cornn.ts';
import { deltanet } from './deltanet.ts';
import { elman } from './elman.ts';
import { gru } from './gru.ts';
import { indrnn } from './indrnn.ts';
import { layerNorm } from './layer_norm.ts';
import { lem } from './lem.ts';
import { lmu } from './lmu.ts';
import { lru } from './lru.ts';
import { lstm } from './lstm.ts';
import { mingru } from './mingru.ts';
import { minlstm } from './minlstm.ts';
import { mlstm } from './mlstm.ts';
import { orthogonal } from './orthogonal.ts';
import { withResidual } from './residual.ts';
import { rglru } from './rglru.ts';
import { scrn } from './scrn.ts';
import { slstm } from './slstm.ts';
import { ugrnn } from './ugrnn.ts';

const EQUATIONS: Record<string, CellEquations> = {
  rnn: elman, irnn: elman,
  nprnn: elman, cwrnn: elman, lstm, slstm, gru, ugrnn, mingru, minlstm, indrnn, antisymmetric, orthogonal, scrn, cornn,
  lem, lmu, lru, rglru, deltanet, mlstm,
};

/** @returns whether there is a file for it */
export function hasEquations({ kind }: { kind: string }): boolean {
  return kind in EQUATIONS;
}

export function equationsOf({ kind, residual, layer_norm: normalised }: Part): CellEquations {
  const equations = normalised ? layerNorm : EQUATIONS[kind];
  if (!equations) throw new Error(`The inspector knows no cell "${kind}"; add a file to inspector/cells.`);
  return residual ? withResidual(equations) : equations;
}
