/** MathML from the short notation of src/core/unit/pieces.ts, in pieces between which a line may break. */

import { el } from './dom.ts';
import { symbolElements } from './equation.ts';

const MATHML = 'http://www.w3.org/1998/Math/MathML';

/** @returns typed as HTML, whose `style` and `dataset` MathML elements share */
export function math(tag: string, attributes: Record<string, string>, ...children: ((Node | string))[]): HTMLElement {
  const element = document.createElementNS(MATHML, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return (element as unknown) as HTMLElement;
}

/** @returns one <math>, which no line breaks */
export function inlineMath(text: string): HTMLElement {
  return math('math', {}, ...symbolElements(text));
}

/** @returns with its shape beneath, where it has one */
export function pieceElement({ text, shape }: import('../core/unit/pieces.ts').Piece): Element {
  if (!shape) return inlineMath(text);
  const row = math('mrow', {}, ...symbolElements(text));
  return math('math', { class: 'with-shape' }, math('munder', {}, row, math('mtext', { class: 'shape' }, shape)));
}

export function equationLine(pieces: import('../core/unit/pieces.ts').Piece[]): HTMLElement {
  return el('p', { class: 'equation-line' }, ...pieces.flatMap((piece) => [pieceElement(piece), ' ']));
}
