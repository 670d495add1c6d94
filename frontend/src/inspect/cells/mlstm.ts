/**
 * A matrix that keeps and adds: C = f C + i v kᵀ, n = f n + i k, both counted in units of e^m;
 * h = o C q / max(|nᵀ q|, e^−m).
 */

import type { CellEquations } from './cell.ts';
import type { Group } from '../term_list.ts';
import { alike, answered, dot, keysOf, sum, sumsOf, sumShapes, vectorReading, type Vector } from './matrix_memory.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import { inputSymbol, line, named, pieces, shaped, stateShape, stateSymbol, vectors } from '../../core/unit/pieces.ts';
import {
  gateReading, gradientReading, hiddenSize, isRecurrent, negative, secondReading, sequenceLength, type Place,
} from '../../core/unit/readings.ts';
import { backThroughTime } from '../second_gradient.ts';
import { biasGroup, columnGroup, inputGroup, sumOf, unitsOf, type Where } from '../sums.ts';

type Sum = 'v' | 'o' | 'i' | 'f' | Vector;

function vectorOf(place: Place, layer: number, timeStep: number, name: Vector): Float64Array {
  const by = name === 'k' ? Math.sqrt(Number(place.cell.key_size)) : 1;
  const all = backThroughTime(place, `${name}/${layer}`, keysOf(place).length, (time) =>
    sumsOf(place, layer, time, name).map((value) => value / by));
  return all[timeStep];
}

/** W x + b of a gate: of one of the layer the only row, else that of the unit. */
function sumGroups(where: Where, name: string, row: number): Group[] {
  return [inputGroup(where, `W_${name}`, row), biasGroup(where, `b_${name}`, row)];
}

/** What all units have in common at a time step: `kept` and `written` are f′ and i′, the gates in units of e^m. */
function layerAt(place: Place, layer: number, timeStep: number) {
  const state = (name: string, time: number, ...index: number[]) =>
    secondReading(place, name, layer, time, ...index).value;
  const m = state('m', timeStep, 0);
  const f = gateReading(place, layer, timeStep, place.gates.indexOf('f'), 0).value;
  const [q, k] = (['q', 'k'] as const).map((name) => vectorOf(place, layer, timeStep, name));
  const n = keysOf(place).map((index) => state('n', timeStep, index));
  const weight = dot(n, q);
  const isMean = Math.abs(weight) > Math.exp(-m);
  return {
    m, f, q, k, n, weight, isMean, divisor: isMean ? Math.abs(weight) : Math.exp(-m),
    kept: isRecurrent(place) ? f * Math.exp(state('m', timeStep - 1, 0) - m) : 0,
    written: Math.exp(sumOf(sumGroups({ place, layer, timeStep, unit: 0 }, 'i', 0)) - m),
  };
}

/** ∂ℓ/∂(what C has at q, before it is divided), and ∂ℓ/∂(nᵀ q). */
function readGradients(place: Place, layer: number, timeStep: number) {
  const { divisor, weight, isMean } = layerAt(place, layer, timeStep);
  const units = unitsOf(place);
  const output = place.gates.indexOf('o');
  const answers = units.map((unit) => gradientReading(place, layer, timeStep, unit).value
    * gateReading(place, layer, timeStep, output, unit).value / divisor);
  const along = units.reduce((total, unit) => total + answers[unit] * readAt(place, layer, timeStep, unit), 0);
  return { answers, toWeight: isMean ? -along / weight : 0 };
}

/** (C q) of a unit. */
function readAt(place: Place, layer: number, timeStep: number, unit: number): number {
  return dot(rowOf(place, layer, timeStep, unit), vectorOf(place, layer, timeStep, 'q'));
}

function rowOf(place: Place, layer: number, timeStep: number, unit: number): number[] {
  return keysOf(place).map((index) => secondReading(place, 'C', layer, timeStep, unit, index).value);
}

