/**
 * Which states of a cell can be looked at, and as which numbers: a complex state as its real part, imaginary part or
 * magnitude, a matrix as it is, a row for each unit.
 */

import type { LaneFrame, Tensor } from '../../core/model/types.ts';

/** `id` is what its button says */
export type StateView = { id: string, state: string, part: 'whole' | 'real' | 'imaginary' | 'magnitude' };

/** The symbol of what carries the last state on, as a letter and its index. */
const CARRIERS: Record<string, [base: string, index: string]> = {
  orthogonal: ['Q', ''], antisymmetric: ['(A − Aᵀ)', ''], indrnn: ['u', ''], lru: ['λ', ''], mingru: ['k', 't'],
  minlstm: ['f′', 't'], rglru: ['a', 't'], deltanet: ['α(I − βkkᵀ)', ''], mlstm: ['f′', 't'], formula: ['F', ''],
};

export function carrierOf({ kind }: { kind: string }): [base: string, index: string] {
  return CARRIERS[kind] ?? ['W', 'hh'];
}

/** Of a state that is no matrix, whose rows may be as long. */
function isComplex(tensor: Tensor | undefined) {
  return tensor?.shape.length === 4;
}

/**
 * @param states of the cell, h first
 * @param matrices those of them that are matrices; one that is too large for a frame cannot be looked at
 */
export function stateViews(
  states: readonly string[],
  data: LaneFrame | null,
  matrices: readonly string[] = [],
): StateView[] {
  const there = states.filter((state) => !matrices.includes(state) || !data || data.states[state]);
  return there.flatMap((state) => (state !== 'h' && !matrices.includes(state) && isComplex(data?.states[state])
    ? complexViews(state)
    : [{ id: state, state, part: 'whole' }]));
}

/** @returns how many numbers of a unit stand side by side: the columns of a matrix */
export function entriesOf(data: LaneFrame | null, { state, part }: StateView): number {
  return part === 'whole' && state !== 'h' ? (data?.states[state]?.shape[3] ?? 1) : 1;
}

function complexViews(state: string): StateView[] {
  return [{ id: `Re ${state}`, state, part: 'real' }, { id: `Im ${state}`, state, part: 'imaginary' }, {
    id: `|${state}|`, state, part: 'magnitude',
  }];
}

/** @returns (layer, time_step, unit), row-major; of a matrix (layer, time_step, unit, column) */
export function stateValues(data: LaneFrame | null, { state, part }: StateView): Float32Array | null {
  const tensor = state === 'h' ? data?.hiddenState : data?.states[state];
  if (!tensor) return null;
  const values = tensor.data as Float32Array;
  if (part === 'whole') return values;
  return Float32Array.from({ length: values.length / 2 }, (_, index) => {
    const [real, imaginary] = [values[2 * index], values[2 * index + 1]];
    return part === 'real' ? real : part === 'imaginary' ? imaginary : Math.hypot(real, imaginary);
  });
}

/**
 * Which units answered 0 to the whole batch, at every time step: 1 each, where that was measured.
 * @returns (layer, unit), row-major
 */
export function deadUnits(data: LaneFrame | null, { state }: StateView): Tensor['data'] | null {
  return state === 'h' ? (data?.tensors.get('dead_mask')?.data ?? null) : null;
}

/**
 * One unit's value of a state: a number, magnitude and phase, or a row of a matrix.
 * @param index of the unit among all layers and time steps
 * @returns `phase` in radians
 */
export function stateAt(
  tensor: Tensor,
  index: number,
  isMatrix = false,
): { value: number } | { real: number, imaginary: number, magnitude: number, phase: number } | { row: number[] } {
  const width = tensor.shape[3];
  if (isMatrix) return { row: Array.from(tensor.data.slice(index * width, (index + 1) * width), Number) };
  if (!isComplex(tensor)) return { value: Number(tensor.data[index]) };
  const [real, imaginary] = [Number(tensor.data[2 * index]), Number(tensor.data[2 * index + 1])];
  return { real, imaginary, magnitude: Math.hypot(real, imaginary), phase: Math.atan2(imaginary, real) };
}
