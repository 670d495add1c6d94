/**
 * What the runs of a model over many seeds come to: numbers to take quantiles of, and what leaves the page as a file. Pure.
 *
 * A run that diverged counts: it is not solved, and its loss is infinite from there on.
 *
 * @import { Reading as TileReading } from './atlas_tiles.js'
 * @import { Trained } from './seed_runs.js'
 */

import { bandOf } from '../charts/quantiles.js';
import { laneLetter } from '../text/lane.js';

/** @typedef {Omit<TileReading, 'row' | 'column'> & { weights: boolean, data: boolean }} Reading as the server sends it */
/** @typedef {'first' | 'last'} When before the first update, after the last */
/** @typedef {{ values: number[], missing: number }} Sample `missing`: runs that have no such number */
/** @typedef {{ x: number[], band: import('../charts/quantiles.js').Band[] | null, runs: number[][] }} Curves over `x`: the band, or with too few runs for one null */

/** @param {Trained} model @param {Reading['outcome']} outcome @returns {number} how many runs came to it */
export function countOf({ readings }, outcome) {
  return readings.filter((reading) => reading.outcome === outcome).length;
}

/** The update at which a run was solved, infinite where it was not. @param {Trained} model @returns {Sample} */
export function solvingUpdates({ readings }) {
  return { values: readings.map(({ solved_at: update }) => update ?? Infinity), missing: 0 };
}

/** @param {Trained} model @returns {Sample} means over the last fifth of the updates */
export function finalLosses({ readings }) {
  return { values: readings.map(({ loss, outcome }) => (outcome === 'diverged' ? Infinity : loss ?? Infinity)), missing: 0 };
}

/** @param {Trained} model @param {When} when @returns {Sample} */
export function gains(model, when) {
  return sampleOf(model, when, ({ gain_per_step: gain }) => gain);
}

/** Time steps back in which half of the gradient is left, infinite where it stays or grows. @param {Trained} model @param {When} when @returns {Sample} */
export function halfLives(model, when) {
  return sampleOf(model, when, ({ gain_per_step: gain, half_life: life }) => (gain === null ? null : gain < 1 ? life ?? Infinity : Infinity));
}

/** @param {Trained} model @param {When} when @returns {Sample} */
export function horizons(model, when) {
  return sampleOf(model, when, ({ horizon }) => horizon);
}

/** @param {Trained} model @param {When} when @param {(profile: TileReading['first']) => number | null} read @returns {Sample} */
function sampleOf({ readings }, when, read) {
  const found = readings.map((reading) => reading[when]).map((profile) => profile && read(profile));
  const values = found.filter((value) => value !== null);
  return { values, missing: found.length - values.length };
}

/** @param {Trained} model @returns {Curves} the loss over the updates, counted from 0 as the steps of a run are */
export function lossCurves({ readings }) {
  return curvesOf(readings[0]?.loss_steps ?? [], readings.map(({ losses }) => losses));
}

/** @param {Trained} model @param {When} when @returns {Curves} the gradient's profile over the time steps, counted from 1 */
export function profileCurves({ readings }, when) {
  const profiles = readings.flatMap((reading) => reading[when]?.norms ? [/** @type {(number | null)[]} */ (reading[when].norms)] : []);
  return curvesOf((readings[0]?.time_steps ?? []).map((step) => step + 1), profiles);
}

/** @param {number[]} x @param {(number | null)[][]} found null: not finite @returns {Curves} */
function curvesOf(x, found) {
  const runs = found.map((values) => values.map((value) => value ?? Infinity));
  const bands = x.map((_, place) => bandOf(runs.map((values) => values[place])));
  return { x, runs, band: bands.length && bands.every((band) => band !== null) ? bands : null };
}

/** @param {Trained} model @returns {boolean} whether every run is the first one again: the seeds that vary change nothing in this experiment */
export function areAllTheSame({ readings }) {
  const losses = readings.map((reading) => JSON.stringify(reading.losses));
  return losses.length > 1 && losses.every((text) => text === losses[0]);
}

const PROFILE = /** @type {const} */ (['gain_per_step', 'half_life', 'horizon']);
const COLUMNS = /** @type {const} */ (['outcome', 'solved_at', 'diverged_at', 'loss', 'metric']);

/** @param {Trained[]} models @returns {string} a line for every run; empty: null on the wire */
export function csvOf(models) {
  const head = ['model', 'cell', 'seed', 'weight_seed', 'data_seed', 'steps', ...COLUMNS, ...PROFILE.map((name) => `first_${name}`), ...PROFILE.map((name) => `last_${name}`), 'kernel'];
  const lines = models.flatMap(({ lane, readings }) => readings.map(({ experiment, ...reading }) => [
    laneLetter(lane), experiment.lanes[0].cell.kind, reading.seed, experiment.weight_seed, experiment.data_seed, experiment.steps, ...COLUMNS.map((name) => reading[name]),
    ...PROFILE.map((name) => reading.first[name]), ...PROFILE.map((name) => reading.last?.[name]), reading.kernel,
  ]));
  return [head, ...lines].map((line) => `${line.map((value) => value ?? '').join(',')}\n`).join('');
}

/** @param {Trained[]} models @returns {string} the answers of the server as they came, each with its document */
export function jsonOf(models) {
  return JSON.stringify({ models: models.map(({ lane, vary, steps, readings }) => ({ model: laneLetter(lane), vary, steps, runs: readings })) });
}
