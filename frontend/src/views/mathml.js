/** MathML from the short notation of src/inspector/pieces.js, in pieces between which a line may break. */

import { el } from './dom.js';
import { symbolElements } from './equation.js';

const MATHML = 'http://www.w3.org/1998/Math/MathML';

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElement} typed as HTML, whose `style` and `dataset` MathML elements share
 */
export function math(tag, attributes, ...children) {
  const element = document.createElementNS(MATHML, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return /** @type {HTMLElement} */ (/** @type {unknown} */ (element));
}

/** @param {string} text @returns {HTMLElement} one <math>, which no line breaks */
export function inlineMath(text) {
  return math('math', {}, ...symbolElements(text));
}

/** @param {import('../inspector/pieces.js').Piece} piece @returns {Element} with its shape beneath, where it has one */
export function pieceElement({ text, shape }) {
  if (!shape) return inlineMath(text);
  const row = math('mrow', {}, ...symbolElements(text));
  return math('math', { class: 'with-shape' }, math('munder', {}, row, math('mtext', { class: 'shape' }, shape)));
}

/** @param {import('../inspector/pieces.js').Piece[]} pieces @returns {HTMLElement} */
export function equationLine(pieces) {
  return el('p', { class: 'equation-line' }, ...pieces.flatMap((piece) => [pieceElement(piece), ' ']));
}
