/** h = f(g (a − μ) / s + b): the simple network, whose sum a loses mean and deviation of the layer before it is bent. */

import type { CellEquations } from './cell.ts';
import type { Group } from '../term_list.ts';
import { candidateActivation } from '../../core/model/activation_curves.ts';
import { threeFigures } from '../../core/text/number.ts';
import {
  call, functionName, line, matrixTimes, matrixTimesInput, named, pieces, shaped, stateShape, stateSymbol, sumPieces,
  vectors, type Site,
} from '../../core/unit/pieces.ts';
import { gradientReading, isRecurrent, weightReading } from '../../core/unit/readings.ts';
import {
  biasGroup, columnGroup, inputGroup, recurrentGroup, slopeReading, sumOf, unitsOf, type Back, type Where,
} from '../sums.ts';

/** What torch.nn.LayerNorm adds to a variance. */
const FLOOR = 1e-5;

/** W_xh x + W_hh h of a unit. */
function totalGroups(where: Where): Group[] {
  return [inputGroup(where, 'W_xh'), ...(isRecurrent(where.place) ? [recurrentGroup(where)] : [])];
}

/** The sums of all units of the layer at one time step, around their mean μ and in units of their deviation s. */
function momentsAt(where: Where) {
  const totals = unitsOf(where.place).map((unit) => sumOf(totalGroups({ ...where, unit })));
  const mean = averageOf(totals);
  const deviation = Math.sqrt(averageOf(totals.map((total) => (total - mean) ** 2)) + FLOOR);
  return { mean, deviation, scaled: totals.map((total) => (total - mean) / deviation) };
}

function averageOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** ∂ℓ/∂a of every unit: what all have in common goes, and what would only stretch them. */
function totalGradients(back: Back): number[] {
  const { place, layer, timeStep } = back;
  const { deviation, scaled } = momentsAt(back);
  const passed = unitsOf(place).map((to) => weightReading(place, `g_ln.${layer}`, to).value
    * slopeReading(place, layer, timeStep, to).value * gradientReading(place, layer, timeStep, to).value);
  const mean = averageOf(passed);
  const along = averageOf(passed.map((value, to) => value * scaled[to]));
  return passed.map((value, to) => (value - mean - scaled[to] * along) / deviation);
}

function columnOf(back: Back, name: 'W_xh' | 'W_hh'): Group {
  const gradients = totalGradients(back);
  const { layer, timeStep } = back;
  return columnGroup(back, name, {
    sum: (to) => [{ value: gradients[to], source: `sum_gradient/LN[${layer},${timeStep},${to}]` }],
  });
}

function symbolsOf(site: Site) {
  return sumPieces(site).filter(({ text }) => !text.includes('b_{xh'));
}

export const layerNorm: CellEquations = {
  forward(where) {
    const { place, layer, timeStep, unit } = where;
    const { mean, deviation } = momentsAt(where);
    const moment = (name: string, value: number) => ({ value, source: `moment/${name}[${layer},${timeStep}]` });
    const gain = weightReading(place, `g_ln.${layer}`, unit);
    const scale = [gain, { ...moment('s', deviation), through: 'inverse' as const }];
    return [{ id: 'a', groups: totalGroups(where) }, { id: 'h', apply: candidateActivation(place.cell), groups: [
      { name: 'scaled', products: [
        [...scale, { row: 'a' }], [...scale, { ...moment('μ', mean), through: 'negative' }],
      ] },
      biasGroup(where, 'b_xh'),
    ] }];
  },

  toState: (back) => (isRecurrent(back.place) ? [columnOf(back, 'W_hh')] : []),

  toInput: (back) => [columnOf(back, 'W_xh')],

  symbols(site, cell) {
    const { time, unit } = site;
    const a = named(site)('a');
    return [call(a, '', symbolsOf(site)), call(
      stateSymbol(site, `${time},${unit}`), functionName(candidateActivation(cell)),
      pieces(`g_{${unit}} (${a} − μ_{${time}}) / s_{${time}}`, `+ b_{xh,${unit}}`),
    )];
  },

  shapes(site, cell) {
    const { hidden } = site;
    const v = vectors(site);
    const name = functionName(candidateActivation(cell));
    const carried = site.recurrent ? ['+', ...matrixTimes(site, 'W_{hh}', stateShape(site, -1))] : [];
    return [line(v('a'), '=', ...matrixTimesInput(site, 'W_{xh}'), ...carried), line(
      stateShape(site), name ? `= ${name}(` : '=', shaped('g', hidden), '⊙ (', v('a'), `− μ_{${site.time}}) /`,
      shaped(`s_{${site.time}}`, 1), '+', shaped('b_{xh}', hidden), ...(name ? [')'] : []),
    )];
  },

  backTerms: ({ way, time, unit }) => [`Σ_j W_{${way},j${unit}} δ_{${time},j}`],

  labels: () => ({ scaled: 'g (a − μ) / s' }),

  backLabels: () => ({ W_hh: 'W_{hh} δ', W_xh: 'W_{xh} δ' }),

  slope(place, layer, timeStep, unit) {
    const slope = threeFigures(slopeReading(place, layer, timeStep, unit).value);
    const { deviation } = momentsAt({ place, layer, timeStep, unit });
    return { key: 'layer_norm', params: { slope, deviation: threeFigures(deviation) } };
  },
};
