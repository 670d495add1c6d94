/**
 * A context s that fades at a fixed rate, s = α s + (1 − α) W_xs x, and units that read it, h = σ(W_sh s + W_xh x +
 * W_hh h).
 */

import type { CellEquations } from './cell.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import {
  call, inputSymbol, line, matrixTimes, matrixTimesInput, named, pieces, stateShape, stateSymbol, vectors,
} from '../../core/unit/pieces.ts';
import {
  constantReading, gradientReading, hiddenSize, isRecurrent, secondReading, weightReading, type Place,
} from '../../core/unit/readings.ts';
import {
  columnGroup, inputGroup, linkedFrom, productsGroup, recurrentGroup, slopeReading, slopeTimesGradient,
} from '../sums.ts';
import { backThroughTime } from '../second_gradient.ts';

/** ∂ℓ/∂s of a layer: through h of the same time step, and α of what comes from the next. */
export function contextGradients(place: Place, layer: number): Float64Array[] {
  const size = hiddenSize(place);
  const keep = Number(place.cell.context_keep);
  return backThroughTime(place, `s/${layer}`, size, (time, later) => later.map((fading, unit) => {
    let sum = keep * fading;
    for (let to = 0; to < size; to += 1) {
      sum += weightReading(place, `W_sh.${layer}`, to, unit).value * slopeReading(place, layer, time, to).value
        * gradientReading(place, layer, time, to).value;
    }
    return sum;
  }));
}

export const scrn: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    return [
      { id: 's', groups: [
        {
          name: 'kept',
          products: [[constantReading(place, 'context_keep'), secondReading(place, 's', layer, timeStep - 1, unit)]],
        },
        { ...inputGroup(where, 'W_xs'), times: constantReading(place, 'context_keep', (keep) => 1 - keep) },
      ] },
      { id: 'h', apply: 'sigmoid', groups: [
        productsGroup('W_sh', place, (from) =>
          [weightReading(place, `W_sh.${layer}`, unit, from), secondReading(place, 's', layer, timeStep, from)]),
        inputGroup(where, 'W_xh'), ...(isRecurrent(place) ? [recurrentGroup(where)] : []),
      ] },
    ];
  },

  toState: (back) =>
    (isRecurrent(back.place)
      ? [columnGroup(back, 'W_hh', { sum: slopeTimesGradient(back), linked: linkedFrom(back) })]
      : []),

  toInput(back) {
    const { place, layer, timeStep } = back;
    const gradients = contextGradients(place, layer);
    const written = constantReading(place, 'context_keep', (keep) => 1 - keep);
    return [
      columnGroup(back, 'W_xh', { sum: slopeTimesGradient(back) }),
      { ...columnGroup(back, 'W_xs', {
        sum: (to) => [{ value: gradients[timeStep][to], source: `state_gradient/s[${layer},${timeStep},${to}]` }],
      }), times: written },
    ];
  },

  symbols(site) {
    const { time, unit } = site;
    const at = named(site);
    const x = inputSymbol(site, `${time},j`);
    const recurrent = site.recurrent ? pieces(`+ Σ_j W_{hh,${unit}j} ${stateSymbol(site, `${time - 1},j`)}`) : [];
    return [
      pieces(`${at('s')} =`, `α ${at('s', -1)}`, `+ (1 − α) Σ_j W_{xs,${unit}j} ${x}`),
      call(stateSymbol(site, `${time},${unit}`), 'σ', [
        ...pieces(`Σ_j W_{sh,${unit}j} s_{${time},j}`, `+ Σ_j W_{xh,${unit}j} ${x}`), ...recurrent,
      ]),
    ];
  },

  shapes(site) {
    const v = vectors(site);
    const recurrent = site.recurrent ? ['+', ...matrixTimes(site, 'W_{hh}', stateShape(site, -1))] : [];
    return [
      line(v('s'), '= α', v('s', -1), '+ (1 − α)', ...matrixTimesInput(site, 'W_{xs}')),
      line(
        stateShape(site), '= σ(', ...matrixTimes(site, 'W_{sh}', v('s')), '+', ...matrixTimesInput(site, 'W_{xh}'),
        ...recurrent, ')',
      ),
    ];
  },

  backTerms: ({ way, time, unit, state }) => [
    `Σ_j W_{${way},j${unit}} f′(z_{${time},j}) ∂ℓ/∂${state(`${time},j`)}`,
    ...(way === 'xh' ? [`(1 − α) Σ_j W_{xs,j${unit}} ∂ℓ/∂s_{${time},j}`] : []),
  ],

  labels: (site) => ({
    kept: `α s_{${site.time - 1}}`, W_xs: `(1−α) W_{xs} ${inputSymbol(site, String(site.time))}`,
    W_sh: `W_{sh} s_{${site.time}}`,
  }),

  backLabels: () => ({ W_hh: 'W_{hh} f′ ∂ℓ', W_xh: 'W_{xh} f′ ∂ℓ', W_xs: '(1−α) W_{xs} ∂ℓ/∂s' }),

  slope(place, layer, timeStep, unit) {
    const keep = Number(place.cell.context_keep);
    return {
      key: 'scrn',
      params: { slope: threeFigures(slopeReading(place, layer, timeStep, unit).value), share: percent(keep) },
    };
  },
};
