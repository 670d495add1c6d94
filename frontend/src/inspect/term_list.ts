/**
 * A list of terms: equations with numbers in which every printed result follows from the printed terms.
 * Rounding is done term by term, so a list is printed with as many figures as it takes to end at the network's own
 * number.
 */

import { logOpenDecay } from './cells/decay.ts';
import { printed, type PrintedNumber } from '../core/unit/printed_number.ts';

/** Where a number comes from, for example `weight/W_hh.0[1,2]` or `hidden_state[0,2,1]`. */

/**
 * A factor of a product: a number of its own, or the result of an earlier row; `through` says what is done to it first.
 */
export type Source = string;
export type Factor = { value: number, source: Source, row?: undefined, through?: Through }
  | { row: string, value?: undefined, source?: undefined, through?: Through };
/** A sum of products with a name of its own, such as W_hh·h; `times` multiplies the whole sum. */
export type Through = 'one_minus' | 'tanh' | 'inverse' | 'exp' | 'log' | 'decay' | 'complement' | 'negative';
/** left = f(Σ groups); without `apply` the sum itself. */
export type Group = { name: string, products: Factor[][], times?: Factor, note?: string };
export type Row = { id: string, apply?: string, groups: Group[] };
export type PrintedFactor = { text: string, value: number, factor: Factor };
export type PrintedGroup = {
  group: Group;
  products: PrintedFactor[][];
  times: PrintedFactor | null;
  result: PrintedNumber;
};
export type PrintedRow = { row: Row, groups: PrintedGroup[], total: PrintedNumber, result: PrintedNumber };
export type TermList = { figures: number, rows: PrintedRow[], agrees: boolean };

const LEAST_FIGURES = 3;
const MOST_FIGURES = 9;

export const THROUGH: Record<Through, (value: number) => number> = {
  one_minus: (value) => 1 - value,
  tanh: Math.tanh,
  inverse: (value) => 1 / value,
  exp: Math.exp,
  log: Math.log,
  decay: logOpenDecay,
  complement: (value) => Math.sqrt(1 - value * value),
  negative: (value) => -value,
};

/**
 * @param rows in the order in which they are computed; the last one is the answer
 * @param answer the network's own number
 * @param functionOf the function that a row applies
 * @returns `agrees`: the last row prints the same three figures as the answer
 */
export function settle(rows: Row[], answer: number, functionOf: (name: string) => (value: number) => number): TermList {
  const wanted = printed(answer).text;
  for (let figures = LEAST_FIGURES; ; figures += 1) {
    const settled = printRows(rows, figures, functionOf);
    const reached = settled[settled.length - 1].result.text;
    if (reached === wanted || figures === MOST_FIGURES) return { figures, rows: settled, agrees: reached === wanted };
  }
}

function printRows(
  rows: Row[],
  figures: number,
  functionOf: (name: string) => (value: number) => number,
): PrintedRow[] {
  const results = new Map<string, PrintedNumber>();
  return rows.map((row, index) => {
    const groups = row.groups.map((group) => printGroup(group, figures, results));
    const sum = groups.reduce((total, { result }) => total + result.value, 0);
    const last = index === rows.length - 1;
    // Without a function the sum is the row's result, and the last result is printed like all numbers of the page.
    const total = printed(sum, row.apply || !last ? figures : LEAST_FIGURES);
    const result = row.apply ? printed(functionOf(row.apply)(total.value), last ? LEAST_FIGURES : figures) : total;
    results.set(row.id, result);
    return { row, groups, total, result };
  });
}

function printGroup(group: Group, figures: number, results: Map<string, PrintedNumber>): PrintedGroup {
  const products = group.products.map((factors) => factors.map((factor) => printFactor(factor, figures, results)));
  const times = group.times ? printFactor(group.times, figures, results) : null;
  const sum = products.reduce(
    (total, factors) => total + factors.reduce((product, { value }) => product * value, 1), 0,
  );
  const alone = products.length === 1 && products[0].length === 1 && !times && !products[0][0].factor.through;
  return { group, products, times, result: alone ? products[0][0] : printed(sum * (times?.value ?? 1), figures) };
}

function printFactor(factor: Factor, figures: number, results: Map<string, PrintedNumber>): PrintedFactor {
  const base = factor.row === undefined ? printed(factor.value, figures) : results.get(factor.row);
  if (!base) throw new Error(`Row ${factor.row} is used before it is computed.`);
  return { text: base.text, value: factor.through ? THROUGH[factor.through](base.value) : base.value, factor };
}
