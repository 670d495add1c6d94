/** The catalog's equations ("h_t = f(W_xh x_t + b_xh)") as MathML, which browsers typeset by themselves. */

import type { Translate } from '../core/text/i18n.ts';
import { quantityWords, stretches } from '../core/text/catalog_words.ts';
import { el } from './dom.ts';

const MATHML = 'http://www.w3.org/1998/Math/MathML';
/** Functions that can follow a factor. */
const APPLIED = [
  'tanh', 'max', 'min', 'Re', 'Im', 'exp', 'log', 'ln', 'sgn', 'sin', 'cos', 'softplus', 'SiLU', 'σ', 'Φ', 'φ',
];
const FUNCTIONS = [...APPLIED, 'ReLU', 'mod'];

const SIGNS = ['+', '=', '≈', '←', '~'];

/** one symbol, or a word in its place, with its indices */
export type Symbol = { base: string, sub: string | null, sup: string | null, word?: boolean };

const SYMBOL =
  /(\d+(?:\.\d+)?|[\p{L}\p{M}]+|[^\s\p{L}\d])(?:_(?:\{([^}]*)\}|([\p{L}\d]+))|([₀-₉]+))?(?:\^(?:\{([^}]*)\}|([\p{L}\d]+))|([²³]+))?/gu;
const RAISED = '₀₁₂₃₄₅₆₇₈₉⁰¹²³';

/**
 * Numbers, words, operators; an index follows `_`, an exponent `^`, in braces when it is longer than one word, or
 * stands there as a small digit.
 */
export function parseEquation(equation: string): Symbol[] {
  return [...equation.matchAll(SYMBOL)].map(([, base, subGroup, subWord, subDigits, supGroup, supWord, supDigits]) => (
    { base, sub: subGroup ?? subWord ?? plainDigits(subDigits), sup: supGroup ?? supWord ?? plainDigits(supDigits) }));
}

function plainDigits(small: string | undefined): string | null {
  return small ? [...small].map((digit) => RAISED.indexOf(digit) % 10).join('') : null;
}

/** One <math> a term, so that a long equation can go on in the next line before a sign or within its words. */
export function equationElement(equation: string, t: Translate): HTMLElement {
  return el('div', { class: 'equation' }, ...stretches(equation, t).flatMap(({ symbols, words }) => (
    symbols === null ? [el('span', { class: 'math-word' }, words), ' '] : termElements(symbols, t)
  )));
}

function termElements(symbols: string, t: Translate): (Node | string)[] {
  return splitTerms(parseEquation(symbols)).flatMap((term) => [node('math', ...elementsOf(named(term, t))), el('wbr')]);
}

/** Quantities that have a name in place of a symbol, by that name. */
function named(symbols: Symbol[], t: Translate): Symbol[] {
  return symbols.map((symbol) => {
    const words = quantityWords(symbol.base, t);
    return words === null ? symbol : { ...symbol, base: words, word: true };
  });
}

/** @returns what stands in a <math> of one's own */
export function symbolElements(equation: string): Element[] {
  return elementsOf(parseEquation(equation));
}

/** @returns with a thin space between a factor and the name of a function, and behind the name where no bracket is */
function elementsOf(symbols: Symbol[]): Element[] {
  return symbols.flatMap((symbol, index) => (index > 0 && isApart(symbols[index - 1], symbol)
    ? [space(), symbolElement(symbol)]
    : [symbolElement(symbol)]));
}

function isApart(before: Symbol, { base }: Symbol): boolean {
  return (isFactor(before) && APPLIED.includes(base)) || (APPLIED.includes(before.base) && /^[\p{L}\d]/u.test(base));
}

/** @returns a letter, a number or a closing bracket, but no function */
function isFactor({ base }: Symbol): boolean {
  return /^[\p{L}\d)]/u.test(base) && !FUNCTIONS.includes(base);
}

function space(): Element {
  const element = node('mspace');
  element.setAttribute('width', '0.17em');
  return element;
}

/**
 * A new term before each sign, after a comma outside brackets, before a factor in brackets; "k = 3" after a comma stays
 * whole.
 */
export function splitTerms(symbols: Symbol[]): Symbol[][] {
  const terms: Symbol[][] = [[]];
  let [depth, before] = [0, ''];
  for (const symbol of symbols) {
    const { base } = symbol;
    const term = terms[terms.length - 1];
    const atSign = SIGNS.includes(base) && (terms.length === 1 || term.length > 1);
    const outside = depth === 0 && (before === ',' || (base === '(' && [')', 'Σ'].includes(before)));
    if (before && (atSign || outside)) terms.push([symbol]);
    else term.push(symbol);
    depth += base === '(' ? 1 : base === ')' ? -1 : 0;
    before = base;
  }
  return terms;
}

function symbolElement({ base, sub, sup, word = base === 'mod' }: Symbol): Element {
  const head = leaf(base);
  if (word) head.setAttribute('class', 'math-word');
  if (sub !== null && sup !== null) return node('msubsup', head, row(sub), row(sup));
  if (sub !== null) return node('msub', head, row(sub));
  return sup === null ? head : node('msup', head, row(sup));
}

function row(text: string): Element {
  return node('mrow', ...parseEquation(text).map(symbolElement));
}

function leaf(text: string): Element {
  const tag = /^\d/.test(text) ? 'mn' : /^[\p{L}\p{M}]/u.test(text) ? 'mi' : 'mo';
  const element = node(tag, document.createTextNode(text));
  // A sign that begins a line is still a sign between two terms.
  if (tag === 'mo' && '+−=←~'.includes(text)) element.setAttribute('form', 'infix');
  // Brackets keep the size of the letters beside them: only some fonts know sizes between.
  if ('()|‖'.includes(text)) element.setAttribute('stretchy', 'false');
  if (tag === 'mi' && (FUNCTIONS.includes(text) || text.length > 1)) element.setAttribute('mathvariant', 'normal');
  return element;
}

function node(tag: string, ...children: Node[]): Element {
  const element = document.createElementNS(MATHML, tag);
  element.append(...children);
  return element;
}
