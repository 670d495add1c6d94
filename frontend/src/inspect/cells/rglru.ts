/** h = a h + √(1 − a²) i u with the decay a = exp(−8 r softplus(Λ)), all of the input alone. */

import type { CellEquations } from './cell.ts';
import {
  call, inputPieces, inputShapes, line, named, pieces, shaped, stateShape, stateSymbol, vectors,
} from '../../core/unit/pieces.ts';
import { gateReading, gradientReading, weightReading } from '../../core/unit/readings.ts';
import { closedShare, gateGroups, readGroups, type Where } from '../sums.ts';
import { logOpenDecay } from './decay.ts';
import { carried, keptBack, keptGroups } from './input_gated.ts';

/** ∂h/∂(the sum inside a gate) of a unit, whose r and i see the input alone. */
function sumSlopes(where: Where): Record<string, number> {
  const { place, layer, timeStep, unit } = where;
  const [i, u] = [1, 2].map((gate) => gateReading(place, layer, timeStep, gate, unit).value);
  const closed = closedShare(where, 0);
  const logDecay = (1 - closed) * logOpenDecay(weightReading(place, `Lambda.${layer}`, unit).value);
  const decay = Math.exp(logDecay);
  const scale = Math.sqrt(-Math.expm1(2 * logDecay));
  const before = carried(where);
  return {
    a: logDecay * closed * (decay * before - (decay * decay / scale) * i * u), i: scale * i * (1 - i) * u, u: scale * i,
  };
}

export const rglru: CellEquations = {
  ...keptBack('rglru', 'a', 'a'),

  forward(where) {
    const { place, layer, unit } = where;
    return [
      { id: 'r', apply: 'sigmoid', groups: readGroups(where, 0) },
      { id: 'i', apply: 'sigmoid', groups: readGroups(where, 1) },
      { id: 'u', groups: readGroups(where, 2) },
      { id: 'log_a', groups: [{
        name: 'rate', products: [[{ ...weightReading(place, `Lambda.${layer}`, unit), through: 'decay' }, { row: 'r' }]],
      }] },
      { id: 'a', groups: [{ name: 'decay', products: [[{ row: 'log_a', through: 'exp' }]] }] },
      { id: 'h', groups: [
        ...keptGroups(where, 'a'),
        { name: 'written', products: [[{ row: 'a', through: 'complement' as const }, { row: 'i' }, { row: 'u' }]] },
      ] },
    ];
  },

  toInput(back) {
    const { place, layer, timeStep } = back;
    return gateGroups(back, 'W_xh', (gate, to) =>
      gradientReading(place, layer, timeStep, to).value * sumSlopes({ ...back, unit: to })[gate]);
  },

  symbols(site) {
    const at = named(site);
    const written = `√(1 − ${at('a')}^2) ${at('i')} ${at('u')}`;
    const kept = site.recurrent ? [`${at('a')} ${stateSymbol(site, `${site.time - 1},${site.unit}`)}`] : [];
    return [
      call(at('r'), 'σ', inputPieces(site, 'a')), call(at('i'), 'σ', inputPieces(site, 'i')),
      call(at('u'), '', inputPieces(site, 'u')),
      pieces(`${at('a')} = exp(−8 ${at('r')} softplus(Λ_{${site.unit}}))`),
      pieces(
        `${stateSymbol(site, `${site.time},${site.unit}`)} =`, ...kept, kept.length ? `+ ${written}` : written,
      ),
    ];
  },

  shapes(site) {
    const v = vectors(site);
    const kept = site.recurrent ? [v('a'), '⊙', stateShape(site, -1), '+'] : [];
    return [
      line(v('r'), '= σ(', ...inputShapes(site, 'a'), ')'), line(v('i'), '= σ(', ...inputShapes(site, 'i'), ')'),
      line(v('u'), '=', ...inputShapes(site, 'u')),
      line(v('a'), '= exp(−8', v('r'), '⊙ softplus(', shaped('Λ', site.hidden), '))'),
      line(stateShape(site), '=', ...kept, '√(1 −', v('a'), '⊙', v('a'), ') ⊙', v('i'), '⊙', v('u')),
    ];
  },

  labels: (site, before) => ({
    'log_a/': `ln ${named(site)('a')}`, rate: '−8 softplus(Λ) r', decay: 'exp(ln a)', kept: `a ${before}`,
    written: '√(1 − a^2) i u',
  }),

  backLabels: () => ({ kept: 'a', a: 'W_{xh,a} δ', i: 'W_{xh,i} δ', u: 'W_{xh,u} δ' }),
};
