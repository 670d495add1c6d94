/** h = h + ε tanh(W_xh x + b + (A − Aᵀ − γ I) h): a small step along a field that only turns. */

import type { CellEquations } from './cell.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import {
  call, inputPieces, inputShapes, line, matrixTimes, named, pieces, stateShape, stateSymbol, vectors,
} from '../../core/unit/pieces.ts';
import {
  constantReading, gradientReading, isRecurrent, stateReading, weightReading, type Place, type Reading,
} from '../../core/unit/readings.ts';
import {
  biasGroup, columnGroup, inputGroup, productsGroup, slopeReading, slopeTimesGradient, unitsOf,
} from '../sums.ts';

/** An entry of A − Aᵀ − γ I. */
function generatorReading(place: Place, layer: number, row: number, column: number): Reading {
  const [there, back] = [
    weightReading(place, `A.${layer}`, row, column).value, weightReading(place, `A.${layer}`, column, row).value,
  ];
  return {
    value: there - back - (row === column ? Number(place.cell.damping) : 0), source: `effective/M[${row},${column}]`,
  };
}

/** ε f′ ∂ℓ/∂h: what a sum sends back. */
function stepTimesGradient(back: import('../sums.ts').Back) {
  const sum = slopeTimesGradient(back);
  return (to: number) => [constantReading(back.place, 'step_size'), ...sum(to)];
}

export const antisymmetric: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const turned = productsGroup('M', place, (from) =>
      [generatorReading(place, layer, unit, from), stateReading(place, layer, timeStep - 1, from)]);
    return [
      {
        id: 'v', apply: 'tanh',
        groups: [inputGroup(where, 'W_xh'), biasGroup(where, 'b_xh'), ...(isRecurrent(place) ? [turned] : [])],
      },
      { id: 'h', groups: [
        { name: 'kept', products: [[stateReading(place, layer, timeStep - 1, unit)]] },
        { name: 'moved', products: [[constantReading(place, 'step_size'), { row: 'v' }]] },
      ] },
    ];
  },

  toState(back) {
    const { place, layer, timeStep, unit } = back;
    const kept = { name: 'kept', products: [[gradientReading(place, layer, timeStep, unit)]] };
    if (!isRecurrent(place)) return [kept];
    const sum = stepTimesGradient(back);
    return [
      kept, { name: 'M', products: unitsOf(place).map((to) => [generatorReading(place, layer, to, unit), ...sum(to)]) },
    ];
  },

  toInput: (back) => [columnGroup(back, 'W_xh', { sum: stepTimesGradient(back) })],

  symbols(site) {
    const { time, unit } = site;
    const v = named(site)('v');
    const turned = site.recurrent ? pieces(`+ Σ_j M_{${unit}j} ${stateSymbol(site, `${time - 1},j`)}`) : [];
    return [
      ...(site.recurrent ? [pieces('M =', 'A − A^T − γ I')] : []),
      call(v, 'tanh', [...inputPieces(site, ''), ...turned]),
      pieces(`${stateSymbol(site, `${time},${unit}`)} =`, stateSymbol(site, `${time - 1},${unit}`), `+ ε ${v}`),
    ];
  },

  shapes(site) {
    const v = vectors(site);
    const turned = site.recurrent ? ['+', ...matrixTimes(site, '(A − A^T − γ I)', stateShape(site, -1))] : [];
    return [line(v('v'), '= tanh(', ...inputShapes(site, ''), ...turned, ')'), line(
      stateShape(site), '=', stateShape(site, -1), '+ ε', v('v'),
    )];
  },

  backTerms: ({ way, time, unit, state }) => [
    ...(way === 'hh' ? [`∂ℓ/∂${state(`${time},${unit}`)}`] : []),
    `Σ_j ${way === 'hh' ? `M_{j${unit}}` : `W_{xh,j${unit}}`} ε f′(z_{${time},j}) ∂ℓ/∂${state(`${time},j`)}`,
  ],

  labels: (_site, before) => ({ M: `(A − A^T − γ I) ${before}`, kept: before, moved: 'ε v' }),

  backLabels: () => ({ kept: '', M: '(A − A^T − γ I) ε f′ ∂ℓ', W_xh: 'W_{xh} ε f′ ∂ℓ' }),

  slope(place, layer, timeStep, unit) {
    const slope = slopeReading(place, layer, timeStep, unit).value;
    return {
      key: 'antisymmetric',
      params: { share: percent(1), step: threeFigures(Number(place.cell.step_size)), slope: threeFigures(slope) },
    };
  },
};
