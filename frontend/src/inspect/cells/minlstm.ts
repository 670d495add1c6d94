/** h = f′ h + i′ c, with the shares f′ = f / (f + i) and i′ = i / (f + i), all of the input alone. */

import type { CellEquations } from './cell.ts';
import {
  call, inputPieces, inputShapes, line, named, pieces, stateShape, stateSymbol, vectors,
} from '../../core/unit/pieces.ts';
import { gateReading, gradientReading } from '../../core/unit/readings.ts';
import { closedShare, gateGroups, readGroups } from '../sums.ts';
import { carried, keptBack, keptGroups } from './input_gated.ts';

export const minlstm: CellEquations = {
  ...keptBack('minlstm', 'f′', 'share_f'),

  forward(where) {
    const share = (row: string) => ({ id: `share_${row}`, groups: [
      { name: 'share', products: [[{ row }, { row: 'sum', through: 'inverse' as const }]] },
    ] });
    return [
      { id: 'f', apply: 'sigmoid', groups: readGroups(where, 0) },
      { id: 'i', apply: 'sigmoid', groups: readGroups(where, 1) },
      { id: 'c', groups: readGroups(where, 2) },
      { id: 'sum', groups: [{ name: 'both', products: [[{ row: 'f' }], [{ row: 'i' }]] }] },
      share('f'), share('i'),
      { id: 'h', groups: [
        ...keptGroups(where, 'share_f'),
        { name: 'written', products: [[{ row: 'share_i' }, { row: 'c' }]] },
      ] },
    ];
  },

  toInput(back) {
    const { place, layer, timeStep } = back;
    return gateGroups(back, 'W_xh', (gate, to) => {
      const [f, i, c] = [0, 1, 2].map((block) => gateReading(place, layer, timeStep, block, to).value);
      const gradient = gradientReading(place, layer, timeStep, to).value;
      const before = carried({ ...back, unit: to });
      if (gate === 'c') return gradient * i;
      const toShare = gradient * (before - c) * f * i;
      return gate === 'f'
        ? toShare * closedShare({ ...back, unit: to }, 0)
        : -toShare * closedShare({ ...back, unit: to }, 1);
    });
  },

  symbols(site) {
    const at = named(site);
    const kept = site.recurrent
      ? pieces(`${at('f′')} ${stateSymbol(site, `${site.time - 1},${site.unit}`)}`, `+ ${at('i′')} ${at('c')}`)
      : pieces(`${at('i′')} ${at('c')}`);
    return [
      ...['f', 'i'].map((gate) => call(at(gate), 'σ', inputPieces(site, gate))),
      call(at('c'), '', inputPieces(site, 'c')),
      ...['f', 'i'].map((gate) => pieces(`${at(`${gate}′`)} =`, `${at(gate)} / (${at('f')} + ${at('i')})`)),
      [...pieces(`${stateSymbol(site, `${site.time},${site.unit}`)} =`), ...kept],
    ];
  },

  shapes(site) {
    const v = vectors(site);
    const kept = site.recurrent ? [v('f′'), '⊙', stateShape(site, -1), '+'] : [];
    return [
      ...['f', 'i'].map((gate) => line(v(gate), '= σ(', ...inputShapes(site, gate), ')')),
      line(v('c'), '=', ...inputShapes(site, 'c')),
      ...['f', 'i'].map((gate) => line(v(`${gate}′`), '=', v(gate), '⊘ (', v('f'), '+', v('i'), ')')),
      line(stateShape(site), '=', ...kept, v('i′'), '⊙', v('c')),
    ];
  },

  labels(site, before) {
    const at = named(site);
    return {
      'sum/': `${at('f')} + ${at('i')}`, 'share_f/': at('f′'), 'share_i/': at('i′'),
      both: 'f + i', 'share_f/share': 'f / (f + i)', 'share_i/share': 'i / (f + i)',
      kept: `f′ ${before}`, written: 'i′ c',
    };
  },

  backLabels: () => ({ kept: 'f′', f: 'W_{xh,f} δ', i: 'W_{xh,i} δ', c: 'W_{xh,c} δ' }),
};
