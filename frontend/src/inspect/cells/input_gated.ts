/** What cells share whose gates see the input alone: one gate, the first, says how much of the last state stays. */

import type { CellEquations } from './cell.ts';
import type { Group } from '../term_list.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import { gateReading, gradientReading, isRecurrent, stateReading } from '../../core/unit/readings.ts';
import type { Where } from '../sums.ts';

/** @param row what multiplies the last state */
export function keptGroups({ place, layer, timeStep, unit }: Where, row: string): Group[] {
  if (!isRecurrent(place)) return [];
  return [{ name: 'kept', products: [[{ row }, stateReading(place, layer, timeStep - 1, unit)]] }];
}

/** @returns h_{t−1}, 0 where nothing is carried */
export function carried({ place, layer, timeStep, unit }: Where): number {
  return isRecurrent(place) ? stateReading(place, layer, timeStep - 1, unit).value : 0;
}

/** @param keep symbol of the gate that keeps @param row of the equation that has it */
export function keptBack(
  kind: string,
  keep: string,
  row: string,
): Pick<CellEquations, 'toState' | 'backTerms' | 'slope'> {
  return {
    toState({ place, layer, timeStep, unit }) {
      if (!isRecurrent(place)) return [];
      return [{
        name: 'kept',
        products: [[gateReading(place, layer, timeStep, 0, unit), gradientReading(place, layer, timeStep, unit)]],
      }];
    },

    backTerms: ({ way, time, unit, state }) => (way === 'hh'
      ? [`${keep}_{${time},${unit}} ∂ℓ/∂${state(`${time},${unit}`)}`]
      : [`Σ_j W_{xh,j${unit}} δ_{${time},j}`]),

    slope(place, layer, timeStep, unit) {
      const { value } = gateReading(place, layer, timeStep, 0, unit);
      return { key: kind, row, params: { value: threeFigures(value), share: percent(value) } };
    },
  };
}
