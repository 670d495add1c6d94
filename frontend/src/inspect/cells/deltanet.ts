/**
 * A matrix that is corrected at one key: S = α S + β e kᵀ with the error e = v − α S k; h = S q reads it out, so
 * h = α (S q) + β e (k · q).
 */

import type { CellEquations } from './cell.ts';
import type { Factor } from '../term_list.ts';
import { alike, answered, dot, keysOf, sum, sumsOf, sumShapes, type Vector } from './matrix_memory.ts';
import { threeFigures } from '../../core/text/number.ts';
import {
  inputSymbol, line, named, pieces, shaped, stateShape, stateSymbol, vectors,
} from '../../core/unit/pieces.ts';
import {
  constantReading, gateReading, gradientReading, hiddenSize, isRecurrent, secondReading, type Place,
} from '../../core/unit/readings.ts';
import { backThroughTime } from '../second_gradient.ts';
import { biasGroup, columnGroup, inputGroup, unitsOf } from '../sums.ts';

/** What the sums of a time step send back: those of v, q and k, and of the gates that are one number of the layer. */
type SumGradients = Record<'v' | Vector | 'beta' | 'alpha', Float64Array>;

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

function decays({ gates }: Place): boolean {
  return gates.includes('α');
}

/** Of α, which is 1 where there is no such gate, or β: the same in every unit. */
function gateValue(place: Place, layer: number, timeStep: number, name: 'α' | 'β'): number {
  const gate = place.gates.indexOf(name);
  return gate < 0 ? 1 : gateReading(place, layer, timeStep, gate, 0).value;
}

/** q or k: SiLU of the sums, scaled to length 1. */
function directionOf(place: Place, layer: number, timeStep: number, name: Vector): Float64Array {
  const all = backThroughTime(place, `${name}/${layer}`, keysOf(place).length, (time) => {
    const bent = sumsOf(place, layer, time, name).map((z) => z * sigmoid(z));
    const length = Math.hypot(...bent) || 1;
    return bent.map((value) => value / length);
  });
  return all[timeStep];
}

/** S of the time step before, row by row; 0 where nothing is carried. */
function memoryBefore(place: Place, layer: number, timeStep: number): number[][] {
  return unitsOf(place).map((unit) => keysOf(place).map((index) =>
    (isRecurrent(place) ? secondReading(place, 'S', layer, timeStep - 1, unit, index).value : 0)));
}

/** ∂ℓ/∂S of a layer, all time steps, row by row. */
export function matrixGradients(place: Place, layer: number): Float64Array[] {
  const keys = keysOf(place);
  return backThroughTime(place, `S/${layer}`, hiddenSize(place) * keys.length, (time, later) => {
    const q = directionOf(place, layer, time, 'q');
    const last = time + 1 >= place.lane.hiddenState.shape[1] || !isRecurrent(place);
    const carried = (row: ArrayLike<number>) => {
      if (last) return keys.map(() => 0);
      const k = directionOf(place, layer, time + 1, 'k');
      const [alpha, beta] = (['α', 'β'] as const).map((name) => gateValue(place, layer, time + 1, name));
      const along = dot(row, k);
      return keys.map((index) => alpha * (row[index] - beta * along * k[index]));
    };
    return unitsOf(place).flatMap((unit) => {
      const gradient = gradientReading(place, layer, time, unit).value;
      const way = carried(later.subarray(unit * keys.length, (unit + 1) * keys.length));
      return keys.map((index) => gradient * q[index] + way[index]);
    });
  });
}

/** What the scaling to length 1 and the SiLU let through of the gradient by q or k. */
function throughDirection(place: Place, layer: number, timeStep: number, name: Vector, gradient: number[]) {
  const direction = directionOf(place, layer, timeStep, name);
  const sums = sumsOf(place, layer, timeStep, name);
  const length = Math.hypot(...sums.map((z) => z * sigmoid(z)));
  const along = dot(direction, gradient);
  return Float64Array.from(sums, (z, index) => (length === 0
    ? 0 : ((gradient[index] - along * direction[index]) / length) * sigmoid(z) * (1 + z * (1 - sigmoid(z)))));
}

