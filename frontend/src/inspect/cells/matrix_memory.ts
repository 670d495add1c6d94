/** What the equations of cells share whose memory is a matrix: queries and keys, and what the matrix has at them. */

import type { Group } from '../term_list.ts';
import { inputSymbol, line, pieces, shaped, type Piece, type Site } from '../../core/unit/pieces.ts';
import { inputReading, inputSize, secondReading, weightReading, type Place, type Reading } from '../../core/unit/readings.ts';
import type { Where } from '../sums.ts';

/** the query, the key */
export type Vector = 'q' | 'k';
/** q or k of a time step. */
export type VectorOf = (place: Place, layer: number, timeStep: number, name: Vector) => ArrayLike<number>;

export function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
  return Array.from(one).reduce((sum, value, index) => sum + value * other[index], 0);
}

export function keysOf({ cell }: Place): number[] {
  return Array.from({ length: Number(cell.key_size) }, (_, index) => index);
}

/** W x + b of q or k. */
export function sumsOf(place: Place, layer: number, timeStep: number, name: Vector): number[] {
  const inputs = Array.from({ length: inputSize(place, layer) }, (_, index) =>
    inputReading(place, layer, timeStep, index).value);
  return keysOf(place).map((row) => inputs.reduce(
    (sum, value, index) => sum + weightReading(place, `W_${name}.${layer}`, row, index).value * value,
    weightReading(place, `b_${name}.${layer}`, row).value,
  ));
}

export function vectorReading(vectorOf: VectorOf, where: Where, name: Vector, index: number): Reading {
  const { place, layer, timeStep } = where;
  return {
    value: vectorOf(place, layer, timeStep, name)[index], source: `vector/${name}[${layer},${timeStep},${index}]`,
  };
}

/** What the matrix of the time step before has at a vector, a product a key. */
export function answered(vectorOf: VectorOf, where: Where, matrix: string, name: Vector): Group {
  const { place, layer, timeStep, unit } = where;
  return { name, products: keysOf(place).map((index) => [
    secondReading(place, matrix, layer, timeStep - 1, unit, index), vectorReading(vectorOf, where, name, index),
  ]) };
}

/** How alike key and query are, a product a key. */
export function alike(vectorOf: VectorOf, where: Where): Group {
  return { name: 'alike', products: keysOf(where.place).map((index) => [
    vectorReading(vectorOf, where, 'k', index), vectorReading(vectorOf, where, 'q', index),
  ]) };
}

/** W x + b of a vector, or of one of its rows. */
export function sum(site: Site, name: string, row: string): Piece[] {
  const index = row ? `${name},${row}` : name;
  return pieces(`Σ_j W_{${index}j} ${inputSymbol(site, `${site.time},j`)}`, `+ b_{${index}}`);
}

export function sumShapes(site: Site, name: string, rows: string | number): Piece[] {
  const input = shaped(inputSymbol(site, String(site.time)), site.input);
  return line(shaped(`W_{${name}}`, `${rows}×${site.input}`), input, '+', shaped(`b_{${name}}`, rows));
}
