/** h = h + α v: what a cell would have made of h is a step v that is added to it. */

import type { CellEquations } from './cell.ts';
import type { Group } from '../term_list.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import { line, named, pieces, stateShape, stateSymbol, vectors, type Piece } from '../../core/unit/pieces.ts';
import { constantReading, gradientReading, stateReading, type Place } from '../../core/unit/readings.ts';
import { slopeReading } from '../sums.ts';

/** Each product α times as large: of ∂ℓ/∂h that much goes into the step. */
function scaled(place: Place, groups: Group[]): Group[] {
  const products = (group: Group) => group.products.map((factors) => [constantReading(place, 'residual'), ...factors]);
  return groups.map((group) => ({ ...group, products: products(group) }));
}

/** The same of a term in symbols: before the slope, or the gradient of the sum. */
function withAlpha(term: string): string {
  return term.replace(/f′|δ/, 'α $&');
}

/** @returns the equation with the step on its left, in the place of h */
function ofStep([{ text, ...rest }, ...others]: Piece[], h: string, v: string): Piece[] {
  return [{ text: text.replace(h, v), ...rest }, ...others];
}

/** @param step the equations of the cell without the path; their last row is h = f(…) */
export function withResidual(step: CellEquations): CellEquations {
  return {
    forward(where) {
      const { place, layer, timeStep, unit } = where;
      const rows = step.forward(where).map((row) => (row.id === 'h' ? { ...row, id: 'v' } : row));
      return [...rows, { id: 'h', groups: [
        { name: 'kept', products: [[stateReading(place, layer, timeStep - 1, unit)]] },
        { name: 'moved', products: [[constantReading(place, 'residual'), { row: 'v' }]] },
      ] }];
    },

    toState(back) {
      const { place, layer, timeStep, unit } = back;
      const kept = { name: 'kept', products: [[gradientReading(place, layer, timeStep, unit)]] };
      return [kept, ...scaled(place, step.toState(back))];
    },

    toInput: (back) => scaled(back.place, step.toInput(back)),

    symbols(site, cell) {
      const [h, v] = [stateSymbol(site, `${site.time},${site.unit}`), named(site)('v')];
      const before = stateSymbol(site, `${site.time - 1},${site.unit}`);
      return [...step.symbols(site, cell).map((each) => ofStep(each, h, v)), pieces(`${h} =`, before, `+ α ${v}`)];
    },

    shapes(site, cell) {
      const [h, v] = [stateShape(site), vectors(site)('v')];
      const made = step.shapes(site, cell).map((each) => ofStep(each, h.text, v.text));
      return [...made, line(h, '=', stateShape(site, -1), '+ α', v)];
    },

    backTerms: (site, cell) => [
      ...(site.way === 'hh' ? [`∂ℓ/∂${site.state(`${site.time},${site.unit}`)}`] : []),
      ...step.backTerms(site, cell).map((term) => withAlpha(term)),
    ],

    labels: (site, before) => ({ ...step.labels(site, before), kept: before, moved: 'α v' }),

    backLabels(site) {
      const labels = Object.entries(step.backLabels(site));
      return { ...Object.fromEntries(labels.map(([name, words]) => [name, withAlpha(words)])), kept: '' };
    },

    slope(place, layer, timeStep, unit) {
      const slope = slopeReading(place, layer, timeStep, unit).value;
      const alpha = threeFigures(Number(place.cell.residual));
      return { key: 'residual', params: { share: percent(1), step: alpha, slope: threeFigures(slope) } };
    },
  };
}
