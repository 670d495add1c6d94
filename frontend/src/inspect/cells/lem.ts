/** Two states that move by step sizes of their own: z = (1 − Δt₁) z + Δt₁ g, h = (1 − Δt₂) h + Δt₂ c. */

import type { CellEquations } from './cell.ts';
import type { Group, Row } from '../term_list.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import {
  call, inputSymbol, line, matrixTimes, matrixTimesInput, named, pieces, shaped, stateShape, stateSymbol, sumPieces,
  sumShapes, vectors, type Site,
} from '../../core/unit/pieces.ts';
import {
  constantReading, gateReading, gradientReading, hiddenSize, secondReading, sequenceLength, stateReading, weightReading,
  type Place, type Reading,
} from '../../core/unit/readings.ts';
import {
  biasGroup, columnGroup, gateGroups, inputGroup, productsGroup, sumGroups, sumOf, unitsOf, type Back, type Where,
} from '../sums.ts';
import { backThroughTime } from '../second_gradient.ts';

const STEPS = [1, 2];
const GATES = ['Δt₁', 'Δt₂', 'g'];

/** W_xc x + b_c + W_zc z, which c is the tanh of. */
function candidateGroups(where: Where): Group[] {
  const { place, layer, timeStep, unit } = where;
  return [
    inputGroup(where, 'W_xc'), biasGroup(where, 'b_c'),
    productsGroup('W_zc', place, (from) =>
      [weightReading(place, `W_zc.${layer}`, unit, from), secondReading(place, 'z', layer, timeStep, from)]),
  ];
}

/** Computed once for as long as a frame lives: c, and ∂ℓ/∂(the sum inside it), of every unit. */
function candidates(place: Place, layer: number): Float64Array[] {
  const size = hiddenSize(place);
  return backThroughTime(place, `c/${layer}`, 2 * size, (timeStep) => {
    const values = unitsOf(place).map((unit) => Math.tanh(sumOf(candidateGroups({ place, layer, timeStep, unit }))));
    const gradients = values.map((c, unit) => gradientReading(place, layer, timeStep, unit).value
      * gateReading(place, layer, timeStep, 1, unit).value * (1 - c * c));
    return [...values, ...gradients];
  });
}

function candidateGradient(place: Place, layer: number, timeStep: number, unit: number): number {
  return candidates(place, layer)[timeStep][hiddenSize(place) + unit];
}

/** ∂ℓ/∂z of a layer: through c of the same time step, and what its step size lets stay of that of the next. */
export function slowGradients(place: Place, layer: number): Float64Array[] {
  const last = sequenceLength(place) - 1;
  return backThroughTime(place, `z/${layer}`, hiddenSize(place), (time, later) => later.map((next, unit) => {
    const kept = time === last ? 0 : (1 - gateReading(place, layer, time + 1, 0, unit).value) * next;
    return unitsOf(place).reduce((sum, to) => sum + weightReading(place, `W_zc.${layer}`, to, unit).value
      * candidateGradient(place, layer, time, to), kept);
  }));
}

/** ∂ℓ/∂(the sum inside a gate). */
function sumGradient({ place, layer, timeStep }: Back): (gate: string, to: number) => number {
  const largest = Number(place.cell.step_size);
  return (gate, to) => {
    const [step1, step2, g] = GATES.map((_, block) => gateReading(place, layer, timeStep, block, to).value);
    const toSlow = slowGradients(place, layer)[timeStep][to];
    const before = (name: string) => secondReading(place, name, layer, timeStep - 1, to).value;
    switch (gate) {
      case 'Δt₁': return toSlow * (g - before('z')) * step1 * (1 - step1 / largest);
      case 'g': return toSlow * step1 * (1 - g * g);
      default: return gradientReading(place, layer, timeStep, to).value * step2 * (1 - step2 / largest)
        * (candidates(place, layer)[timeStep][to] - stateReading(place, layer, timeStep - 1, to).value);
    }
  };
}

/** How far of the way to @param target a state moves from @param before; @param step row of its step size */
function moved(id: string, step: string, before: Reading, target: string): Row {
  return { id, groups: [
    { name: 'kept', products: [[{ row: step, through: 'one_minus' }, before]] },
    { name: 'moved', products: [[{ row: step }, { row: target }]] },
  ] };
}

const stepSymbol = ({ time, unit }: Site, number: number) => `Δt_{${number},${time},${unit}}`;

