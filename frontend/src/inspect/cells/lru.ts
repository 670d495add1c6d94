/**
 * A complex state turns and shrinks, x = λ x + γ B u; h = y σ(W_gate y + b_gate) with y = Re(C x) + D u only reads it
 * out.
 */

import type { CellEquations } from './cell.ts';
import type { Factor, Group } from '../term_list.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import {
  inputSymbol, line, matrixTimes, named, pieces, shaped, stateShape, stateSymbol, vectors, type Piece, type Site,
} from '../../core/unit/pieces.ts';
import {
  gradientReading, hiddenSize, isRecurrent, preActivationReading, secondReading, weightReading, type Place,
  type Reading,
} from '../../core/unit/readings.ts';
import { biasGroup, columnGroup, inputGroup, productsGroup, unitsOf, type Where } from '../sums.ts';
import { backThroughTime } from '../second_gradient.ts';

/** λ of a unit. */
function eigenvalue(place: Place, layer: number, unit: number) {
  const radius = isRecurrent(place) ? Math.exp(-Math.exp(weightReading(place, `nu.${layer}`, unit).value)) : 0;
  const phase = Math.exp(weightReading(place, `theta.${layer}`, unit).value);
  return { radius, phase, real: radius * Math.cos(phase), imaginary: radius * Math.sin(phase) };
}

/** @returns γ = e^{gamma_log} */
function scaleReading(place: Place, layer: number, unit: number): Reading {
  const { value, source } = weightReading(place, `gamma_log.${layer}`, unit);
  return { value: Math.exp(value), source };
}

const stateOf = (place: Place, layer: number, timeStep: number, unit: number, part: 0 | 1) =>
  secondReading(place, 'x', layer, timeStep, unit, part);

/** y of a unit. */
function readoutReading(place: Place, layer: number, timeStep: number, unit: number): Reading {
  return {
    value: preActivationReading(place, layer, timeStep, unit).value, source: `value/y[${layer},${timeStep},${unit}]`,
  };
}

/** What the layer reads: as x is its own state, the first one reads u. */
function readSymbol(site: Site, index: string) {
  return site.layer === 0 ? `u_{${index}}` : inputSymbol(site, index);
}

function matrixTimesRead(site: Site, name: string): Piece[] {
  return [shaped(name, `${site.hidden}×${site.input}`), shaped(readSymbol(site, String(site.time)), site.input)];
}

/** One part of x = λ x + γ B u. */
function turnGroups(where: Where, part: 0 | 1): Group[] {
  const { place, layer, timeStep, unit } = where;
  const { real, imaginary } = eigenvalue(place, layer, unit);
  const lambda = (value: number, name: string) => ({ value, source: `effective/λ ${name}[${unit}]` });
  const across = part === 0 ? lambda(-imaginary, '−Im') : lambda(imaginary, 'Im');
  return [
    { name: 'straight', products: [[lambda(real, 'Re'), stateOf(place, layer, timeStep - 1, unit, part)]] },
    { name: 'across', products: [[across, stateOf(place, layer, timeStep - 1, unit, part === 0 ? 1 : 0)]] },
    { ...inputGroup(where, part === 0 ? 'B_re' : 'B_im'), times: scaleReading(place, layer, unit) },
  ];
}

/** ∂ℓ/∂y of a layer at a time step: through the gate's both sides. */
function readoutGradient(place: Place, layer: number, time: number): Float64Array {
  const units = unitsOf(place);
  const y = units.map((unit) => preActivationReading(place, layer, time, unit).value);
  const gates = units.map((unit) => {
    const sum = units.reduce(
      (total, from) => total + weightReading(place, `W_gate.${layer}`, unit, from).value * y[from],
      weightReading(place, `b_gate.${layer}`, unit).value,
    );
    return 1 / (1 + Math.exp(-sum));
  });
  const toGate = units.map((unit) =>
    gradientReading(place, layer, time, unit).value * y[unit] * gates[unit] * (1 - gates[unit]));
  return Float64Array.from(units, (unit) => units.reduce(
    (total, to) => total + weightReading(place, `W_gate.${layer}`, to, unit).value * toGate[to],
    gradientReading(place, layer, time, unit).value * gates[unit],
  ));
}

/** ∂ℓ/∂y of all time steps. */
function readoutGradients(place: Place, layer: number) {
  return backThroughTime(place, `y/${layer}`, hiddenSize(place), (time) => readoutGradient(place, layer, time));
}

/** ∂ℓ/∂x of a layer: real parts, then imaginary ones. */
export function complexStateGradients(place: Place, layer: number): Float64Array[] {
  const units = unitsOf(place);
  const size = units.length;
  const lambdas = units.map((unit) => eigenvalue(place, layer, unit));
  const readout = readoutGradients(place, layer);
  return backThroughTime(place, `x/${layer}`, 2 * size, (time, later) =>
    Float64Array.from({ length: 2 * size }, (_, index) => {
    const [unit, part] = [index % size, index < size ? 0 : 1];
    const { real, imaginary } = lambdas[unit];
    const [nextReal, nextImaginary] = [later[unit], later[size + unit]];
    let sum = part === 0 ? real * nextReal + imaginary * nextImaginary : real * nextImaginary - imaginary * nextReal;
    for (const to of units) sum += weightReading(place, part === 0 ? `C_re.${layer}` : `C_im.${layer}`, to, unit).value
      * readout[time][to] * (part === 0 ? 1 : -1);
    return sum;
  }));
}

