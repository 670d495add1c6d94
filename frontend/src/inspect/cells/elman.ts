/**
 * h = f(W_xh x + b + W_hh h): the simple network and those that only start otherwise; a clockwork unit keeps h between
 * its beats.
 */

import type { CellEquations } from './cell.ts';
import { candidateActivation } from '../../core/model/activation_curves.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import {
  call, functionName, line, pieces, stateShape, stateSymbol, sumPieces, sumShapes,
} from '../../core/unit/pieces.ts';
import { fires, gradientReading, isRecurrent, stateReading, unitPeriod } from '../../core/unit/readings.ts';
import { columnGroup, linkedFrom, slopeReading, slopeTimesGradient, sumGroups } from '../sums.ts';

export const elman: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    if (!fires(place, unit, timeStep)) {
      return [{ id: 'h', groups: [{ name: 'kept', products: [[stateReading(place, layer, timeStep - 1, unit)]] }] }];
    }
    return [{ id: 'h', apply: candidateActivation(place.cell), groups: sumGroups(where) }];
  },

  toState(back) {
    const { place, layer, timeStep, unit } = back;
    const kept = fires(place, unit, timeStep)
      ? []
      : [{ name: 'kept', products: [[gradientReading(place, layer, timeStep, unit)]] }];
    if (!isRecurrent(place)) return kept;
    const column = columnGroup(back, 'W_hh', { sum: slopeTimesGradient(back), linked: linkedFrom(back) });
    return column.products.length ? [...kept, column] : kept;
  },

  toInput(back) {
    const { place, timeStep } = back;
    return [columnGroup(back, 'W_xh', { sum: slopeTimesGradient(back), linked: (to) => fires(place, to, timeStep) })];
  },

  symbols(site, cell) {
    const h = stateSymbol(site, `${site.time},${site.unit}`);
    if (site.rests) return [pieces(`${h} =`, stateSymbol(site, `${site.time - 1},${site.unit}`))];
    return [call(h, functionName(candidateActivation(cell)), sumPieces(site))];
  },

  shapes(site, cell) {
    const name = functionName(candidateActivation(cell));
    return [line(stateShape(site), name ? `= ${name}(` : '=', ...sumShapes(site), ...(name ? [')'] : []))];
  },

  backTerms: ({ way, time, unit, state }) => [`Σ_j W_{${way},j${unit}} f′(z_{${time},j}) ∂ℓ/∂${state(`${time},j`)}`],

  labels: (_site, before) => ({ kept: before }),

  backLabels: () => ({ W_hh: 'W_{hh} f′ ∂ℓ', W_xh: 'W_{xh} f′ ∂ℓ' }),

  slope(place, layer, timeStep, unit): { key: string, params: Record<string, string | number> } {
    if (!fires(place, unit, timeStep)) return { key: 'rests', params: { period: unitPeriod(place, unit) } };
    const { value } = slopeReading(place, layer, timeStep, unit);
    return { key: 'plain', params: { slope: threeFigures(value), share: percent(value) } };
  },
};
