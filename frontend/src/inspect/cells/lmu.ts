/**
 * A memory m that holds the last θ time steps of one signal u, m = A m + B u, and units that read it,
 * h = tanh(W_xh x + W_hh h + W_mh m). A and B follow from θ and the order of m; they are written A_θ and B_θ.
 */

import type { CellEquations } from './cell.ts';
import type { Tensor } from '../../core/model/types.ts';
import { threeFigures } from '../../core/text/number.ts';
import {
  call, inputSymbol, line, matrixTimes, matrixTimesInput, pieces, shaped, stateShape, stateSymbol,
} from '../../core/unit/pieces.ts';
import {
  gradientReading, isRecurrent, secondReading, stateReading, weightReading, type Place, type Reading,
} from '../../core/unit/readings.ts';
import { matrixExponential, type Matrix } from '../matrix_exponential.ts';
import {
  columnGroup, inputGroup, linkedFrom, productsGroup, recurrentGroup, slopeReading, slopeTimesGradient, unitsOf,
} from '../sums.ts';
import { backThroughTime } from '../second_gradient.ts';

const steps = new WeakMap<Tensor, Matrix>();

/** A_θ with B_θ as its last column, once for as long as the cell's weights live. */
export function windowStep({ cell, lane }: Place): Matrix {
  const weights = lane.weights?.['W_mh.0'];
  if (!weights) throw new Error('The frame carries no weight W_mh.0.');
  const known = steps.get(weights);
  if (known) return known;
  const [order, theta] = [Number(cell.order), Number(cell.theta)];
  const entry = (row: number, column: number) => {
    const sign = column === order ? (-1) ** row : row < column ? -1 : (-1) ** (row - column + 1);
    return row === order ? 0 : sign * (2 * row + 1) / theta;
  };
  const size = order + 1;
  const found = matrixExponential(Array.from({ length: size }, (_, row) =>
    Float64Array.from({ length: size }, (_none, column) => entry(row, column)))).slice(0, order);
  steps.set(weights, found);
  return found;
}

function numbersOf({ cell }: Place): number[] {
  return Array.from({ length: Number(cell.order) }, (_, number) => number);
}

/** What a unit reads of a number of the last m, or (column: the order) of u: an entry of W_mh (A_θ, B_θ). */
function readReading(place: Place, layer: number, unit: number, column: number): Reading {
  const step = windowStep(place);
  const value = numbersOf(place).reduce(
    (sum, row) => sum + weightReading(place, `W_mh.${layer}`, unit, row).value * step[row][column], 0,
  );
  return { value, source: `effective/W_mh ${column < step.length ? `A_θ[${unit},${column}]` : `B_θ[${unit}]`}` };
}

/** ∂ℓ/∂m of a layer: through h of the same time step, and through m and u of the next. */
export function windowGradients(place: Place, layer: number): Float64Array[] {
  const numbers = numbersOf(place);
  const step = windowStep(place);
  return backThroughTime(place, `m/${layer}`, numbers.length, (time, later) => {
    const signal = numbers.reduce((sum, row) => sum + step[row][numbers.length] * later[row], 0);
    return numbers.map((number) => {
      const through = weightReading(place, `e_m.${layer}`, 0, number).value * signal;
      const aged = numbers.reduce((sum, row) => sum + step[row][number] * later[row], through);
      return unitsOf(place).reduce((sum, to) => sum + weightReading(place, `W_mh.${layer}`, to, number).value
        * slopeReading(place, layer, time, to).value * gradientReading(place, layer, time, to).value, aged);
    });
  });
}

/** ∂ℓ/∂u. */
function signalGradient(place: Place, layer: number, timeStep: number): Reading {
  const step = windowStep(place);
  const later = windowGradients(place, layer)[timeStep];
  const value = numbersOf(place).reduce((sum, row) => sum + step[row][step.length] * later[row], 0);
  return { value, source: `signal_gradient/u[${layer},${timeStep}]` };
}

