/** z = W_xh x + Q h with Q = exp(A − Aᵀ), h = sgn(z) max(0, |z| + b): a rotation, then a modReLU. */

import type { CellEquations } from './cell.ts';
import type { LaneFrame, Tensor } from '../../core/model/types.ts';
import { threeFigures } from '../../core/text/number.ts';
import { matrixExponential } from '../matrix_exponential.ts';
import {
  call, line, matrixTimes, matrixTimesInput, named, pieces, shaped, stateShape, stateSymbol, vectors,
} from '../../core/unit/pieces.ts';
import {
  at, gradientReading, hiddenSize, isRecurrent, preActivationReading, stateReading, weightReading, type Place,
  type Reading,
} from '../../core/unit/readings.ts';
import { columnGroup, inputGroup, productsGroup, unitsOf } from '../sums.ts';

const rotations = new WeakMap<Tensor, Float64Array[]>();

/** Q, once for as long as A lives. */
function rotationOf({ weights }: LaneFrame, layer: number): Float64Array[] {
  const A = weights?.[`A.${layer}`];
  if (!A) throw new Error(`The frame carries no weight A.${layer}.`);
  const known = rotations.get(A);
  if (known) return known;
  const size = A.shape[0];
  const skew = Array.from({ length: size }, (_, row) =>
    Float64Array.from({ length: size }, (_none, column) => at(A, row, column) - at(A, column, row)));
  const rotation = matrixExponential(skew);
  rotations.set(A, rotation);
  return rotation;
}

function rotationReading({ lane }: Place, layer: number, row: number, column: number): Reading {
  return { value: rotationOf(lane, layer)[row][column], source: `effective/Q[${row},${column}]` };
}

/** 1 where the modReLU lets z through, else 0. */
function passReading(place: Place, layer: number, timeStep: number, unit: number): Reading {
  const { value, source } = preActivationReading(place, layer, timeStep, unit);
  const threshold = weightReading(place, `b_mod.${layer}`, unit).value;
  return { value: value !== 0 && Math.abs(value) + threshold > 0 ? 1 : 0, source };
}

function passTimesGradient({ place, layer, timeStep }: import('../sums.ts').Back) {
  return (to: number) => [passReading(place, layer, timeStep, to), gradientReading(place, layer, timeStep, to)];
}

export const orthogonal: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const turned = productsGroup(
      'Q', place, (from) => [rotationReading(place, layer, unit, from), stateReading(place, layer, timeStep - 1, from)],
    );
    const sum = { id: 'z', groups: [inputGroup(where, 'W_xh'), ...(isRecurrent(place) ? [turned] : [])] };
    const z = preActivationReading(place, layer, timeStep, unit).value;
    if (passReading(place, layer, timeStep, unit).value === 0) {
      return [sum, { id: 'h', groups: [{ name: 'held_back', products: [] }] }];
    }
    const { value, source } = weightReading(place, `b_mod.${layer}`, unit);
    return [sum, { id: 'h', groups: [{ name: 'z', products: [[{ row: 'z' }]] }, {
      name: 'b_mod', products: [[{ value: Math.sign(z) * value, source }]],
    }] }];
  },

  toState(back) {
    const { place, layer, unit } = back;
    if (!isRecurrent(place)) return [];
    const sum = passTimesGradient(back);
    return [{ name: 'Q', products: unitsOf(place).map((to) => [rotationReading(place, layer, to, unit), ...sum(to)]) }];
  },

  toInput: (back) => [columnGroup(back, 'W_xh', { sum: passTimesGradient(back) })],

  symbols(site) {
    const { time, unit } = site;
    const z = named(site)('z');
    const turned = site.recurrent ? pieces(`+ Σ_j Q_{${unit}j} ${stateSymbol(site, `${time - 1},j`)}`) : [];
    const read = pieces(
      `Σ_j W_{xh,${unit}j} ${site.layer === 0 ? `x_{${time},j}` : `h_{${time},j}^{(${site.layer})}`}`,
    );
    return [pieces('Q =', 'exp(A − A^T)'), call(z, '', [...read, ...turned]), pieces(
      `${stateSymbol(site, `${time},${unit}`)} =`, `sgn(${z})`, `max(0, |${z}| + b_{mod,${unit}})`,
    )];
  },

  shapes(site) {
    const { hidden } = site;
    const v = vectors(site);
    const turned = site.recurrent ? ['+', ...matrixTimes(site, 'Q', stateShape(site, -1))] : [];
    return [
      line(
        shaped('Q', `${hidden}×${hidden}`), '= exp(', shaped('A', `${hidden}×${hidden}`), '−',
        shaped('A^T', `${hidden}×${hidden}`), ')',
      ),
      line(v('z'), '=', ...matrixTimesInput(site, 'W_{xh}'), ...turned),
      line(stateShape(site), '= sgn(', v('z'), ') ⊙ max(0, |', v('z'), '| +', shaped('b_{mod}', hidden), ')'),
    ];
  },

  backTerms: ({ way, time, unit, state }) =>
    [`Σ_j ${way === 'hh' ? `Q_{j${unit}}` : `W_{xh,j${unit}}`} f′(z_{${time},j}) ∂ℓ/∂${state(`${time},j`)}`],

  labels: (_site, before) => ({ Q: `Q ${before}`, z: 'z', b_mod: 'sgn(z) b_{mod}', held_back: '|z| + b_{mod} < 0' }),

  backLabels: () => ({ Q: 'Q f′ ∂ℓ', W_xh: 'W_{xh} f′ ∂ℓ' }),

  slope(place, layer, timeStep, unit) {
    const passing = unitsOf(place).filter((to) => passReading(place, layer, timeStep, to).value === 1).length;
    const key = passReading(place, layer, timeStep, unit).value ? 'orthogonal' : 'orthogonal_off';
    return { key, params: {
      passing, units: hiddenSize(place), threshold: threeFigures(weightReading(place, `b_mod.${layer}`, unit).value),
    } };
  },
};