/** ∂ℓ/∂C of a layer, row by row, and behind these ∂ℓ/∂n: through h of the same time step, and f′ of the next. */
export function matrixGradients(place: Place, layer: number): Float64Array[] {
  const keys = keysOf(place);
  const last = sequenceLength(place) - 1;
  return backThroughTime(place, `C, n/${layer}`, (hiddenSize(place) + 1) * keys.length, (timeStep, later) => {
    const { q } = layerAt(place, layer, timeStep);
    const { answers, toWeight } = readGradients(place, layer, timeStep);
    const kept = timeStep === last ? 0 : layerAt(place, layer, timeStep + 1).kept;
    return [...answers, toWeight].flatMap((gradient, row) =>
      keys.map((index) => gradient * q[index] + kept * later[row * keys.length + index]));
  });
}

/** ∂ℓ/∂(the sums that a time step is made of). */
function sumGradients(place: Place, layer: number, timeStep: number): Record<Sum, number[]> {
  const [units, keys] = [unitsOf(place), keysOf(place)];
  const { f, k, n, kept, written, divisor } = layerAt(place, layer, timeStep);
  const { answers, toWeight } = readGradients(place, layer, timeStep);
  const whole = matrixGradients(place, layer)[timeStep];
  const rows = [...units, units.length].map((row) => whole.subarray(row * keys.length, (row + 1) * keys.length));
  const toNormaliser = rows[units.length];
  const gate = (name: string, unit: number) =>
    gateReading(place, layer, timeStep, place.gates.indexOf(name), unit).value;
  const before = units.map((unit) => rowOf(place, layer, timeStep - 1, unit));
  const normaliser = keys.map((index) => secondReading(place, 'n', layer, timeStep - 1, index).value);
  const total = (of: (unit: number) => number) => units.reduce((found, unit) => found + of(unit), 0);
  const toKey = keys.map((index) => total((unit) => rows[unit][index] * gate('v', unit)) + toNormaliser[index]);
  return {
    v: units.map((unit) => written * dot(rows[unit], k)),
    o: units.map((unit) => gradientReading(place, layer, timeStep, unit).value
      * (readAt(place, layer, timeStep, unit) / divisor) * gate('o', unit) * (1 - gate('o', unit))),
    i: [written * dot(toKey, k)],
    f: [kept * (1 - f) * (total((unit) => dot(rows[unit], before[unit])) + dot(toNormaliser, normaliser))],
    k: toKey.map((value) => (written * value) / Math.sqrt(keys.length)),
    q: keys.map((index) =>
      total((unit) => answers[unit] * rowOf(place, layer, timeStep, unit)[index]) + toWeight * n[index]),
  };
}

