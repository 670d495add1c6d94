/**
 * Equations in symbols and in shapes, as pieces that a narrow column can break between. A piece is written like the
 * catalog's equations: an index after `_`, in braces when it is longer than one word.
 */
export type Piece = { text: string, shape?: string };
/** `time` and `unit` count from 1, `layer` from 0 */
export type Site = {
  time: number;
  unit: number;
  layer: number;
  layers: number;
  hidden: number;
  input: number;
  output: number;
  last: boolean;
  scored: boolean;
  rests: boolean;
  twoBiases: boolean;
  recurrent: boolean;
};

/** How functions are written. */
const FUNCTION_NAMES: Record<string, string> = { tanh: 'tanh', sigmoid: 'σ', sine: 'sin', relu: 'ReLU', identity: '' };

/** @param kind of activation */
export function functionName(kind: string): string {
  return FUNCTION_NAMES[kind] ?? 'f';
}

/** What a layer reads: x, or h of the layer beneath. */
export function inputSymbol({ layer }: Site, index: string) {
  return layer === 0 ? `x_{${index}}` : `h_{${index}}^{(${layer})}`;
}

/** h with its layer where there are several. */
export function stateSymbol({ layers, layer }: Pick<Site, 'layers' | 'layer'>, index: string) {
  return layers > 1 ? `h_{${index}}^{(${layer + 1})}` : `h_{${index}}`;
}

export function pieces(...texts: string[]): Piece[] {
  return texts.map((text) => ({ text }));
}

/** With `end` behind the last piece. */
export function closed(list: Piece[], end: string): Piece[] {
  return list.map((piece, index) => (index === list.length - 1 ? { ...piece, text: piece.text + end } : piece));
}

/** name_{t,u} of the unit. @returns `by`: time steps later */
export function named({ time, unit }: Site): (name: string, by?: number) => string {
  return (name, by = 0) => `${name}_{${time + by},${unit}}`;
}

/** left = name(sum). @param name of a function, '' for none */
export function call(left: string, name: string, sum: Piece[]): Piece[] {
  return [...pieces(name ? `${left} = ${name}(` : `${left} =`), ...closed(sum, name ? ')' : '')];
}

/** Σ_j W_xh,uj x_t,j + b + Σ_j W_hh,uj h_{t−1,j} + b. */
export function sumPieces(site: Site, block = ''): Piece[] {
  if (site.recurrent) return [...inputPieces(site, block), ...recurrentPieces(site, block, '+ ')];
  return [...inputPieces(site, block), ...(site.twoBiases ? pieces(`+ b_{hh${mark(block)},${site.unit}}`) : [])];
}

/** Σ_j W_xh,uj x_t,j + b. */
export function inputPieces(site: Site, block: string): Piece[] {
  return pieces(
    `Σ_j W_{xh${mark(block)},${site.unit}j} ${inputSymbol(site, `${site.time},j`)}`,
    `+ b_{xh${mark(block)},${site.unit}}`,
  );
}

export function recurrentPieces(site: Site, block: string, sign: string): Piece[] {
  const sum = `${sign}Σ_j W_{hh${mark(block)},${site.unit}j} ${stateSymbol(site, `${site.time - 1},j`)}`;
  return site.twoBiases ? pieces(sum, `+ b_{hh${mark(block)},${site.unit}}`) : pieces(sum);
}

const mark = (block: string) => (block ? `,${block}` : '');

/** A vector or matrix with its shape. */
export function shaped(text: string, shape: string | number): Piece {
  return { text, shape: String(shape) };
}

/** Vectors of the layer. */
export function vectors({ time, hidden }: Site): (name: string, by?: number) => Piece {
  return (name, by = 0) => shaped(`${name}_{${time + by}}`, hidden);
}

/** @returns h, `by` time steps later */
export function stateShape(site: Site, by = 0): Piece {
  return shaped(stateSymbol(site, String(site.time + by)), site.hidden);
}

/** Pieces and signs between them. */
export function line(...parts: ((Piece | string))[]): Piece[] {
  return parts.map((part) => (typeof part === 'string' ? { text: part } : part));
}

/** @returns W_xh x + b + W_hh h + b */
export function sumShapes(site: Site, block = ''): Piece[] {
  if (site.recurrent) return line(...inputShapes(site, block), '+', ...recurrentShapes(site, block));
  return site.twoBiases
    ? line(...inputShapes(site, block), '+', shaped(`b_{hh${mark(block)}}`, site.hidden))
    : inputShapes(site, block);
}

export function inputShapes(site: Site, block: string): Piece[] {
  const { hidden } = site;
  return line(...matrixTimesInput(site, `W_{xh${mark(block)}}`), '+', shaped(`b_{xh${mark(block)}}`, hidden));
}

export function matrixTimesInput(site: Site, name: string): Piece[] {
  return [shaped(name, `${site.hidden}×${site.input}`), shaped(inputSymbol(site, String(site.time)), site.input)];
}

export function matrixTimes({ hidden }: Site, name: string, vector: Piece): Piece[] {
  return [shaped(name, `${hidden}×${hidden}`), vector];
}

export function recurrentShapes(site: Site, block: string): Piece[] {
  const { hidden, twoBiases } = site;
  const product = matrixTimes(site, `W_{hh${mark(block)}}`, stateShape(site, -1));
  return twoBiases ? line(...product, '+', shaped(`b_{hh${mark(block)}}`, hidden)) : product;
}