function sumGradients(place: Place, layer: number, timeStep: number): SumGradients {
  const [units, keys] = [unitsOf(place), keysOf(place)];
  const k = directionOf(place, layer, timeStep, 'k');
  const [alpha, beta] = (['α', 'β'] as const).map((name) => gateValue(place, layer, timeStep, name));
  const before = memoryBefore(place, layer, timeStep);
  const whole = matrixGradients(place, layer)[timeStep];
  const gradient = units.map((unit) => whole.subarray(unit * keys.length, (unit + 1) * keys.length));
  const along = gradient.map((row) => dot(row, k));
  const candidate = place.gates.indexOf('v');
  const error = units.map((unit) =>
    gateReading(place, layer, timeStep, candidate, unit).value - alpha * dot(before[unit], k));
  const toBeta = dot(along, error);
  const toAlpha = units.reduce((sum, unit) =>
    sum + dot(gradient[unit], before[unit]) - beta * along[unit] * dot(before[unit], k), 0);
  const toKey = keys.map((index) => units.reduce((sum, unit) =>
    sum + beta * (error[unit] * gradient[unit][index] - alpha * along[unit] * before[unit][index]), 0));
  const toQuery = keys.map((index) => units.reduce((sum, unit) =>
    sum + gradientReading(place, layer, timeStep, unit).value
      * secondReading(place, 'S', layer, timeStep, unit, index).value, 0));
  const most = Number(place.cell.beta_max);
  return {
    v: Float64Array.from(along, (value) => beta * value), beta: Float64Array.of(toBeta * beta * (1 - beta / most)),
    alpha: Float64Array.of(toAlpha * alpha * (1 - alpha)),
    k: throughDirection(place, layer, timeStep, 'k', toKey), q: throughDirection(place, layer, timeStep, 'q', toQuery),
  };
}

