/** A damped oscillator for each unit: z = z + Δt (tanh(…) − γ h − ε z), h = h + Δt z. */

import type { CellEquations } from './cell.ts';
import { threeFigures } from '../../core/text/number.ts';
import {
  call, line, matrixTimes, named, pieces, recurrentPieces, inputPieces, inputShapes, stateShape, stateSymbol, vectors,
} from '../../core/unit/pieces.ts';
import {
  constantReading, gradientReading, hiddenSize, isRecurrent, secondReading, sequenceLength, stateReading,
  weightReading, type Place,
} from '../../core/unit/readings.ts';
import { biasGroup, columnGroup, inputGroup, productsGroup, recurrentGroup, slopeReading, type Back } from '../sums.ts';
import { backThroughTime } from '../second_gradient.ts';

/** ∂ℓ/∂z of a layer: through h of the same time step, and from the next velocity. */
export function velocityGradients(place: Place, layer: number): Float64Array[] {
  const size = hiddenSize(place);
  const [step, damping] = [Number(place.cell.step_size), Number(place.cell.damping)];
  const last = sequenceLength(place) - 1;
  return backThroughTime(place, `z/${layer}`, size, (time, later) => later.map((next, unit) => {
    let sum = step * gradientReading(place, layer, time, unit).value + (1 - step * damping) * next;
    if (time === last || !isRecurrent(place)) return sum;
    for (let to = 0; to < size; to += 1) sum += weightReading(place, `W_zh.${layer}`, to, unit).value * step
      * slopeReading(place, layer, time + 1, to).value * later[to];
    return sum;
  }));
}

/** Δt f′ ∂ℓ/∂z: what a sum sends back. */
function forceGradient({ place, layer, timeStep }: Back) {
  return (to: number) => [
    constantReading(place, 'step_size'), slopeReading(place, layer, timeStep, to),
    velocityReading(place, layer, timeStep, to),
  ];
}

function velocityReading(place: Place, layer: number, timeStep: number, unit: number) {
  return {
    value: velocityGradients(place, layer)[timeStep][unit], source: `state_gradient/z[${layer},${timeStep},${unit}]`,
  };
}

export const cornn: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const [h, z] = [
      stateReading(place, layer, timeStep - 1, unit), secondReading(place, 'z', layer, timeStep - 1, unit),
    ];
    const step = constantReading(place, 'step_size');
    const against = constantReading(place, 'step_size', (value) => -value);
    const swing = productsGroup('W_zh', place, (from) =>
      [weightReading(place, `W_zh.${layer}`, unit, from), secondReading(place, 'z', layer, timeStep - 1, from)]);
    return [
      { id: 'v', apply: 'tanh', groups: [
        inputGroup(where, 'W_xh'), biasGroup(where, 'b_xh'),
        ...(isRecurrent(place) ? [recurrentGroup(where), swing] : []),
      ] },
      { id: 'z', groups: [
        { name: 'kept', products: [[z]] }, { name: 'force', products: [[step, { row: 'v' }]] },
        { name: 'pull', products: [[against, constantReading(place, 'frequency'), h]] },
        { name: 'friction', products: [[against, constantReading(place, 'damping'), z]] },
      ] },
      { id: 'h', groups: [{ name: 'kept', products: [[h]] }, { name: 'moved', products: [[step, { row: 'z' }]] }] },
    ];
  },

  toState(back) {
    const { place, layer, timeStep, unit } = back;
    const against = constantReading(place, 'step_size', (value) => -value);
    const paths = [
      { name: 'kept', products: [[gradientReading(place, layer, timeStep, unit)]] },
      {
        name: 'pull',
        products: [[against, constantReading(place, 'frequency'), velocityReading(place, layer, timeStep, unit)]],
      },
    ];
    return isRecurrent(place) ? [...paths, columnGroup(back, 'W_hh', { sum: forceGradient(back) })] : paths;
  },

  toInput: (back) => [columnGroup(back, 'W_xh', { sum: forceGradient(back) })],

  symbols(site) {
    const { time, unit } = site;
    const at = named(site);
    const [h, before] = [stateSymbol(site, `${time},${unit}`), stateSymbol(site, `${time - 1},${unit}`)];
    const sum = [...inputPieces(site, ''), ...(
      site.recurrent ? [...recurrentPieces(site, '', '+ '), ...pieces(`+ Σ_j W_{zh,${unit}j} z_{${time - 1},j}`)] : []
    )];
    return [
      call(at('v'), 'tanh', sum),
      pieces(`${at('z')} =`, at('z', -1), `+ Δt (${at('v')}`, `− γ ${before}`, `− ε ${at('z', -1)})`),
      pieces(`${h} =`, before, `+ Δt ${at('z')}`),
    ];
  },

  shapes(site) {
    const v = vectors(site);
    const recurrent = site.recurrent
      ? ['+', ...matrixTimes(site, 'W_{hh}', stateShape(site, -1)), '+', ...matrixTimes(site, 'W_{zh}', v('z', -1))]
      : [];
    return [
      line(v('v'), '= tanh(', ...inputShapes(site, ''), ...recurrent, ')'),
      line(v('z'), '=', v('z', -1), '+ Δt (', v('v'), '− γ', stateShape(site, -1), '− ε', v('z', -1), ')'),
      line(stateShape(site), '=', stateShape(site, -1), '+ Δt', v('z')),
    ];
  },

  backTerms: ({ way, time, unit, state }) => [
    ...(way === 'hh' ? [`∂ℓ/∂${state(`${time},${unit}`)}`, `(− Δt γ) ∂ℓ/∂z_{${time},${unit}}`] : []),
    `Δt Σ_j W_{${way},j${unit}} f′_{${time},j} ∂ℓ/∂z_{${time},j}`,
  ],

  labels: (site, before) => ({
    W_zh: `W_{zh} z_{${site.time - 1}}`,
    'z/kept': `z_{${site.time - 1}}`, force: 'Δt v', pull: `− Δt γ ${before}`, friction: `− Δt ε z_{${site.time - 1}}`,
    'h/kept': before, moved: 'Δt z',
  }),

  backLabels: () => ({ kept: '', pull: '− Δt γ ∂ℓ/∂z', W_hh: 'W_{hh} Δt f′ ∂ℓ/∂z', W_xh: 'W_{xh} Δt f′ ∂ℓ/∂z' }),

  slope(place, layer, timeStep, unit) {
    return { key: 'cornn', params: {
      step: threeFigures(Number(place.cell.step_size)),
      slope: threeFigures(slopeReading(place, layer, timeStep, unit).value),
    } };
  },
};
