/** i = exp, f and o = σ, g = tanh; c = f c + i g, n = f n + i, both counted in units of e^m; h = o c / n. */

import type { CellEquations } from './cell.ts';
import type { Group } from '../term_list.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import {
  call, line, named, pieces, stateShape, stateSymbol, sumPieces, sumShapes, vectors,
} from '../../core/unit/pieces.ts';
import {
  gateReading, gradientReading, hiddenSize, negative, secondReading, sequenceLength, type Place,
} from '../../core/unit/readings.ts';
import { gateGroups, sumGroups, sumOf, unitsOf, type Back, type Where } from '../sums.ts';
import { backThroughTime } from '../second_gradient.ts';

const GATES = ['i', 'f', 'g', 'o'];

/** What the states are made of: `kept` and `written` are f′ and i′, the gates in units of e^m. */
function valuesAt(where: Where) {
  const { place, layer, timeStep, unit } = where;
  const [, f, g, o] = GATES.map((_, block) => gateReading(place, layer, timeStep, block, unit).value);
  const state = (name: string, time: number) => secondReading(place, name, layer, time, unit).value;
  const m = state('m', timeStep);
  return {
    f, g, o, kept: f * Math.exp(state('m', timeStep - 1) - m), written: Math.exp(sumOf(sumGroups(where, 0)) - m),
    c: state('c', timeStep), n: state('n', timeStep), before: { c: state('c', timeStep - 1), n: state('n', timeStep - 1) },
  };
}

/**
 * ∂ℓ/∂c of every unit of a layer, and behind these ∂ℓ/∂n: through h of the same time step, and f′ of that of the next.
 */
export function memoryGradients(place: Place, layer: number): Float64Array[] {
  const size = hiddenSize(place);
  const last = sequenceLength(place) - 1;
  return backThroughTime(place, `c, n/${layer}`, 2 * size, (timeStep, later) => {
    const parts = unitsOf(place).map((unit) => {
      const { o, c, n } = valuesAt({ place, layer, timeStep, unit });
      const shown = gradientReading(place, layer, timeStep, unit).value * o / n;
      const kept = timeStep === last ? 0 : valuesAt({ place, layer, timeStep: timeStep + 1, unit }).kept;
      return [shown + kept * later[unit], -shown * c / n + kept * later[size + unit]];
    });
    return [...parts.map(([toMemory]) => toMemory), ...parts.map(([, toNormaliser]) => toNormaliser)];
  });
}

/** ∂ℓ/∂(the sum inside a gate). */
function sumGradient({ place, layer, timeStep }: Back): (gate: string, to: number) => number {
  return (gate, to) => {
    const { f, g, o, kept, written, c, n, before } = valuesAt({ place, layer, timeStep, unit: to });
    const gradients = memoryGradients(place, layer)[timeStep];
    const [toMemory, toNormaliser] = [gradients[to], gradients[hiddenSize(place) + to]];
    switch (gate) {
      case 'i': return written * (toMemory * g + toNormaliser);
      case 'f': return kept * (1 - f) * (toMemory * before.c + toNormaliser * before.n);
      case 'g': return toMemory * written * (1 - g * g);
      default: return gradientReading(place, layer, timeStep, to).value * (c / n) * o * (1 - o);
    }
  };
}

