/** The catalog's equations ("h_t = f(W_xh x_t + b_xh)") as MathML, which browsers typeset by themselves. */

const MATHML = 'http://www.w3.org/1998/Math/MathML';
const FUNCTIONS = ['tanh', 'max', 'min', 'Re', 'Im', 'exp', 'sgn', 'ReLU', 'sin', 'cos', 'σ', 'Φ', 'φ', 'if', 'otherwise', 'else', 'mod', 'given', 'as', 'at', 'the', 'start', 'gain', 'scale'];

/** Functions that can follow a factor. */
const APPLIED = ['tanh', 'max', 'min', 'Re', 'Im', 'exp', 'sgn', 'sin', 'cos', 'σ', 'Φ', 'φ'];

/** @typedef {{ base: string, sub: string | null, sup: string | null }} Symbol one symbol with its indices */

/**
 * Numbers, words, operators; an index follows `_`, an exponent `^`, in braces when it is longer than one word.
 * @param {string} equation
 * @returns {Symbol[]}
 */
export function parseEquation(equation) {
  const symbol = /(\d+(?:\.\d+)?|[\p{L}\p{M}]+|[^\s\p{L}\d])(?:_(?:\{([^}]*)\}|([\p{L}\d]+)))?(?:\^(?:\{([^}]*)\}|([\p{L}\d]+)))?/gu;
  return [...equation.matchAll(symbol)].map(([, base, subGroup, subWord, supGroup, supWord]) => ({ base, sub: subGroup ?? subWord ?? null, sup: supGroup ?? supWord ?? null }));
}

/**
 * One <math> a term, so that a long equation can go on in the next line before a sign.
 * @param {string} equation
 * @returns {HTMLElement}
 */
export function equationElement(equation) {
  const terms = splitTerms(parseEquation(equation)).map((term) => node('math', ...elementsOf(term)));
  const line = document.createElement('div');
  line.className = 'equation';
  for (const term of terms) line.append(term, document.createElement('wbr'));
  return line;
}

/** @param {string} equation @returns {Element[]} what stands in a <math> of one's own */
export function symbolElements(equation) {
  return elementsOf(parseEquation(equation));
}

/** @param {Symbol[]} symbols @returns {Element[]} with a thin space between a factor and the name of a function */
function elementsOf(symbols) {
  return symbols.flatMap((symbol, index) => (index > 0 && isFactor(symbols[index - 1]) && APPLIED.includes(symbol.base) ? [space(), symbolElement(symbol)] : [symbolElement(symbol)]));
}

/** @param {Symbol} symbol @returns {boolean} a letter, a number or a closing bracket, but no function */
function isFactor({ base }) {
  return /^[\p{L}\d)]/u.test(base) && !FUNCTIONS.includes(base);
}

/** @returns {Element} */
function space() {
  const element = node('mspace');
  element.setAttribute('width', '0.17em');
  return element;
}

/** @param {Symbol[]} symbols @returns {Symbol[][]} a new term before each sign */
export function splitTerms(symbols) {
  /** @type {Symbol[][]} */
  const terms = [[]];
  for (const symbol of symbols) {
    if (['+', '=', '←', '~', 'if'].includes(symbol.base) && terms[terms.length - 1].length) terms.push([]);
    terms[terms.length - 1].push(symbol);
  }
  return terms;
}

/** @param {Symbol} symbol @returns {Element} */
function symbolElement({ base, sub, sup }) {
  const head = leaf(base);
  if (sub !== null && sup !== null) return node('msubsup', head, row(sub), row(sup));
  if (sub !== null) return node('msub', head, row(sub));
  return sup === null ? head : node('msup', head, row(sup));
}

/** @param {string} text @returns {Element} */
function row(text) {
  const inner = node('mrow', ...parseEquation(text).map(symbolElement));
  for (const word of inner.querySelectorAll('.math-word')) word.removeAttribute('class');
  return inner;
}

/** @param {string} text @returns {Element} */
function leaf(text) {
  const tag = /^\d/.test(text) ? 'mn' : /^[\p{L}\p{M}]/u.test(text) ? 'mi' : 'mo';
  const element = node(tag, document.createTextNode(text));
  // A sign that begins a line is still a sign between two terms.
  if (tag === 'mo' && '+−=←~'.includes(text)) element.setAttribute('form', 'infix');
  if (tag === 'mi' && (FUNCTIONS.includes(text) || text.length > 1)) element.setAttribute('mathvariant', 'normal');
  if (tag === 'mi' && ['if', 'otherwise', 'else', 'mod', 'at', 'as', 'the', 'given'].includes(text)) element.setAttribute('class', 'math-word');
  return element;
}

/** @param {string} tag @param {...Node} children @returns {Element} */
function node(tag, ...children) {
  const element = document.createElementNS(MATHML, tag);
  element.append(...children);
  return element;
}