const signed = (name: string, sign: number): (factors: Factor[]) => Factor[] => ([weight, ...rest]) =>
  (sign > 0 ? [weight, ...rest] : [{ value: -Number(weight.value), source: String(weight.source ?? name) }, ...rest]);

export const lru: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const minus = signed('C_im', -1);
    return [
      { id: 're', groups: turnGroups(where, 0) },
      { id: 'im', groups: turnGroups(where, 1) },
      { id: 'y', groups: [
        productsGroup('C_re', place, (from) =>
          [weightReading(place, `C_re.${layer}`, unit, from), stateOf(place, layer, timeStep, from, 0)]),
        productsGroup('C_im', place, (from) =>
          minus([weightReading(place, `C_im.${layer}`, unit, from), stateOf(place, layer, timeStep, from, 1)])),
        inputGroup(where, 'D'),
      ] },
      { id: 'g', apply: 'sigmoid', groups: [
        productsGroup('W_gate', place, (from) =>
          [weightReading(place, `W_gate.${layer}`, unit, from), readoutReading(place, layer, timeStep, from)]),
        biasGroup(where, 'b_gate'),
      ] },
      { id: 'h', groups: [{ name: 'shown', products: [[{ row: 'y' }, { row: 'g' }]] }] },
    ];
  },

  toState: () => [],

  toInput(back) {
    const { place, layer, timeStep } = back;
    const size = hiddenSize(place);
    const readout = readoutGradients(place, layer)[timeStep];
    const gradients = complexStateGradients(place, layer)[timeStep];
    const toState = (to: number, part: number) => ({
      value: gradients[part * size + to], source: `state_gradient/x[${layer},${timeStep},${to},${part}]`,
    });
    return [
      columnGroup(
        back, 'D', { sum: (to) => [{ value: readout[to], source: `sum_gradient/y[${layer},${timeStep},${to}]` }] },
      ),
      ...['B_re', 'B_im'].map((name, part) =>
        columnGroup(back, name, { sum: (to) => [scaleReading(place, layer, to), toState(to, part)] })),
    ];
  },

  symbols(site) {
    const { time, unit } = site;
    const at = named(site);
    const u = readSymbol(site, `${time},j`);
    return [
      pieces(`${at('x')} =`, ...(site.recurrent
        ? [`λ_{${unit}} ${at('x', -1)}`, `+ γ_{${unit}} Σ_j B_{${unit}j} ${u}`]
        : [`γ_{${unit}} Σ_j B_{${unit}j} ${u}`])),
      pieces(`${at('y')} =`, `Re(Σ_j C_{${unit}j} x_{${time},j})`, `+ Σ_j D_{${unit}j} ${u}`),
      pieces(`${at('g')} = σ(`, `Σ_j W_{gate,${unit}j} y_{${time},j}`, `+ b_{gate,${unit}})`),
      pieces(`${stateSymbol(site, `${time},${unit}`)} =`, `${at('y')} ${at('g')}`),
    ];
  },

  shapes(site) {
    const { hidden } = site;
    const v = vectors(site);
    const kept = site.recurrent ? [shaped('λ', hidden), '⊙', v('x', -1), '+'] : [];
    return [
      line(v('x'), '=', ...kept, shaped('γ', hidden), '⊙', ...matrixTimesRead(site, 'B')),
      line(v('y'), '= Re(', ...matrixTimes(site, 'C', v('x')), ') +', ...matrixTimesRead(site, 'D')),
      line(
        stateShape(site), '=', v('y'), '⊙ σ(', ...matrixTimes(site, 'W_{gate}', v('y')), '+',
        shaped('b_{gate}', hidden), ')',
      ),
    ];
  },

  backTerms: ({ way, time, unit }) =>
    (way === 'hh' ? [] : [`Σ_j D_{j${unit}} ∂ℓ/∂y_{${time},j}`, `Re(Σ_j γ_j B_{j${unit}} ∂ℓ/∂x_{${time},j})`]),

  labels: (site) => {
    const [before, now, u] = [`x_{${site.time - 1}}`, `x_{${site.time}}`, readSymbol(site, String(site.time))];
    return {
      're/': `Re(x_{${site.time},${site.unit}})`, 'im/': `Im(x_{${site.time},${site.unit}})`,
      're/straight': `Re(λ) Re(${before})`,
      're/across': `− Im(λ) Im(${before})`, 'im/straight': `Re(λ) Im(${before})`, 'im/across': `Im(λ) Re(${before})`,
      B_re: `γ Re(B) ${u}`, B_im: `γ Im(B) ${u}`, C_re: `Re(C) Re(${now})`,
      C_im: `− Im(C) Im(${now})`, D: `D ${u}`, W_gate: 'W_{gate} y', b_gate: 'b_{gate}', shown: 'y g',
    };
  },

  backLabels: () => ({ D: 'D ∂ℓ/∂y', B_re: 'Re(B) γ ∂ℓ', B_im: 'Im(B) γ ∂ℓ' }),

  slope(place, layer, _timeStep, unit) {
    const { radius, phase } = eigenvalue(place, layer, unit);
    const turn = ((phase * 180) / Math.PI) % 360;
    return {
      key: 'lru', params: { radius: threeFigures(radius), share: percent(radius), degrees: threeFigures(turn) },
    };
  },
};