export const mlstm: CellEquations = {
  forward(where) {
    const { place, layer, timeStep } = where;
    const m = (time: number) => secondReading(place, 'm', layer, time, 0);
    const now: Group = { name: 'unit', products: [[negative(m(timeStep))]] };
    const recurrent = isRecurrent(place);
    const kept = (row: string): Group[] =>
      (recurrent ? [{ name: 'kept', products: [[{ row: 'past', through: 'exp' }, { row }]] }] : []);
    const { isMean, weight } = layerAt(place, layer, timeStep);
    return [
      { id: 'log_i', groups: sumGroups({ ...where, unit: 0 }, 'i', 0) },
      { id: 'f', apply: 'sigmoid', groups: sumGroups({ ...where, unit: 0 }, 'f', 0) },
      { id: 'v', groups: sumGroups(where, 'v', where.unit) },
      { id: 'o', apply: 'sigmoid', groups: sumGroups(where, 'o', where.unit) },
      ...(recurrent ? [
        { id: 'past', groups: [
          { name: 'gate', products: [[{ row: 'f', through: 'log' as const }]] },
          { name: 'unit_before', products: [[m(timeStep - 1)]] }, now,
        ] },
        { id: 'asked', groups: [answered(vectorOf, where, 'C', 'q')] },
        { id: 'asked_n', groups: [{ name: 'n', products: keysOf(place).map((index) => [
          secondReading(place, 'n', layer, timeStep - 1, index), vectorReading(vectorOf, where, 'q', index),
        ]) }] },
      ] : []),
      { id: 'now', groups: [{ name: 'gate', products: [[{ row: 'log_i' }]] }, now] },
      { id: 'match', groups: [alike(vectorOf, where)] },
      { id: 'read', groups: [...kept('asked'), { name: 'written', products: [
        [{ row: 'now', through: 'exp' }, { row: 'v' }, { row: 'match' }],
      ] }] },
      { id: 'weight', groups: [...kept('asked_n'), { name: 'written', products: [
        [{ row: 'now', through: 'exp' }, { row: 'match' }],
      ] }] },
      { id: 'divisor', groups: [isMean
        ? { name: 'size', products: [[{ row: 'weight', ...(weight < 0 && { through: 'negative' as const }) }]] }
        : { name: 'one', products: [[{ ...negative(m(timeStep)), through: 'exp' }]] }] },
      { id: 'h', groups: [
        { name: 'shown', products: [[{ row: 'o' }, { row: 'read' }, { row: 'divisor', through: 'inverse' }]] },
      ] },
    ];
  },

  toState: () => [],

  toInput(back) {
    const { place, layer, timeStep } = back;
    const gradients = sumGradients(place, layer, timeStep);
    return (['v', 'o', 'i', 'f', 'k', 'q'] as const).map((name) => columnGroup(back, `W_${name}`, {
      rows: gradients[name].map((_, row) => row),
      sum: (to) => [{ value: gradients[name][to], source: `sum_gradient/${name}[${layer},${timeStep},${to}]` }],
    }));
  },

  symbols(site) {
    const { time, unit } = site;
    const at = named(site);
    const carried = (text: string) => (site.recurrent ? [text] : []);
    const written = `${site.recurrent ? '+ ' : ''}i′_{${time}}`;
    return [
      [...pieces('q_{i} ='), ...sum(site, 'q', 'i')],
      [...pieces('k_{i} = ('), ...sum(site, 'k', 'i'), ...pieces(') / √K')],
      [...pieces(`${at('v')} =`), ...sum(site, 'v', String(unit))],
      [...pieces(`ln i_{${time}} =`), ...sum(site, 'i', '')],
      [...pieces(`f_{${time}} = σ(`), ...sum(site, 'f', ''), ...pieces(')')],
      [...pieces(`${at('o')} = σ(`), ...sum(site, 'o', String(unit)), ...pieces(')')],
      pieces(`m_{${time}} =`, `max(ln f_{${time}}${site.recurrent ? ` + m_{${time - 1}}` : ''},`, `ln i_{${time}})`),
      ...(site.recurrent ? [pieces(`f′_{${time}} =`, `f_{${time}} exp(m_{${time - 1}} − m_{${time}})`)] : []),
      pieces(`i′_{${time}} =`, `i_{${time}} exp(− m_{${time}})`),
      pieces(`C_{${time},${unit}j} =`, ...carried(`f′_{${time}} C_{${time - 1},${unit}j}`), `${written} ${at('v')} k_{${time},j}`),
      pieces(`n_{${time},j} =`, ...carried(`f′_{${time}} n_{${time - 1},j}`), `${written} k_{${time},j}`),
      pieces(`s_{${time}} =`, `max(|Σ_j n_{${time},j} q_{${time},j}|,`, `exp(− m_{${time}}))`),
      pieces(
        `${stateSymbol(site, `${time},${unit}`)} =`, `${at('o')} Σ_j C_{${time},${unit}j} q_{${time},j}`, `/ s_{${time}}`,
      ),
    ];
  },

  shapes(site, cell) {
    const [keys, v] = [Number(cell.key_size), vectors(site)];
    const of = (name: string, size: string | number, by = 0) => shaped(`${name}_{${site.time + by}}`, size);
    const matrix = `${site.hidden}×${keys}`;
    const across = shaped(`k_{${site.time}}^T`, `1×${keys}`);
    const [f, i] = [of('f′', 1), of('i′', 1)];
    return [
      line(of('q', keys), '=', ...sumShapes(site, 'q', keys)),
      line(of('k', keys), '= (', ...sumShapes(site, 'k', keys), ') / √K'),
      line(v('v'), '=', ...sumShapes(site, 'v', site.hidden)),
      line('ln', of('i', 1), '=', ...sumShapes(site, 'i', 1)),
      line(of('f', 1), '= σ(', ...sumShapes(site, 'f', 1), ')'),
      line(v('o'), '= σ(', ...sumShapes(site, 'o', site.hidden), ')'),
      line(of('m', 1), '= max( ln', of('f', 1), ...(site.recurrent ? ['+', of('m', 1, -1)] : []), ', ln', of('i', 1), ')'),
      ...(site.recurrent ? [line(f, '=', of('f', 1), 'exp(', of('m', 1, -1), '−', of('m', 1), ')')] : []),
      line(i, '=', of('i', 1), 'exp( −', of('m', 1), ')'),
      line(of('C', matrix), '=', ...(site.recurrent ? [f, of('C', matrix, -1), '+'] : []), i, v('v'), across),
      line(of('n', keys), '=', ...(site.recurrent ? [f, of('n', keys, -1), '+'] : []), i, of('k', keys)),
      line(
        of('s', 1), '= max( |', shaped(`n_{${site.time}}^T`, `1×${keys}`), of('q', keys), '|, exp( −', of('m', 1), ') )',
      ),
      line(stateShape(site), '=', v('o'), '⊙', of('C', matrix), of('q', keys), '/', of('s', 1)),
    ];
  },

  backTerms: ({ way, time, unit }) => (way === 'hh' ? [] : [
    ...['v', 'o', 'k', 'q'].map((name) => `Σ_j W_{${name},j${unit}} δ_{${name},${time},j}`),
    ...['i', 'f'].map((name) => `W_{${name},${unit}} δ_{${name},${time}}`),
  ]),

  labels(site) {
    const { time, unit } = site;
    const input = inputSymbol(site, String(time));
    return {
      ...Object.fromEntries(['q', 'k', 'v', 'i', 'f', 'o'].flatMap(
        (name) => [[`W_${name}`, `W_{${name}} ${input}`], [`b_${name}`, `b_{${name}}`]],
      )),
      'log_i/': `ln i_{${time}}`, 'f/': `f_{${time}}`, 'past/': `ln f′_{${time}}`, 'now/': `ln i′_{${time}}`,
      'past/gate': 'ln f', 'now/gate': 'ln i', unit_before: `m_{${time - 1}}`, unit: `− m_{${time}}`,
      'asked/': `(C_{${time - 1}} q_{${time}})_{${unit}}`, q: `C_{${time - 1}} q_{${time}}`,
      'asked_n/': `n_{${time - 1}}^T q_{${time}}`, n: `n_{${time - 1}}^T q_{${time}}`,
      'match/': `k_{${time}}^T q_{${time}}`, alike: 'k^T q',
      'read/': `(C_{${time}} q_{${time}})_{${unit}}`, 'read/kept': `f′ C_{${time - 1}} q`, 'read/written': 'i′ v k^T q',
      'weight/': `n_{${time}}^T q_{${time}}`, 'weight/kept': `f′ n_{${time - 1}}^T q`, 'weight/written': 'i′ k^T q',
      'divisor/': `s_{${time}}`, size: '|n^T q|', one: 'exp(−m)', shown: 'o C q / s',
    };
  },

  backLabels: () => Object.fromEntries(['v', 'o', 'i', 'f', 'k', 'q'].map((name) => [`W_${name}`, `W_{${name}} δ`])),

  slope(place, layer, timeStep) {
    const { f } = layerAt(place, layer, timeStep);
    return { key: 'mlstm', row: 'f', params: { value: threeFigures(f), share: percent(f) } };
  },
};
