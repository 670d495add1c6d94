/** h = g h + (1 − g) c: one gate that keeps, one candidate. */

import type { CellEquations } from './cell.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import {
  call, line, named, pieces, stateShape, stateSymbol, sumPieces, sumShapes, vectors,
} from '../../core/unit/pieces.ts';
import { gateReading, gradientReading, stateReading } from '../../core/unit/readings.ts';
import { gateGroups, sumGroups, type Back } from '../sums.ts';

/** ∂ℓ/∂(the sum inside g or c). */
function sumGradient({ place, layer, timeStep }: Back): (gate: string, to: number) => number {
  return (gate, to) => {
    const [g, c] = [0, 1].map((block) => gateReading(place, layer, timeStep, block, to).value);
    const gradient = gradientReading(place, layer, timeStep, to).value;
    return gate === 'g' ? gradient * (stateReading(place, layer, timeStep - 1, to).value - c) * g * (1 - g) : gradient
      * (1 - g) * (1 - c * c);
  };
}

export const ugrnn: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    return [
      { id: 'g', apply: 'sigmoid', groups: sumGroups(where, 0) },
      { id: 'c', apply: 'tanh', groups: sumGroups(where, 1) },
      { id: 'h', groups: [
        { name: 'kept', products: [[{ row: 'g' }, stateReading(place, layer, timeStep - 1, unit)]] },
        { name: 'written', products: [[{ row: 'g', through: 'one_minus' }, { row: 'c' }]] },
      ] },
    ];
  },

  toState(back) {
    const { place, layer, timeStep, unit } = back;
    const kept = {
      name: 'kept',
      products: [[gateReading(place, layer, timeStep, 0, unit), gradientReading(place, layer, timeStep, unit)]],
    };
    return [kept, ...gateGroups(back, 'W_hh', sumGradient(back))];
  },

  toInput: (back) => gateGroups(back, 'W_xh', sumGradient(back)),

  symbols(site) {
    const at = named(site);
    return [
      call(at('g'), 'σ', sumPieces(site, 'g')), call(at('c'), 'tanh', sumPieces(site, 'c')),
      pieces(
        `${stateSymbol(site, `${site.time},${site.unit}`)} =`,
        `${at('g')} ${stateSymbol(site, `${site.time - 1},${site.unit}`)}`, `+ (1 − ${at('g')}) ${at('c')}`,
      ),
    ];
  },

  shapes(site) {
    const v = vectors(site);
    return [
      line(v('g'), '= σ(', ...sumShapes(site, 'g'), ')'), line(v('c'), '= tanh(', ...sumShapes(site, 'c'), ')'),
      line(stateShape(site), '=', v('g'), '⊙', stateShape(site, -1), '+ (1 −', v('g'), ') ⊙', v('c')),
    ];
  },

  backTerms: ({ way, time, unit, state }) =>
    [
      ...(way === 'hh' ? [`g_{${time},${unit}} ∂ℓ/∂${state(`${time},${unit}`)}`] : []),
      `Σ_j W_{${way},j${unit}} δ_{${time},j}`,
    ],

  labels: (_site, before) => ({ kept: `g ${before}`, written: '(1−g) c' }),

  backLabels: () => ({ kept: 'g' }),

  slope(place, layer, timeStep, unit) {
    const { value } = gateReading(place, layer, timeStep, 0, unit);
    return { key: 'ugrnn', row: 'g', params: { value: threeFigures(value), share: percent(value) } };
  },
};
