/**
 * Which states of a cell can be looked at, and as which numbers: a complex state as its real part, imaginary part or
 * magnitude.
 */

import type { LaneFrame, Tensor } from '../../core/model/types.ts';

/** `id` is what its button says */
export type StateView = { id: string, state: string, part: 'whole' | 'real' | 'imaginary' | 'magnitude' };

/** The symbol of what carries the last state on, as a letter and its index. */
const CARRIERS: Record<string, [base: string, index: string]> = {
  orthogonal: ['Q', ''], antisymmetric: ['(A − Aᵀ)', ''], indrnn: ['u', ''], lru: ['λ', ''], mingru: ['k', 't'],
  minlstm: ['f′', 't'], rglru: ['a', 't'], formula: ['F', ''],
};

export function carrierOf({ kind }: { kind: string }): [base: string, index: string] {
  return CARRIERS[kind] ?? ['W', 'hh'];
}

function isComplex(tensor: Tensor | undefined) {
  return tensor?.shape.length === 4;
}

/** @param states of the cell, h first */
export function stateViews(states: readonly string[], data: LaneFrame | null): StateView[] {
  return states.flatMap((state) =>
    (state !== 'h' && isComplex(data?.states[state]) ? complexViews(state) : [{ id: state, state, part: 'whole' }]));
}

function complexViews(state: string): StateView[] {
  return [{ id: `Re ${state}`, state, part: 'real' }, { id: `Im ${state}`, state, part: 'imaginary' }, {
    id: `|${state}|`, state, part: 'magnitude',
  }];
}

/** @returns (layer, time_step, unit), row-major */
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
 * One unit's value of a state: a number, or magnitude and phase.
 * @param index of the unit among all layers and time steps
 * @returns `phase` in radians
 */
export function stateAt(
  tensor: Tensor,
  index: number,
): { value: number } | { real: number, imaginary: number, magnitude: number, phase: number } {
  if (!isComplex(tensor)) return { value: Number(tensor.data[index]) };
  const [real, imaginary] = [Number(tensor.data[2 * index]), Number(tensor.data[2 * index + 1])];
  return { real, imaginary, magnitude: Math.hypot(real, imaginary), phase: Math.atan2(imaginary, real) };
}
