/** h = max(0, W_xh x + b + u h): every unit reads its own last state alone. */

import type { CellEquations } from './cell.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import {
  call, inputPieces, inputShapes, line, pieces, shaped, stateShape, stateSymbol,
} from '../../core/unit/pieces.ts';
import {
  gradientReading, isRecurrent, stateReading, weightReading, type Place, type Reading,
} from '../../core/unit/readings.ts';
import { biasGroup, columnGroup, inputGroup, slopeReading, slopeTimesGradient } from '../sums.ts';

/** u as it counts: held within its bound. */
function ownWeight(place: Place, layer: number, unit: number): Reading {
  const bound = Number(place.cell.largest_weight ?? 1);
  const { value, source } = weightReading(place, `u.${layer}`, unit);
  return { value: isRecurrent(place) ? Math.max(-bound, Math.min(bound, value)) : 0, source };
}

export const indrnn: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const own = {
      name: 'u', products: [[ownWeight(place, layer, unit), stateReading(place, layer, timeStep - 1, unit)]],
    };
    return [{
      id: 'h', apply: 'relu',
      groups: [inputGroup(where, 'W_xh'), biasGroup(where, 'b_xh'), ...(isRecurrent(place) ? [own] : [])],
    }];
  },

  toState({ place, layer, timeStep, unit }) {
    if (!isRecurrent(place)) return [];
    const slope = slopeReading(place, layer, timeStep, unit);
    return [
      { name: 'u', products: [[ownWeight(place, layer, unit), slope, gradientReading(place, layer, timeStep, unit)]] },
    ];
  },

  toInput: (back) => [columnGroup(back, 'W_xh', { sum: slopeTimesGradient(back) })],

  symbols(site) {
    const own =
      site.recurrent ? pieces(`+ u_{${site.unit}} ${stateSymbol(site, `${site.time - 1},${site.unit}`)}`) : [];
    return [call(stateSymbol(site, `${site.time},${site.unit}`), 'ReLU', [...inputPieces(site, ''), ...own])];
  },

  shapes(site) {
    const own = site.recurrent ? ['+', shaped('u', site.hidden), '⊙', stateShape(site, -1)] : [];
    return [line(stateShape(site), '= ReLU(', ...inputShapes(site, ''), ...own, ')')];
  },

  backTerms: ({ way, time, unit, state }) => (way === 'hh'
    ? [`u_{${unit}} f′(z_{${time},${unit}}) ∂ℓ/∂${state(`${time},${unit}`)}`]
    : [`Σ_j W_{xh,j${unit}} f′(z_{${time},j}) ∂ℓ/∂${state(`${time},j`)}`]),

  labels: (_site, before) => ({ u: `u ${before}` }),

  backLabels: () => ({ u: 'u f′ ∂ℓ', W_xh: 'W_{xh} f′ ∂ℓ' }),

  slope(place, layer, timeStep, unit) {
    const slope = slopeReading(place, layer, timeStep, unit).value;
    const u = ownWeight(place, layer, unit).value;
    return { key: slope > 0 ? 'indrnn' : 'indrnn_off', params: { u: threeFigures(u), share: percent(u) } };
  },
};
