/** A list of terms on the page: each row says its result, and opens to the products that make it. */

import type { TermList, PrintedFactor, PrintedGroup, PrintedRow, Through } from './term_list.ts';
import { css, inkOn, type Rgb } from '../draw/colour.ts';
import { functionName } from '../core/unit/pieces.ts';
import { el } from '../ui/dom.ts';
import { symbolElements } from '../ui/equation.ts';
import { inlineMath, math } from '../ui/mathml.ts';

/** how the rows and groups of one equation are written */
export interface Wording {
  /** symbol of a row's result */ left: (row: string) => string;
  /** symbol of a group, '' for none */ group: (row: string, group: PrintedGroup) => string;
  /** words behind a row's result, '' for none */ row: (row: string) => string;
  /** of a number by where it comes from; null for none */ colour: (source: string) => Rgb | null;
  products: (count: number) => string;
  /** whether what can be opened is open; what is closed is not drawn */ isOpen: (key: string) => boolean;
  /** whether the results are gradients */ backward: boolean;
}

/** More products than this are folded into their sum. */
const MOST_SHOWN = 4;
/** What stands before and behind a number of which something is made first. */
const AROUND: Record<Through, [before: string, behind: string]> = {
  one_minus: ['(1 −', ')'], tanh: ['tanh(', ')'], inverse: ['1 /', ''], exp: ['exp(', ')'], log: ['ln(', ')'],
  decay: ['−8 softplus(', ')'], complement: ['√(1 −', '²)'], negative: ['−', ''],
};

/** @returns going backward, the answer comes first */
export function termListElements({ rows }: TermList, wording: Wording): HTMLElement[] {
  const elements = rows.map((row, index) => rowElement(row, index === rows.length - 1, wording));
  return wording.backward ? [elements[elements.length - 1], ...elements.slice(0, -1)] : elements;
}

function rowElement({ row, groups, total, result }: PrintedRow, answer: boolean, wording: Wording): HTMLElement {
  const name = row.apply ? functionName(row.apply) : '';
  const middle = name ? [...symbolElements(`= ${name}(`), math('mn', {}, total.text), ...symbolElements(')')] : [];
  const sum = math('math', {}, ...symbolElements(wording.left(row.id)), ...middle);
  const value = math('math', {}, ...symbolElements('='), math('mn', { class: answer ? 'is-answer' : '' }, result.text));
  const words = wording.row(row.id);
  for (const part of [sum, value]) part.setAttribute('aria-label', part.textContent ?? '');
  const summary = el('summary', { class: 'ledger-summary' },
    el('span', { class: 'ledger-result', 'data-source': `row/${row.id}[]` }, sum, el('wbr'), value),
    ...(words ? [el('span', { class: 'ledger-words' }, words)] : []));
  return folded('ledger-row', row.id, summary, 'ledger-lines', wording, () =>
    groups.flatMap((group, index) => groupElements(row.id, group, index > 0, wording)));
}

function groupElements(row: string, group: PrintedGroup, plus: boolean, wording: Wording): HTMLElement[] {
  const label = wording.group(row, group);
  const name = label ? el('span', { class: 'ledger-name' }, inlineMath(label)) : '';
  const sign = el('span', { class: 'ledger-sign' }, plus ? '+' : '');
  const times = group.times ? [chip(group.times, wording), dot(), '('] : [];
  if (group.products.length <= MOST_SHOWN) {
    const products = group.products.map((factors, index) => productElement(factors, wording, index > 0));
    return [el(
      'div', { class: 'ledger-line' }, sign,
      el('span', { class: 'ledger-products' }, ...times, ...products, times.length ? ')' : null), name,
    )];
  }
  const sum = el('summary', { class: 'ledger-line' }, sign,
    el('span', { class: 'ledger-products' }, math('math', {}, math('mn', { class: 'chip is-sum' }, group.result.text))),
    el(
      'span', { class: 'ledger-name' }, name, el('span', { class: 'quiet' }, wording.products(group.products.length)),
    ));
  const all = () => [
    ...times, ...group.products.map((factors, index) => productElement(factors, wording, index > 0)),
    times.length ? ')' : null,
  ];
  return [folded('ledger-group', `${row}/${group.group.name}`, sum, 'ledger-all', wording, all)];
}

function folded(
  kind: string,
  key: string,
  summary: HTMLElement,
  inside: string,
  { backward, isOpen }: Wording,
  content: () => import('../ui/dom.ts').Child[],
): HTMLElement {
  const whole = `${backward ? 'backward' : 'forward'}/${key}`;
  const open = isOpen(whole);
  const details = el(
    'details', { class: kind, 'data-key': whole }, summary, el('div', { class: inside }, ...(open ? content() : [])),
  );
  details.open = open;
  return details;
}

/** @param plus whether it is added to another one */
function productElement(factors: PrintedFactor[], wording: Wording, plus: boolean) {
  return el(
    'span', { class: 'product' }, plus ? el('span', { class: 'ledger-plus' }, '+') : null,
    ...factors.flatMap((factor, index) => (index ? [dot(), chip(factor, wording)] : [chip(factor, wording)])),
  );
}

function dot() {
  return el('span', { class: 'product-dot' }, '·');
}

function chip({ text, factor }: PrintedFactor, wording: Wording): HTMLElement {
  const source = factor.source ?? `row/${factor.row}[]`;
  const number = math('mn', { class: `chip ${kindOf(source, wording)}`, 'data-source': source, tabindex: '-1' }, text);
  const colour = wording.colour(source);
  if (colour) {
    number.style.backgroundColor = css(colour);
    number.style.color = inkOn(colour);
  }
  const [before, behind] = factor.through ? AROUND[factor.through] : ['', ''];
  return math('math', {}, ...symbolElements(before), number, ...symbolElements(behind));
}

function kindOf(source: string, { backward }: Wording) {
  if (backward && source.startsWith('row/')) return 'is-gradient';
  if (/^(hidden_gradient|sum_gradient|state_gradient|output)/.test(source)) return 'is-gradient';
  return /^(row\/|pre_activation|gates|effective|constant|moment|vector)/.test(source) ? 'is-derived' : '';
}
