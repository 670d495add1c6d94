/**
 * What the runs of a model over many seeds come to: numbers to take quantiles of. Pure.
 *
 * A run that diverged counts: it is not solved, and its loss is infinite from there on.
 *
 * @import { Band } from '../charts/quantiles.js'
 * @import { Reading as TileReading } from './atlas_tiles.js'
 * @import { Trained } from './seed_runs.js'
 */

import { bandOf } from '../charts/quantiles.js';

/** As the server sends it. @typedef {Omit<TileReading, 'row' | 'column'> & Varied} Reading */
/** @typedef {{ weights: boolean, data: boolean }} Varied */
/** @typedef {'first' | 'last'} When before the first update, after the last */
/** @typedef {{ values: number[], missing: number }} Sample `missing`: runs that have no such number */
/** @typedef {{ x: number[], band: Band[] | null, runs: number[][] }} Curves over `x`; `band`: null with too few runs */

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
  const lossOf = (/** @type {Reading} */ { loss, outcome }) => (outcome === 'diverged' ? Infinity : loss ?? Infinity);
  return { values: readings.map(lossOf), missing: 0 };
}

/** @param {Trained} model @returns {Sample} the task's metric, a mean over the last fifth of the updates */
export function finalMetrics({ readings }) {
  const values = readings.map(({ metric }) => metric).filter((metric) => metric !== null);
  return { values, missing: readings.length - values.length };
}

/** What arrives at the first time step of the gradient that there is at the last. @param {Trained} model @param {When} when @returns {Sample} */
export function kept(model, when) {
  return sampleOf(model, when, ({ norms }) => {
    const [first, last] = [norms[0], norms[norms.length - 1]];
    return first !== null && last ? first / last : null;
  });
}

/** @param {Trained} model @param {When} when @returns {Sample} */
export function gains(model, when) {
  return sampleOf(model, when, ({ gain_per_step: gain }) => gain);
}

/**
 * Time steps back after which half of the gradient is left, infinite where it stays or grows.
 * @param {Trained} model @param {When} when @returns {Sample}
 */
export function halfLives(model, when) {
  return sampleOf(model, when, ({ gain_per_step: gain, half_life: life }) => {
    if (gain === null) return null;
    return gain < 1 ? life ?? Infinity : Infinity;
  });
}

/** @param {Trained} model @param {When} when @returns {Sample} */
export function horizons(model, when) {
  return sampleOf(model, when, ({ horizon }) => horizon);
}

/**
 * @param {Trained} model @param {When} when
 * @param {(profile: TileReading['first']) => number | null} read
 * @returns {Sample}
 */
function sampleOf({ readings }, when, read) {
  const found = readings.map((reading) => reading[when]).map((profile) => profile && read(profile));
  const values = found.filter((value) => value !== null);
  return { values, missing: found.length - values.length };
}

/** @param {Trained} model @returns {Curves} the loss over the updates, counted from 0 as the steps of a run are */
export function lossCurves({ readings }) {
  return curvesOf(readings[0]?.loss_steps ?? [], readings.map(({ losses }) => losses));
}

/** The gradient's profile; time steps count from 1. @param {Trained} model @param {When} when @returns {Curves} */
export function profileCurves({ readings }, when) {
  const profiles = readings.map((reading) => reading[when]).filter((profile) => profile !== null);
  return curvesOf((readings[0]?.time_steps ?? []).map((step) => step + 1), profiles.map(({ norms }) => norms));
}

/** @param {number[]} x @param {(number | null)[][]} found null: not finite @returns {Curves} */
function curvesOf(x, found) {
  const runs = found.map((values) => values.map((value) => value ?? Infinity));
  const bands = x.map((_, place) => bandOf(runs.map((values) => values[place])));
  return { x, runs, band: bands.length && bands.every((band) => band !== null) ? bands : null };
}

/** Whether the seeds that vary change nothing in this experiment. @param {Trained} model @returns {boolean} */
export function areAllTheSame({ readings }) {
  const losses = readings.map((reading) => JSON.stringify(reading.losses));
  return losses.length > 1 && losses.every((text) => text === losses[0]);
}
