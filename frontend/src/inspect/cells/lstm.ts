/** Gates i, f, g, o around a memory c; with peepholes the gates see c as well. */

import type { CellEquations } from './cell.ts';
import type { Group } from '../term_list.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import {
  call, line, named, pieces, shaped, stateShape, stateSymbol, sumPieces, sumShapes, vectors,
} from '../../core/unit/pieces.ts';
import {
  gateReading, gradientReading, hasWeight, hiddenSize, secondReading, sequenceLength, weightReading, type Place,
  type Reading,
} from '../../core/unit/readings.ts';
import { gateGroups, sumGroups, type Back, type Where } from '../sums.ts';
import { backThroughTime } from '../second_gradient.ts';

const GATES = ['i', 'f', 'g', 'o'];
/** The blocks of p_ch. */
const PEEPHOLES = ['i', 'f', 'o'];

/** @returns null: the gate does not see c */
function peephole(place: Place, layer: number, gate: string, unit: number): Reading | null {
  const block = PEEPHOLES.indexOf(gate);
  if (block < 0 || !hasWeight(place, `p_ch.${layer}`)) return null;
  return weightReading(place, `p_ch.${layer}`, block * hiddenSize(place) + unit);
}

/** @returns the gate's sum */
function gateSum(where: Where, gate: string): Group[] {
  const { place, layer, timeStep, unit } = where;
  const weight = peephole(place, layer, gate, unit);
  const seen = gate === 'o' ? { row: 'c' } : secondReading(place, 'c', layer, timeStep - 1, unit);
  return [...sumGroups(where, GATES.indexOf(gate)), ...(weight ? [{ name: 'p_ch', products: [[weight, seen]] }] : [])];
}

function valuesAt(place: Place, layer: number, timeStep: number, unit: number) {
  const [i, f, g, o] = GATES.map((_, block) => gateReading(place, layer, timeStep, block, unit).value);
  return {
    i, f, g, o, c: secondReading(place, 'c', layer, timeStep, unit).value,
    before: secondReading(place, 'c', layer, timeStep - 1, unit).value,
  };
}

/** ∂ℓ/∂(the sum inside a gate), from ∂ℓ/∂c and ∂ℓ/∂h. */
function gateGradient(
  gate: string,
  { i, f, g, o, c, before }: ReturnType<typeof valuesAt>,
  toMemory: number,
  toState: number,
) {
  switch (gate) {
    case 'i': return toMemory * g * i * (1 - i);
    case 'f': return toMemory * before * f * (1 - f);
    case 'g': return toMemory * i * (1 - g * g);
    default: return toState * Math.tanh(c) * o * (1 - o);
  }
}

/**
 * ∂ℓ/∂c of a unit: through h of the same time step, and from the next along the forget gate and through the peepholes.
 */
export function memoryGradient(place: Place, layer: number, timeStep: number, unit: number): number {
  const length = sequenceLength(place);
  const through = (gate: string, gradient: number) => gradient * (peephole(place, layer, gate, unit)?.value ?? 0);
  return backThroughTime(place, `c/${layer}/${unit}`, 1, (time, [later]) => {
    const now = valuesAt(place, layer, time, unit);
    const toState = gradientReading(place, layer, time, unit).value;
    const shown = toState * now.o * (1 - Math.tanh(now.c) ** 2) + through('o', gateGradient('o', now, 0, toState));
    if (time + 1 === length) return [shown];
    const next = valuesAt(place, layer, time + 1, unit);
    return [shown + next.f * later + through('i', gateGradient('i', next, later, 0))
      + through('f', gateGradient('f', next, later, 0))];
  })[timeStep][0];
}

function sumGradient({ place, layer, timeStep }: Back): (gate: string, to: number) => number {
  return (gate, to) => gateGradient(
    gate, valuesAt(place, layer, timeStep, to), memoryGradient(place, layer, timeStep, to),
    gradientReading(place, layer, timeStep, to).value,
  );
}

export const lstm: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const gate = (id: string) => ({ id, apply: id === 'g' ? 'tanh' : 'sigmoid', groups: gateSum(where, id) });
    const memory = { id: 'c', groups: [
      { name: 'kept', products: [[{ row: 'f' }, secondReading(place, 'c', layer, timeStep - 1, unit)]] },
      { name: 'written', products: [[{ row: 'i' }, { row: 'g' }]] },
    ] };
    const gates = peephole(place, layer, 'o', unit)
      ? [gate('i'), gate('f'), gate('g'), memory, gate('o')]
      : [...GATES.map(gate), memory];
    return [
      ...gates, { id: 'h', groups: [{ name: 'shown', products: [[{ row: 'o' }, { row: 'c', through: 'tanh' }]] }] },
    ];
  },

  toState: (back) => gateGroups(back, 'W_hh', sumGradient(back)),

  toInput: (back) => gateGroups(back, 'W_xh', sumGradient(back)),

  symbols(site, cell) {
    const at = named(site);
    const peeps = (gate: string, by: number) =>
      (cell.peepholes ? pieces(`+ p_{${gate},${site.unit}} ${at('c', by)}`) : []);
    return [
      ...['i', 'f'].map((gate) => call(at(gate), 'σ', [...sumPieces(site, gate), ...peeps(gate, -1)])),
      call(at('o'), 'σ', [...sumPieces(site, 'o'), ...peeps('o', 0)]), call(at('g'), 'tanh', sumPieces(site, 'g')),
      pieces(`${at('c')} =`, `${at('f')} ${at('c', -1)}`, `+ ${at('i')} ${at('g')}`),
      pieces(`${stateSymbol(site, `${site.time},${site.unit}`)} =`, `${at('o')} tanh(${at('c')})`),
    ];
  },

  shapes(site, cell) {
    const v = vectors(site);
    const peeps = (gate: string) =>
      (cell.peepholes && gate !== 'g'
        ? ['+', shaped(`p_{${gate}}`, site.hidden), '⊙', v('c', gate === 'o' ? 0 : -1)]
        : []);
    return [
      ...GATES.map((gate) =>
        line(v(gate), gate === 'g' ? '= tanh(' : '= σ(', ...sumShapes(site, gate), ...peeps(gate), ')')),
      line(v('c'), '=', v('f'), '⊙', v('c', -1), '+', v('i'), '⊙', v('g')),
      line(stateShape(site), '=', v('o'), '⊙ tanh(', v('c'), ')'),
    ];
  },

  backTerms: ({ way, time, unit }) => [`Σ_j W_{${way},j${unit}} δ_{${time},j}`],

  labels: (site) => ({
    kept: `f c_{${site.time - 1}}`, written: 'i g', shown: 'o tanh(c)', p_ch: `p c_{${site.time - 1}}`,
    'o/p_ch': `p c_{${site.time}}`,
  }),

  backLabels: () => ({}),

  slope(place, layer, timeStep, unit) {
    const { value } = gateReading(place, layer, timeStep, 1, unit);
    return { key: 'lstm', row: 'f', params: { value: threeFigures(value), share: percent(value) } };
  },
};
