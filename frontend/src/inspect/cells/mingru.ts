/** h = k h + (1 − k) c, with k and c of the input alone. */

import type { CellEquations } from './cell.ts';
import {
  call, inputPieces, inputShapes, line, named, pieces, stateShape, stateSymbol, vectors,
} from '../../core/unit/pieces.ts';
import { gateReading, gradientReading } from '../../core/unit/readings.ts';
import { gateGroups, readGroups } from '../sums.ts';
import { carried, keptBack, keptGroups } from './input_gated.ts';

export const mingru: CellEquations = {
  ...keptBack('mingru', 'k', 'k'),

  forward(where) {
    return [
      { id: 'k', apply: 'sigmoid', groups: readGroups(where, 0) },
      { id: 'c', groups: readGroups(where, 1) },
      { id: 'h', groups: [
        ...keptGroups(where, 'k'),
        { name: 'written', products: [[{ row: 'k', through: 'one_minus' as const }, { row: 'c' }]] },
      ] },
    ];
  },

  toInput(back) {
    const { place, layer, timeStep } = back;
    return gateGroups(back, 'W_xh', (gate, to) => {
      const [k, c] = [0, 1].map((block) => gateReading(place, layer, timeStep, block, to).value);
      const gradient = gradientReading(place, layer, timeStep, to).value;
      const before = carried({ ...back, unit: to });
      return gate === 'k' ? gradient * (before - c) * k * (1 - k) : gradient * (1 - k);
    });
  },

  symbols(site) {
    const at = named(site);
    const kept = site.recurrent
      ? pieces(`${at('k')} ${stateSymbol(site, `${site.time - 1},${site.unit}`)}`, `+ (1 − ${at('k')}) ${at('c')}`)
      : pieces(`(1 − ${at('k')}) ${at('c')}`);
    return [
      call(at('k'), 'σ', inputPieces(site, 'k')), call(at('c'), '', inputPieces(site, 'c')),
      [...pieces(`${stateSymbol(site, `${site.time},${site.unit}`)} =`), ...kept],
    ];
  },

  shapes(site) {
    const v = vectors(site);
    const kept = site.recurrent ? [v('k'), '⊙', stateShape(site, -1), '+'] : [];
    return [
      line(v('k'), '= σ(', ...inputShapes(site, 'k'), ')'), line(v('c'), '=', ...inputShapes(site, 'c')),
      line(stateShape(site), '=', ...kept, '(1 −', v('k'), ') ⊙', v('c')),
    ];
  },

  labels: (_site, before) => ({ kept: `k ${before}`, written: '(1−k) c' }),

  backLabels: () => ({ kept: 'k', k: 'W_{xh,k} δ', c: 'W_{xh,c} δ' }),
};