export const deltanet: CellEquations = {
  forward(where) {
    const { place } = where;
    const gate = (id: string, name: string) => ({ id, apply: 'sigmoid', groups: [
      inputGroup({ ...where, unit: 0 }, `W_${name}`, 0), biasGroup(where, `b_${name}`, 0),
    ] });
    const wide = Number(place.cell.beta_max) > 1;
    const kept: Factor[] = decays(place) ? [{ row: 'alpha' }] : [];
    const recurrent = isRecurrent(place);
    return [
      ...(decays(place) ? [gate('alpha', 'alpha')] : []), gate(wide ? 'open' : 'beta', 'beta'),
      ...(wide ? [{ id: 'beta', groups: [
        { name: 'scaled', products: [[constantReading(place, 'beta_max'), { row: 'open' }]] },
      ] }] : []),
      { id: 'v', groups: [inputGroup(where, 'W_v'), biasGroup(where, 'b_v')] },
      ...(recurrent ? [
        { id: 'old', groups: [answered(directionOf, where, 'S', 'k')] },
        { id: 'error', groups: [
          { name: 'value', products: [[{ row: 'v' }]] },
          { name: 'forgotten', products: [[...kept, { row: 'old', through: 'negative' as const }]] },
        ] },
        { id: 'asked', groups: [answered(directionOf, where, 'S', 'q')] },
      ] : []),
      { id: 'match', groups: [alike(directionOf, where)] },
      { id: 'h', groups: [
        ...(recurrent ? [{ name: 'kept', products: [[...kept, { row: 'asked' }]] }] : []),
        { name: 'written', products: [[{ row: 'beta' }, { row: recurrent ? 'error' : 'v' }, { row: 'match' }]] },
      ] },
    ];
  },

  toState: () => [],

  toInput(back) {
    const { place, layer, timeStep } = back;
    const gradients = sumGradients(place, layer, timeStep);
    const group = (name: keyof SumGradients, rows: number[]) => columnGroup(back, `W_${name}`, {
      rows, sum: (to) =>
        [{ value: gradients[name][to], source: `sum_gradient/${name}[${layer},${timeStep},${to}]` }],
    });
    return [
      group('v', unitsOf(place)), group('beta', [0]), ...(decays(place) ? [group('alpha', [0])] : []),
      group('k', keysOf(place)), group('q', keysOf(place)),
    ];
  },

  symbols(site, cell) {
    const { time, unit } = site;
    const at = named(site);
    const alpha = cell.decay_gate ? `α_{${time}} ` : '';
    const before = (name: string) => `Σ_j S_{${time - 1},${unit}j} ${name}_{${time},j}`;
    const most = Number(cell.beta_max) > 1 ? `${cell.beta_max} ` : '';
    const state = `${stateSymbol(site, `${time},${unit}`)} =`;
    return [
      ...(['q', 'k'] as const).map((name) => [
        ...pieces(`s_{${name},i} = SiLU(`), ...sum(site, name, 'i'), ...pieces(')'),
      ]),
      pieces(`q_{${time}} = s_q / ‖s_q‖`, `k_{${time}} = s_k / ‖s_k‖`),
      [...pieces(`${at('v')} =`), ...sum(site, 'v', String(unit))],
      [...pieces(`β_{${time}} = ${most}σ(`), ...sum(site, 'β', ''), ...pieces(')')],
      ...(cell.decay_gate ? [[...pieces(`α_{${time}} = σ(`), ...sum(site, 'α', ''), ...pieces(')')]] : []),
      ...(site.recurrent
        ? [
          pieces(`${at('e')} = ${at('v')}`, `− ${alpha}${before('k')}`),
          pieces(state, `${alpha}${before('q')}`, `+ β_{${time}} ${at('e')} Σ_j k_{${time},j} q_{${time},j}`),
        ]
        : [pieces(state, `β_{${time}} ${at('v')} Σ_j k_{${time},j} q_{${time},j}`)]),
    ];
  },

  shapes(site, cell) {
    const [keys, v] = [Number(cell.key_size), vectors(site)];
    const direction = (name: string) => shaped(`${name}_{${site.time}}`, keys);
    const memory = (by: number) => shaped(`S_{${site.time + by}}`, `${site.hidden}×${keys}`);
    const gates = [...(cell.decay_gate ? ['α'] : []), 'β'];
    const fades = cell.decay_gate ? [shaped(`α_{${site.time}}`, 1)] : [];
    const step = ['(I −', shaped(`β_{${site.time}}`, 1), direction('k'), shaped(`k_{${site.time}}^T`, `1×${keys}`), ') +'];
    return [
      ...['q', 'k'].map((name) => line(shaped(`s_{${name}}`, keys), '= SiLU(', ...sumShapes(site, name, keys), ')')),
      ...['q', 'k'].map((name) => line(direction(name), '=', shaped(`s_{${name}}`, keys), `/ ‖s_{${name}}‖`)),
      line(v('v'), '=', ...sumShapes(site, 'v', site.hidden)),
      ...gates.map((name) => line(
        shaped(`${name}_{${site.time}}`, 1), name === 'β' && Number(cell.beta_max) > 1 ? `= ${cell.beta_max} σ(` : '= σ(',
        ...sumShapes(site, name, 1), ')',
      )),
      line(
        memory(0), '=', ...(site.recurrent ? [...fades, memory(-1), ...step] : []), shaped(`β_{${site.time}}`, 1), v('v'),
        shaped(`k_{${site.time}}^T`, `1×${keys}`),
      ),
      line(stateShape(site), '=', memory(0), direction('q')),
    ];
  },

  backTerms: ({ way, time, unit }) => (way === 'hh' ? [] : [
    ...['v', 'k', 'q'].map((name) => `Σ_j W_{${name},j${unit}} δ_{${name},${time},j}`), `W_{β,${unit}} δ_{β,${time}}`,
  ]),

  labels(site) {
    const { time } = site;
    const [input, at] = [inputSymbol(site, String(time)), named(site)];
    return {
      ...Object.fromEntries([['q', 'q'], ['k', 'k'], ['v', 'v'], ['beta', 'β'], ['alpha', 'α']].flatMap(
        ([name, symbol]) => [[`W_${name}`, `W_{${symbol}} ${input}`], [`b_${name}`, `b_{${symbol}}`]],
      )),
      'alpha/': `α_{${time}}`, 'beta/': `β_{${time}}`, 'open/': `σ(…)`, scaled: 'β_max σ(…)',
      'old/': `(S_{${time - 1}} k_{${time}})_{${site.unit}}`, 'asked/': `(S_{${time - 1}} q_{${time}})_{${site.unit}}`,
      k: `S_{${time - 1}} k_{${time}}`, q: `S_{${time - 1}} q_{${time}}`,
      'error/': at('e'), value: 'v', forgotten: '− α S k', 'match/': `k_{${time}}^T q_{${time}}`, alike: 'k^T q',
      kept: 'α S q', written: 'β e k^T q',
    };
  },

  backLabels: () => ({
    W_v: 'W_{v} δ', W_k: 'W_{k} δ', W_q: 'W_{q} δ', W_beta: 'W_{β} δ', W_alpha: 'W_{α} δ',
  }),

  slope(place, layer, timeStep) {
    const [alpha, beta] = (['α', 'β'] as const).map((name) => gateValue(place, layer, timeStep, name));
    return {
      key: 'deltanet', params: { along: threeFigures(alpha * (1 - beta)), across: threeFigures(alpha) },
    };
  },
};
