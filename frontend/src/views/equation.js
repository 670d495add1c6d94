/** The catalog's equations ("h_t = f(W_xh x_t + b_xh)") as MathML, which browsers typeset by themselves. */

const MATHML = 'http://www.w3.org/1998/Math/MathML';
const FUNCTIONS = ['tanh', 'max', 'min', 'sin', 'cos', 'σ', 'Φ', 'φ', 'if', 'otherwise', 'else', 'mod', 'given', 'as', 'at', 'the', 'start', 'gain', 'scale'];

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

/** @param {string} equation @returns {Element} a <math> element */
export function equationElement(equation) {
  return node('math', ...parseEquation(equation).map(symbolElement));
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
  return node('mrow', ...parseEquation(text).map(symbolElement));
}

/** @param {string} text @returns {Element} */
function leaf(text) {
  const tag = /^\d/.test(text) ? 'mn' : /^[\p{L}\p{M}]/u.test(text) ? 'mi' : 'mo';
  const element = node(tag, document.createTextNode(text));
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
