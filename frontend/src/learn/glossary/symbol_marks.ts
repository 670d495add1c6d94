/**
 * The symbols of equations bound to the glossary: each can be pointed at and pressed, the first of its kind in a part
 * of the page can be focused as well. Nothing is added to an equation but attributes, so none is laid out anew; no role
 * is, since what is read aloud is the equation as a whole.
 */

import { termOfSymbol } from './symbols.ts';
import { CONTROL, partOf } from './term_marks.ts';

export const SYMBOL = 'math [data-term]';
const SCRIPTED = 'msub, msup, msubsup';
/** Where equations explain the glossary itself. */
const LEFT_OUT = '.term-card, .glossary-entry, [role="img"], .js-plotly-plot';

/** @param root all equations below it, or the one that it is a part of */
export function bindSymbols(root: Element) {
  const around = root.closest('math');
  for (const equation of around ? [around] : root.querySelectorAll('math')) {
    if (!equation.closest(LEFT_OUT)) bind(equation);
  }
}

/** @param equation a <math> */
function bind(equation: Element) {
  const of = equation.closest('[data-of]')?.getAttribute('data-of') ?? '';
  const inert = equation.closest(CONTROL) !== null;
  const part = partOf(equation);
  for (const symbol of symbolsIn(equation)) {
    const id = termOfSymbol(read(symbol), of);
    if (id === symbol.getAttribute('data-term')) continue;
    unbind(symbol);
    if (!id) continue;
    symbol.setAttribute('data-term', id);
    if (inert || part.querySelector(`math [data-term="${id}"][tabindex]`)) continue;
    symbol.setAttribute('tabindex', '-1');
  }
}

/** Letters and signs with what is written at them, none within another. */
function symbolsIn(equation: Element): MathMLElement[] {
  const all = equation.querySelectorAll(`${SCRIPTED}, mi, mo`) as NodeListOf<MathMLElement>;
  return [...all].filter((element) => !element.parentElement?.closest(SCRIPTED));
}

function read(symbol: Element): import('./symbols.ts').Written {
  const [head, index] = symbol.matches(SCRIPTED) ? symbol.children : [symbol];
  return {
    base: head.textContent ?? '', sub: symbol.matches('msub, msubsup') ? index.textContent ?? '' : '',
    next: symbol.nextElementSibling?.textContent ?? '',
  };
}

function unbind(symbol: Element) {
  for (const name of ['data-term', 'data-open', 'tabindex']) symbol.removeAttribute(name);
}

/** @param root takes every mark of an equation away again */
export function unbindSymbols(root: ParentNode) {
  for (const symbol of root.querySelectorAll(SYMBOL)) unbind(symbol);
}