export const lmu: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const numbers = numbersOf(place);
    const before = (number: number) => secondReading(place, 'm', layer, timeStep - 1, number);
    return [
      { id: 'u', groups: [
        inputGroup(where, 'e_x', 0),
        ...(isRecurrent(place) ? [
          productsGroup('e_h', place, (from) =>
            [weightReading(place, `e_h.${layer}`, 0, from), stateReading(place, layer, timeStep - 1, from)]),
          { name: 'e_m', products: numbers.map((number) =>
            [weightReading(place, `e_m.${layer}`, 0, number), before(number)]) },
        ] : []),
      ] },
      { id: 'read', groups: [
        { name: 'aged', products: numbers.map((number) => [readReading(place, layer, unit, number), before(number)]) },
        { name: 'entered', products: [[readReading(place, layer, unit, numbers.length), { row: 'u' }]] },
      ] },
      { id: 'h', apply: 'tanh', groups: [
        { name: 'W_mh', products: [[{ row: 'read' }]] },
        inputGroup(where, 'W_xh'), ...(isRecurrent(place) ? [recurrentGroup(where)] : []),
      ] },
    ];
  },

  toState(back) {
    const { place, layer, timeStep } = back;
    return isRecurrent(place) ? [
      columnGroup(back, 'W_hh', { sum: slopeTimesGradient(back), linked: linkedFrom(back) }),
      columnGroup(back, 'e_h', { rows: [0], sum: () => [signalGradient(place, layer, timeStep)] }),
    ] : [];
  },

  toInput(back) {
    const { place, layer, timeStep } = back;
    return [
      columnGroup(back, 'W_xh', { sum: slopeTimesGradient(back) }),
      columnGroup(back, 'e_x', { rows: [0], sum: () => [signalGradient(place, layer, timeStep)] }),
    ];
  },

  symbols(site) {
    const { time, unit } = site;
    const x = inputSymbol(site, `${time},j`);
    const h = stateSymbol(site, `${time - 1},j`);
    return [
      pieces(`u_{${time}} =`, `Σ_j e_{x,j} ${x}`, ...(site.recurrent
        ? [`+ Σ_j e_{h,j} ${h}`, `+ Σ_j e_{m,j} m_{${time - 1},j}`] : [])),
      pieces(`m_{${time}} =`, `A_θ m_{${time - 1}}`, `+ B_θ u_{${time}}`),
      call(stateSymbol(site, `${time},${unit}`), 'tanh', pieces(
        `Σ_j W_{mh,${unit}j} m_{${time},j}`, `+ Σ_j W_{xh,${unit}j} ${x}`,
        ...(site.recurrent ? [`+ Σ_j W_{hh,${unit}j} ${h}`] : []),
      )),
    ];
  },

  shapes(site, cell) {
    const order = Number(cell.order);
    const m = (by = 0) => shaped(`m_{${site.time + by}}`, order);
    const u = shaped(`u_{${site.time}}`, 1);
    const carried = site.recurrent
      ? ['+', shaped('e_h', `1×${site.hidden}`), stateShape(site, -1), '+', shaped('e_m', `1×${order}`), m(-1)] : [];
    const recurrent = site.recurrent ? ['+', ...matrixTimes(site, 'W_{hh}', stateShape(site, -1))] : [];
    const [, x] = matrixTimesInput(site, '');
    return [
      line(u, '=', shaped('e_x', `1×${site.input}`), x, ...carried),
      line(m(), '=', shaped('A_θ', `${order}×${order}`), m(-1), '+', shaped('B_θ', order), u),
      line(
        stateShape(site), '= tanh(', shaped('W_{mh}', `${site.hidden}×${order}`), m(), '+',
        ...matrixTimesInput(site, 'W_{xh}'), ...recurrent, ')',
      ),
    ];
  },

  backTerms: ({ way, time, unit, state }) => [
    `Σ_j W_{${way},j${unit}} f′(z_{${time},j}) ∂ℓ/∂${state(`${time},j`)}`,
    `e_{${way === 'xh' ? 'x' : 'h'},${unit}} ∂ℓ/∂u_{${time}}`,
  ],

  labels: (site, before) => ({
    'u/': `u_{${site.time}}`, e_x: `e_x ${inputSymbol(site, String(site.time))}`, e_h: `e_h ${before}`,
    e_m: `e_m m_{${site.time - 1}}`,
    'read/': `W_{mh} m_{${site.time}}`, aged: `W_{mh} A_θ m_{${site.time - 1}}`, entered: `W_{mh} B_θ u_{${site.time}}`,
    W_mh: `W_{mh} m_{${site.time}}`,
  }),

  backLabels: () => ({
    W_hh: 'W_{hh} f′ ∂ℓ', W_xh: 'W_{xh} f′ ∂ℓ', e_h: 'e_h ∂ℓ/∂u', e_x: 'e_x ∂ℓ/∂u',
  }),

  slope(place, layer, timeStep, unit) {
    return { key: 'lmu', params: {
      slope: threeFigures(slopeReading(place, layer, timeStep, unit).value), theta: String(Number(place.cell.theta)),
    } };
  },
};