export const slstm: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const reading = (name: string, time: number) => secondReading(place, name, layer, time, unit);
    const now: Group = { name: 'unit', products: [[negative(reading('m', timeStep))]] };
    const kept = (name: string): Group =>
      ({ name: 'kept', products: [[{ row: 'past', through: 'exp' }, reading(name, timeStep - 1)]] });
    return [
      { id: 'log_i', groups: sumGroups(where, 0) },
      { id: 'f', apply: 'sigmoid', groups: sumGroups(where, 1) },
      { id: 'g', apply: 'tanh', groups: sumGroups(where, 2) },
      { id: 'o', apply: 'sigmoid', groups: sumGroups(where, 3) },
      { id: 'past', groups: [
        { name: 'gate', products: [[{ row: 'f', through: 'log' }]] },
        { name: 'unit_before', products: [[reading('m', timeStep - 1)]] }, now,
      ] },
      { id: 'now', groups: [{ name: 'gate', products: [[{ row: 'log_i' }]] }, now] },
      { id: 'c', groups: [kept('c'), { name: 'written', products: [[{ row: 'now', through: 'exp' }, { row: 'g' }]] }] },
      { id: 'n', groups: [kept('n'), { name: 'written', products: [[{ row: 'now', through: 'exp' }]] }] },
      { id: 'h', groups: [
        { name: 'shown', products: [[{ row: 'o' }, { row: 'c' }, { row: 'n', through: 'inverse' }]] },
      ] },
    ];
  },

  toState: (back) => gateGroups(back, 'W_hh', sumGradient(back)),

  toInput: (back) => gateGroups(back, 'W_xh', sumGradient(back)),

  symbols(site) {
    const at = named(site);
    return [
      call(`ln ${at('i')}`, '', sumPieces(site, 'i')),
      ...['f', 'o'].map((gate) => call(at(gate), 'σ', sumPieces(site, gate))),
      call(at('g'), 'tanh', sumPieces(site, 'g')),
      pieces(`${at('m')} =`, `max(ln ${at('f')} + ${at('m', -1)},`, `ln ${at('i')})`),
      pieces(`${at('f′')} =`, `${at('f')} exp(${at('m', -1)} − ${at('m')})`),
      pieces(`${at('i′')} =`, `${at('i')} exp(− ${at('m')})`),
      pieces(`${at('c')} =`, `${at('f′')} ${at('c', -1)}`, `+ ${at('i′')} ${at('g')}`),
      pieces(`${at('n')} =`, `${at('f′')} ${at('n', -1)}`, `+ ${at('i′')}`),
      pieces(`${stateSymbol(site, `${site.time},${site.unit}`)} =`, `${at('o')} ${at('c')} / ${at('n')}`),
    ];
  },

  shapes(site) {
    const v = vectors(site);
    return [
      line('ln', v('i'), '=', ...sumShapes(site, 'i')),
      ...['f', 'o'].map((gate) => line(v(gate), '= σ(', ...sumShapes(site, gate), ')')),
      line(v('g'), '= tanh(', ...sumShapes(site, 'g'), ')'),
      line(v('m'), '= max( ln', v('f'), '+', v('m', -1), ', ln', v('i'), ')'),
      line(v('f′'), '=', v('f'), '⊙ exp(', v('m', -1), '−', v('m'), ')'),
      line(v('i′'), '=', v('i'), '⊙ exp( −', v('m'), ')'),
      line(v('c'), '=', v('f′'), '⊙', v('c', -1), '+', v('i′'), '⊙', v('g')),
      line(v('n'), '=', v('f′'), '⊙', v('n', -1), '+', v('i′')),
      line(stateShape(site), '=', v('o'), '⊙', v('c'), '⊘', v('n')),
    ];
  },

  backTerms: ({ way, time, unit }) => [`Σ_j W_{${way},j${unit}} δ_{${time},j}`],

  labels(site) {
    const at = named(site);
    return {
      'log_i/': `ln ${at('i')}`, 'past/': `ln ${at('f′')}`, 'now/': `ln ${at('i′')}`,
      'past/gate': 'ln f', 'now/gate': 'ln i', unit_before: `m_{${site.time - 1}}`, unit: `− m_{${site.time}}`,
      'c/kept': `f′ c_{${site.time - 1}}`, 'c/written': 'i′ g', 'n/kept': `f′ n_{${site.time - 1}}`, 'n/written': 'i′',
      shown: 'o c / n',
    };
  },

  backLabels: () => ({}),

  slope(place, layer, timeStep, unit) {
    const { value } = gateReading(place, layer, timeStep, 1, unit);
    return { key: 'slstm', row: 'f', params: { value: threeFigures(value), share: percent(value) } };
  },
};
