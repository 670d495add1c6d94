/**
 * Gates i, f, g, o around a memory c; with peepholes the gates see c as well.
 *
 * @import { CellEquations } from './cell.d.ts'
 * @import { Group } from '../ledger.js'
 * @import { Place, Reading } from '../readings.js'
 * @import { Back, Where } from '../sums.js'
 */

import { percent, threeFigures } from '../../text/number.js';
import { call, line, named, pieces, shaped, stateShape, stateSymbol, sumPieces, sumShapes, vectors } from '../pieces.js';
import { gateReading, gradientReading, hasWeight, hiddenSize, secondReading, sequenceLength, weightReading } from '../readings.js';
import { gateGroups, sumGroups } from '../sums.js';
import { sweep } from '../sweep.js';

const GATES = ['i', 'f', 'g', 'o'];
/** The blocks of p_ch. */
const PEEPHOLES = ['i', 'f', 'o'];

/** @param {Place} place @param {number} layer @param {string} gate @param {number} unit @returns {Reading | null} null: the gate does not see c */
function peephole(place, layer, gate, unit) {
  const block = PEEPHOLES.indexOf(gate);
  if (block < 0 || !hasWeight(place, `p_ch.${layer}`)) return null;
  return weightReading(place, `p_ch.${layer}`, block * hiddenSize(place) + unit);
}

/** @param {Where} where @param {string} gate @returns {Group[]} the gate's sum */
function gateSum(where, gate) {
  const { place, layer, timeStep, unit } = where;
  const weight = peephole(place, layer, gate, unit);
  const seen = gate === 'o' ? { row: 'c' } : secondReading(place, 'c', layer, timeStep - 1, unit);
  return [...sumGroups(where, GATES.indexOf(gate)), ...(weight ? [{ name: 'p_ch', products: [[weight, seen]] }] : [])];
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit */
function valuesAt(place, layer, timeStep, unit) {
  const [i, f, g, o] = GATES.map((_, block) => gateReading(place, layer, timeStep, block, unit).value);
  return { i, f, g, o, c: secondReading(place, 'c', layer, timeStep, unit).value, before: secondReading(place, 'c', layer, timeStep - 1, unit).value };
}

/** ∂ℓ/∂(the sum inside a gate), from ∂ℓ/∂c and ∂ℓ/∂h. @param {string} gate @param {ReturnType<typeof valuesAt>} values @param {number} toMemory @param {number} toState */
function gateGradient(gate, { i, f, g, o, c, before }, toMemory, toState) {
  switch (gate) {
    case 'i': return toMemory * g * i * (1 - i);
    case 'f': return toMemory * before * f * (1 - f);
    case 'g': return toMemory * i * (1 - g * g);
    default: return toState * Math.tanh(c) * o * (1 - o);
  }
}

/** ∂ℓ/∂c of a unit: through h of the same time step, and from the next along the forget gate and through the peepholes.
 * @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @returns {number} */
export function memoryGradient(place, layer, timeStep, unit) {
  const length = sequenceLength(place);
  const through = (/** @type {string} */ gate, /** @type {number} */ gradient) => gradient * (peephole(place, layer, gate, unit)?.value ?? 0);
  return sweep(place, `c/${layer}/${unit}`, 1, (time, [later]) => {
    const now = valuesAt(place, layer, time, unit);
    const toState = gradientReading(place, layer, time, unit).value;
    const shown = toState * now.o * (1 - Math.tanh(now.c) ** 2) + through('o', gateGradient('o', now, 0, toState));
    if (time + 1 === length) return [shown];
    const next = valuesAt(place, layer, time + 1, unit);
    return [shown + next.f * later + through('i', gateGradient('i', next, later, 0)) + through('f', gateGradient('f', next, later, 0))];
  })[timeStep][0];
}

/** @param {Back} back @returns {(gate: string, to: number) => number} */
function sumGradient({ place, layer, timeStep }) {
  return (gate, to) => gateGradient(gate, valuesAt(place, layer, timeStep, to), memoryGradient(place, layer, timeStep, to), gradientReading(place, layer, timeStep, to).value);
}

/** @type {CellEquations} */
export const lstm = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const gate = (/** @type {string} */ id) => ({ id, apply: id === 'g' ? 'tanh' : 'sigmoid', groups: gateSum(where, id) });
    const memory = { id: 'c', groups: [
      { name: 'kept', products: [[{ row: 'f' }, secondReading(place, 'c', layer, timeStep - 1, unit)]] },
      { name: 'written', products: [[{ row: 'i' }, { row: 'g' }]] },
    ] };
    const gates = peephole(place, layer, 'o', unit) ? [gate('i'), gate('f'), gate('g'), memory, gate('o')] : [...GATES.map(gate), memory];
    return [...gates, { id: 'h', groups: [{ name: 'shown', products: [[{ row: 'o' }, { row: 'c', through: 'tanh' }]] }] }];
  },

  toState: (back) => gateGroups(back, 'W_hh', sumGradient(back)),

  toInput: (back) => gateGroups(back, 'W_xh', sumGradient(back)),

  symbols(site, cell) {
    const at = named(site);
    const peeps = (/** @type {string} */ gate, /** @type {number} */ by) => (cell.peepholes ? pieces(`+ p_{${gate},${site.unit}} ${at('c', by)}`) : []);
    return [
      ...['i', 'f'].map((gate) => call(at(gate), 'σ', [...sumPieces(site, gate), ...peeps(gate, -1)])),
      call(at('o'), 'σ', [...sumPieces(site, 'o'), ...peeps('o', 0)]), call(at('g'), 'tanh', sumPieces(site, 'g')),
      pieces(`${at('c')} =`, `${at('f')} ${at('c', -1)}`, `+ ${at('i')} ${at('g')}`), pieces(`${stateSymbol(site, `${site.time},${site.unit}`)} =`, `${at('o')} tanh(${at('c')})`),
    ];
  },

  shapes(site, cell) {
    const v = vectors(site);
    const peeps = (/** @type {string} */ gate) => (cell.peepholes && gate !== 'g' ? ['+', shaped(`p_{${gate}}`, site.hidden), '⊙', v('c', gate === 'o' ? 0 : -1)] : []);
    return [
      ...GATES.map((gate) => line(v(gate), gate === 'g' ? '= tanh(' : '= σ(', ...sumShapes(site, gate), ...peeps(gate), ')')),
      line(v('c'), '=', v('f'), '⊙', v('c', -1), '+', v('i'), '⊙', v('g')),
      line(stateShape(site), '=', v('o'), '⊙ tanh(', v('c'), ')'),
    ];
  },

  backTerms: ({ way, time, unit }) => [`Σ_j W_{${way},j${unit}} δ_{${time},j}`],

  labels: (site) => ({ kept: `f c_{${site.time - 1}}`, written: 'i g', shown: 'o tanh(c)', p_ch: `p c_{${site.time - 1}}`, 'o/p_ch': `p c_{${site.time}}` }),

  backLabels: () => ({}),

  slope(place, layer, timeStep, unit) {
    const { value } = gateReading(place, layer, timeStep, 1, unit);
    return { key: 'lstm', row: 'f', params: { value: threeFigures(value), share: percent(value) } };
  },
};
