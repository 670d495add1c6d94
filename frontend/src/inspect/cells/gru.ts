/** Gates r, z, n; h = (1 − z) n + z h, with the reset after the matrix product. */

import type { CellEquations } from './cell.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import {
  call, closed, inputPieces, inputShapes, line, named, pieces, recurrentPieces, recurrentShapes, stateShape,
  stateSymbol, sumPieces, sumShapes, vectors,
} from '../../core/unit/pieces.ts';
import {
  gateReading, gradientReading, hiddenSize, isLinked, stateReading, weightReading,
} from '../../core/unit/readings.ts';
import { gateGroups, namedGroups, sumGroups, type Back } from '../sums.ts';

/** W_hh h + b_hh of the candidate, before the reset. */
function recurrentSum({ place, layer, timeStep, unit }: Back) {
  const size = hiddenSize(place);
  let sum = weightReading(place, `b_hh.${layer}`, 2 * size + unit).value;
  for (let from = 0; from < size; from += 1) {
    if (!isLinked(place, unit, from)) continue;
    sum += weightReading(place, `W_hh.${layer}`, 2 * size + unit, from).value
      * stateReading(place, layer, timeStep - 1, from).value;
  }
  return sum;
}

/**
 * ∂ℓ/∂(the sum inside a gate).
 * @param recurrent whether the part is meant that W_hh makes: the reset multiplies it
 */
function sumGradient(back: Back, recurrent: boolean): (gate: string, to: number) => number {
  const { place, layer, timeStep } = back;
  return (gate, to) => {
    const [r, z, n] = [0, 1, 2].map((block) => gateReading(place, layer, timeStep, block, to).value);
    const gradient = gradientReading(place, layer, timeStep, to).value;
    const candidate = gradient * (1 - z) * (1 - n * n);
    switch (gate) {
      case 'r': return candidate * recurrentSum({ ...back, unit: to }) * r * (1 - r);
      case 'z': return gradient * (stateReading(place, layer, timeStep - 1, to).value - n) * z * (1 - z);
      default: return recurrent ? candidate * r : candidate;
    }
  };
}

export const gru: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const [input, inputBias, recurrent, recurrentBias] = namedGroups(where, 2);
    const reset = [...recurrent.products, ...recurrentBias.products];
    return [
      { id: 'r', apply: 'sigmoid', groups: sumGroups(where, 0) },
      { id: 'z', apply: 'sigmoid', groups: sumGroups(where, 1) },
      { id: 'n', apply: 'tanh', groups: [input, inputBias, { name: 'reset', products: reset, times: { row: 'r' } }] },
      { id: 'h', groups: [
        { name: 'written', products: [[{ row: 'z', through: 'one_minus' }, { row: 'n' }]] },
        { name: 'kept', products: [[{ row: 'z' }, stateReading(place, layer, timeStep - 1, unit)]] },
      ] },
    ];
  },

  toState(back) {
    const { place, layer, timeStep, unit } = back;
    const kept = {
      name: 'kept',
      products: [[gateReading(place, layer, timeStep, 1, unit), gradientReading(place, layer, timeStep, unit)]],
    };
    return [kept, ...gateGroups(back, 'W_hh', sumGradient(back, true))];
  },

  toInput: (back) => gateGroups(back, 'W_xh', sumGradient(back, false)),

  symbols(site) {
    const at = named(site);
    const before = stateSymbol(site, `${site.time - 1},${site.unit}`);
    return [
      ...['r', 'z'].map((gate) => call(at(gate), 'σ', sumPieces(site, gate))),
      [
        ...pieces(`${at('n')} = tanh(`), ...inputPieces(site, 'n'), ...pieces(`+ ${at('r')} (`),
        ...closed(recurrentPieces(site, 'n', ''), '))'),
      ],
      pieces(
        `${stateSymbol(site, `${site.time},${site.unit}`)} =`, `(1 − ${at('z')}) ${at('n')}`, `+ ${at('z')} ${before}`,
      ),
    ];
  },

  shapes(site) {
    const v = vectors(site);
    return [
      ...['r', 'z'].map((gate) => line(v(gate), '= σ(', ...sumShapes(site, gate), ')')),
      line(v('n'), '= tanh(', ...inputShapes(site, 'n'), '+', v('r'), '⊙ (', ...recurrentShapes(site, 'n'), '))'),
      line(stateShape(site), '= (1 −', v('z'), ') ⊙', v('n'), '+', v('z'), '⊙', stateShape(site, -1)),
    ];
  },

  backTerms: ({ way, time, unit, state }) =>
    [
      ...(way === 'hh' ? [`z_{${time},${unit}} ∂ℓ/∂${state(`${time},${unit}`)}`] : []),
      `Σ_j W_{${way},j${unit}} δ_{${time},j}`,
    ],

  labels: (site, before) => ({
    reset: `r_{${site.time}} (W_{hh} ${before} + b_{hh})`, kept: `z ${before}`, written: '(1−z) n',
  }),

  backLabels: () => ({ kept: 'z' }),

  slope(place, layer, timeStep, unit) {
    const { value } = gateReading(place, layer, timeStep, 1, unit);
    return { key: 'gru', row: 'z', params: { value: threeFigures(value), share: percent(value) } };
  },
};
