/**
 * The phase portrait of a layer: the answer read, and what a link says of it. Pure.
 *
 * @import { Answer, Tensor } from '../state/types.d.ts'
 *
 * @typedef {readonly [number, number]} Place in the plane
 * @typedef {{ place: Place, radius: number, residual: number, stable: boolean }} FixedPoint
 * @typedef {object} Portrait
 * @property {number[]} centre
 * @property {number[][]} axes
 * @property {number} points a side of the grid
 * @property {number} reach
 * @property {Place[]} places
 * @property {Place[]} field
 * @property {number[]} basins number of the fixed point; −1: none
 * @property {FixedPoint[]} fixed
 * @property {Place[]} trajectory s_0 … s_T
 * @property {Place[]} started
 * @property {number} waiting units that only copy themselves in this time step
 * @property {number} step
 *
 * @typedef {{ timeStep: number | null, start: Place | null }} Turned
 */

/** @param {Answer} answer @returns {Portrait} */
export function portraitOf({ tensors, step }) {
  const tensor = (/** @type {string} */ name) => /** @type {Tensor & { data: Float32Array }} */ (tensors.get(name));
  const pairs = (/** @type {string} */ name) => {
    const { data } = tensor(name);
    return Array.from({ length: data.length / 2 }, (_, index) => /** @type {Place} */ ([data[2 * index], data[2 * index + 1]]));
  };
  const [radius, residual] = ['fixed_point_radius', 'fixed_point_residual'].map((name) => tensor(name).data);
  const size = tensor('axes').shape[1];
  const places = pairs('places');
  return {
    centre: Array.from(tensor('centre').data), axes: [0, 1].map((axis) => Array.from(tensor('axes').data.subarray(axis * size, (axis + 1) * size))),
    points: tensor('places').shape[0], reach: Math.abs(places[0][0]), places, field: pairs('field'), basins: Array.from(tensor('basins').data),
    fixed: pairs('fixed_points').map((place, index) => ({ place, radius: radius[index], residual: residual[index], stable: radius[index] < 1 })),
    trajectory: pairs('trajectory'), started: pairs('started'), waiting: Number(tensors.get('waiting')?.data[0] ?? 0), step,
  };
}

/** How far the picture has to reach for what is in it; it grows at once and shrinks by halves only, lest it pump. @param {Portrait} portrait @returns {number} */
export function wantedReach({ trajectory, started, reach }) {
  const farthest = Math.max(...[...trajectory, ...started].map(([x, y]) => Math.max(Math.abs(x), Math.abs(y))));
  const wanted = Math.max(1, 1.15 * (Number.isFinite(farthest) ? farthest : 1));
  return wanted > reach || wanted < reach / 2 ? wanted : reach;
}

/** `12:0.5:-0.3`: time 12, from the place (0.5, −0.3); without the place from the start that the sequence has. @param {string | undefined} text @returns {Turned} */
export function readTurned(text) {
  const [, time, x, y] = /^(\d{1,4})(?::(-?[\d.]+):(-?[\d.]+))?$/.exec(text ?? '') ?? [];
  if (time === undefined) return { timeStep: null, start: null };
  const start = /** @type {Place} */ ([Number(x), Number(y)]);
  return { timeStep: Math.max(0, Number(time) - 1), start: x !== undefined && start.every(Number.isFinite) ? start : null };
}

/** @param {number} timeStep @param {Place | null} start @returns {string} */
export function writeTurned(timeStep, start) {
  return start === null ? String(timeStep + 1) : [timeStep + 1, ...start.map((value) => Number(value.toFixed(3)))].join(':');
}
