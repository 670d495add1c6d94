/** The phase portrait of a layer: the answer read, and what a link says of it. Pure. */

import type { Answer, Tensor } from '../../core/model/types.ts';

/** in the plane */
export type Place = readonly [number, number];
export type FixedPoint = { place: Place, radius: number, residual: number, stable: boolean };
export interface PhasePortrait {
  centre: number[];
  axes: number[][];
  /** a side of the grid */ points: number;
  reach: number;
  places: Place[];
  field: Place[];
  /** number of the fixed point; −1: none */ basins: number[];
  fixed: FixedPoint[];
  /** s_0 … s_T */ trajectory: Place[];
  started: Place[];
  /** units that only copy themselves in this time step */ waiting: number;
  step: number;
}
export type Turned = { timeStep: number | null, start: Place | null };

export function phasePortraitOf({ tensors, step }: Answer): PhasePortrait {
  const tensor = (name: string) => tensors.get(name) as Tensor & { data: Float32Array };
  const pairs = (name: string) => {
    const { data } = tensor(name);
    return Array.from({ length: data.length / 2 }, (_, index) => [data[2 * index], data[2 * index + 1]] as Place);
  };
  const [radius, residual] = ['fixed_point_radius', 'fixed_point_residual'].map((name) => tensor(name).data);
  const size = tensor('axes').shape[1];
  const places = pairs('places');
  return {
    centre: Array.from(tensor('centre').data),
    axes: [0, 1].map((axis) => Array.from(tensor('axes').data.subarray(axis * size, (axis + 1) * size))),
    points: tensor('places').shape[0],
    reach: Math.abs(places[0][0]), places, field: pairs('field'), basins: Array.from(tensor('basins').data),
    fixed: pairs('fixed_points')
      .map((place, index) => ({ place, radius: radius[index], residual: residual[index], stable: radius[index] < 1 })),
    trajectory: pairs('trajectory'),
    started: pairs('started'), waiting: Number(tensors.get('waiting')?.data[0] ?? 0), step,
  };
}

/** How far the picture has to reach for what is in it; it grows at once and shrinks by halves only, lest it pump. */
export function wantedReach({ trajectory, started, reach }: PhasePortrait): number {
  const farthest = Math.max(...[...trajectory, ...started].map(([x, y]) => Math.max(Math.abs(x), Math.abs(y))));
  const wanted = Math.max(1, 1.15 * (Number.isFinite(farthest) ? farthest : 1));
  return wanted > reach || wanted < reach / 2 ? wanted : reach;
}

/** `12:0.5:-0.3`: time 12, from the place (0.5, −0.3); without the place from the start that the sequence has. */
export function readTurned(text: string | undefined): Turned {
  const [, time, x, y] = /^(\d{1,4})(?::(-?[\d.]+):(-?[\d.]+))?$/.exec(text ?? '') ?? [];
  if (time === undefined) return { timeStep: null, start: null };
  const start = [Number(x), Number(y)] as Place;
  return {
    timeStep: Math.max(0, Number(time) - 1), start: x !== undefined && start.every(Number.isFinite) ? start : null,
  };
}

export function writeTurned(timeStep: number, start: Place | null): string {
  return start === null
    ? String(timeStep + 1)
    : [timeStep + 1, ...start.map((value) => Number(value.toFixed(3)))].join(':');
}
