/**
 * Equations in symbols and in shapes, as pieces that a narrow column can break between.
 * A piece is written like the catalog's equations: an index after `_`, in braces when it is longer than one word.
 *
 * @typedef {{ text: string, shape?: string }} Piece
 * @typedef {{ time: number, unit: number, layer: number, layers: number, hidden: number, input: number, output: number, last: boolean, scored: boolean,
 *   rests: boolean, twoBiases: boolean, recurrent: boolean }} Site `time` and `unit` count from 1, `layer` from 0
 */

/** How functions are written. @type {Record<string, string>} */
const FUNCTION_NAMES = { tanh: 'tanh', sigmoid: 'σ', sine: 'sin', relu: 'ReLU', identity: '' };

/** @param {string} kind of activation @returns {string} */
export function functionName(kind) {
  return FUNCTION_NAMES[kind] ?? 'f';
}

/** What a layer reads: x, or h of the layer beneath. @param {Site} site @param {string} index */
export function inputSymbol({ layer }, index) {
  return layer === 0 ? `x_{${index}}` : `h_{${index}}^{(${layer})}`;
}

/** h with its layer where there are several. @param {Pick<Site, 'layers' | 'layer'>} site @param {string} index */
export function stateSymbol({ layers, layer }, index) {
  return layers > 1 ? `h_{${index}}^{(${layer + 1})}` : `h_{${index}}`;
}

/** @param {...string} texts @returns {Piece[]} */
export function pieces(...texts) {
  return texts.map((text) => ({ text }));
}

/** With `end` behind the last piece. @param {Piece[]} list @param {string} end @returns {Piece[]} */
export function closed(list, end) {
  return list.map((piece, index) => (index === list.length - 1 ? { ...piece, text: piece.text + end } : piece));
}

/** name_{t,u} of the unit. @param {Site} site @returns {(name: string, by?: number) => string} `by`: time steps later */
export function named({ time, unit }) {
  return (name, by = 0) => `${name}_{${time + by},${unit}}`;
}

/** left = name(sum). @param {string} left @param {string} name of a function, '' for none @param {Piece[]} sum @returns {Piece[]} */
export function call(left, name, sum) {
  return [...pieces(name ? `${left} = ${name}(` : `${left} =`), ...closed(sum, name ? ')' : '')];
}

/** Σ_j W_xh,uj x_t,j + b + Σ_j W_hh,uj h_{t−1,j} + b. @param {Site} site @param {string} [block] @returns {Piece[]} */
export function sumPieces(site, block = '') {
  if (site.recurrent) return [...inputPieces(site, block), ...recurrentPieces(site, block, '+ ')];
  return [...inputPieces(site, block), ...(site.twoBiases ? pieces(`+ b_{hh${mark(block)},${site.unit}}`) : [])];
}

/** Σ_j W_xh,uj x_t,j + b. @param {Site} site @param {string} block @returns {Piece[]} */
export function inputPieces(site, block) {
  return pieces(`Σ_j W_{xh${mark(block)},${site.unit}j} ${inputSymbol(site, `${site.time},j`)}`, `+ b_{xh${mark(block)},${site.unit}}`);
}

/** @param {Site} site @param {string} block @param {string} sign @returns {Piece[]} */
export function recurrentPieces(site, block, sign) {
  const sum = `${sign}Σ_j W_{hh${mark(block)},${site.unit}j} ${stateSymbol(site, `${site.time - 1},j`)}`;
  return site.twoBiases ? pieces(sum, `+ b_{hh${mark(block)},${site.unit}}`) : pieces(sum);
}

/** @param {string} block */
const mark = (block) => (block ? `,${block}` : '');

/** A vector or matrix with its shape. @param {string} text @param {string | number} shape @returns {Piece} */
export function shaped(text, shape) {
  return { text, shape: String(shape) };
}

/** Vectors of the layer. @param {Site} site @returns {(name: string, by?: number) => Piece} */
export function vectors({ time, hidden }) {
  return (name, by = 0) => shaped(`${name}_{${time + by}}`, hidden);
}

/** @param {Site} site @param {number} [by] @returns {Piece} h, `by` time steps later */
export function stateShape(site, by = 0) {
  return shaped(stateSymbol(site, String(site.time + by)), site.hidden);
}

/** Pieces and signs between them. @param {...(Piece | string)} parts @returns {Piece[]} */
export function line(...parts) {
  return parts.map((part) => (typeof part === 'string' ? { text: part } : part));
}

/** @param {Site} site @param {string} [block] @returns {Piece[]} W_xh x + b + W_hh h + b */
export function sumShapes(site, block = '') {
  if (site.recurrent) return line(...inputShapes(site, block), '+', ...recurrentShapes(site, block));
  return site.twoBiases ? line(...inputShapes(site, block), '+', shaped(`b_{hh${mark(block)}}`, site.hidden)) : inputShapes(site, block);
}

/** @param {Site} site @param {string} block @returns {Piece[]} */
export function inputShapes(site, block) {
  const { hidden } = site;
  return line(...matrixTimesInput(site, `W_{xh${mark(block)}}`), '+', shaped(`b_{xh${mark(block)}}`, hidden));
}

/** @param {Site} site @param {string} name @returns {Piece[]} */
export function matrixTimesInput(site, name) {
  return [shaped(name, `${site.hidden}×${site.input}`), shaped(inputSymbol(site, String(site.time)), site.input)];
}

/** @param {Site} site @param {string} name @param {Piece} vector @returns {Piece[]} */
export function matrixTimes({ hidden }, name, vector) {
  return [shaped(name, `${hidden}×${hidden}`), vector];
}

/** @param {Site} site @param {string} block @returns {Piece[]} */
export function recurrentShapes(site, block) {
  const { hidden, twoBiases } = site;
  const product = matrixTimes(site, `W_{hh${mark(block)}}`, stateShape(site, -1));
  return twoBiases ? line(...product, '+', shaped(`b_{hh${mark(block)}}`, hidden)) : product;
}