export const lem: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const largest = constantReading(place, 'step_size');
    return [
      ...STEPS.flatMap((number): Row[] => [
        { id: `share_${number}`, apply: 'sigmoid', groups: sumGroups(where, number - 1) },
        { id: `step_${number}`, groups: [{ name: 'scaled', products: [[largest, { row: `share_${number}` }]] }] },
      ]),
      { id: 'g', apply: 'tanh', groups: sumGroups(where, 2) },
      moved('z', 'step_1', secondReading(place, 'z', layer, timeStep - 1, unit), 'g'),
      { id: 'c', apply: 'tanh', groups: candidateGroups(where) },
      moved('h', 'step_2', stateReading(place, layer, timeStep - 1, unit), 'c'),
    ];
  },

  toState(back) {
    const { place, layer, timeStep, unit } = back;
    const step = gateReading(place, layer, timeStep, 1, unit);
    return [
      {
        name: 'kept',
        products: [[{ ...step, through: 'one_minus' }, gradientReading(place, layer, timeStep, unit)]],
      },
      ...gateGroups(back, 'W_hh', sumGradient(back)),
    ];
  },

  toInput(back) {
    const { place, layer, timeStep } = back;
    const sum = (to: number) => [{
      value: candidateGradient(place, layer, timeStep, to), source: `sum_gradient/c[${layer},${timeStep},${to}]`,
    }];
    return [...gateGroups(back, 'W_xh', sumGradient(back)), columnGroup(back, 'W_xc', { sum })];
  },

  symbols(site) {
    const { time, unit } = site;
    const at = named(site);
    const [h, before] = [stateSymbol(site, `${time},${unit}`), stateSymbol(site, `${time - 1},${unit}`)];
    const [step1, step2] = STEPS.map((number) => stepSymbol(site, number));
    return [
      ...STEPS.map((number) => call(stepSymbol(site, number), 'Δt σ', sumPieces(site, `Δt${'₁₂'[number - 1]}`))),
      call(at('g'), 'tanh', sumPieces(site, 'g')),
      pieces(`${at('z')} =`, `(1 − ${step1}) ${at('z', -1)}`, `+ ${step1} ${at('g')}`),
      call(at('c'), 'tanh', pieces(
        `Σ_j W_{xc,${unit}j} ${inputSymbol(site, `${time},j`)}`, `+ b_{c,${unit}}`,
        `+ Σ_j W_{zc,${unit}j} z_{${time},j}`,
      )),
      pieces(`${h} =`, `(1 − ${step2}) ${before}`, `+ ${step2} ${at('c')}`),
    ];
  },

  shapes(site) {
    const v = vectors(site);
    const steps = STEPS.map((number) => shaped(`Δt_{${number},${site.time}}`, site.hidden));
    return [
      ...steps.map((step, index) => line(step, '= Δt σ(', ...sumShapes(site, GATES[index]), ')')),
      line(v('g'), '= tanh(', ...sumShapes(site, 'g'), ')'),
      line(v('z'), '= (1 −', steps[0], ') ⊙', v('z', -1), '+', steps[0], '⊙', v('g')),
      line(
        v('c'), '= tanh(', ...matrixTimesInput(site, 'W_{xc}'), '+', shaped('b_c', site.hidden), '+',
        ...matrixTimes(site, 'W_{zc}', v('z')), ')',
      ),
      line(stateShape(site), '= (1 −', steps[1], ') ⊙', stateShape(site, -1), '+', steps[1], '⊙', v('c')),
    ];
  },

  backTerms: ({ way, time, unit, state }) => [
    ...(way === 'hh' ? [`(1 − Δt_{2,${time},${unit}}) ∂ℓ/∂${state(`${time},${unit}`)}`] : []),
    `Σ_j W_{${way},j${unit}} δ_{${time},j}`,
    ...(way === 'xh' ? [`Σ_j W_{xc,j${unit}} δ_{c,${time},j}`] : []),
  ],

  labels: (site, before) => ({
    ...Object.fromEntries(STEPS.flatMap((number) => [
      [`share_${number}/`, `${stepSymbol(site, number)} / Δt`], [`step_${number}/`, stepSymbol(site, number)],
      [`step_${number}/scaled`, `Δt σ(…)`],
    ])),
    b_c: 'b_c', W_xc: `W_{xc} ${inputSymbol(site, String(site.time))}`, W_zc: `W_{zc} z_{${site.time}}`,
    'z/kept': `(1−Δt₁) z_{${site.time - 1}}`, 'z/moved': 'Δt₁ g', 'h/kept': `(1−Δt₂) ${before}`, 'h/moved': 'Δt₂ c',
  }),

  backLabels: () => ({ kept: '(1−Δt₂)', W_xc: 'W_{xc} δ_c' }),

  slope(place, layer, timeStep, unit) {
    const { value } = gateReading(place, layer, timeStep, 0, unit);
    return { key: 'lem', row: 'step_1', params: { value: threeFigures(value), share: percent(1 - value) } };
  },
};
