/**
 * What the runs of a model over many seeds come to: numbers to take quantiles of. Pure.
 *
 * A run that diverged counts: it is not solved, and its loss is infinite from there on.
 */

import type { Reading as TileReading } from './sweep_cells.ts';
import type { Trained } from './seed_runs.ts';
import { bandOf, type Band } from '../model/quantiles.ts';

/** As the server sends it. */
export type Reading = Omit<TileReading, 'row' | 'column'> & Varied;
export type Varied = { weights: boolean, data: boolean };
/** before the first update, after the last */
export type When = 'first' | 'last';
/** `missing`: runs that have no such number */
export type Sample = { values: number[], missing: number };
/** over `x`; `band`: null with too few runs */
export type Curves = { x: number[], band: Band[] | null, runs: number[][] };

/** @returns how many runs came to it */
export function countOf({ readings }: Trained, outcome: Reading['outcome']): number {
  return readings.filter((reading) => reading.outcome === outcome).length;
}

/** The update at which a run was solved, infinite where it was not. */
export function solvingUpdates({ readings }: Trained): Sample {
  return { values: readings.map(({ solved_at: update }) => update ?? Infinity), missing: 0 };
}

/** @returns means over the last fifth of the updates */
export function finalLosses({ readings }: Trained): Sample {
  const lossOf = ({ loss, outcome }: Reading) => (outcome === 'diverged' ? Infinity : loss ?? Infinity);
  return { values: readings.map(lossOf), missing: 0 };
}

/** @returns the task's metric, a mean over the last fifth of the updates */
export function finalMetrics({ readings }: Trained): Sample {
  const values = readings.map(({ metric }) => metric).filter((metric) => metric !== null);
  return { values, missing: readings.length - values.length };
}

/** What arrives at the first time step of the gradient that there is at the last. */
export function kept(model: Trained, when: When): Sample {
  return sampleOf(model, when, ({ norms }) => {
    const [first, last] = [norms[0], norms[norms.length - 1]];
    return first !== null && last ? first / last : null;
  });
}

export function gains(model: Trained, when: When): Sample {
  return sampleOf(model, when, ({ gain_per_step: gain }) => gain);
}

/** Time steps back after which half of the gradient is left, infinite where it stays or grows. */
export function halfLives(model: Trained, when: When): Sample {
  return sampleOf(model, when, ({ gain_per_step: gain, half_life: life }) => {
    if (gain === null) return null;
    return gain < 1 ? life ?? Infinity : Infinity;
  });
}

export function horizons(model: Trained, when: When): Sample {
  return sampleOf(model, when, ({ horizon }) => horizon);
}

function sampleOf({ readings }: Trained, when: When, read: (profile: TileReading['first']) => number | null): Sample {
  const found = readings.map((reading) => reading[when]).map((profile) => profile && read(profile));
  const values = found.filter((value) => value !== null);
  return { values, missing: found.length - values.length };
}

/** @returns the loss over the updates, counted from 0 as the steps of a run are */
export function lossCurves({ readings }: Trained): Curves {
  return curvesOf(readings[0]?.loss_steps ?? [], readings.map(({ losses }) => losses));
}

/** The gradient's profile; time steps count from 1. */
export function profileCurves({ readings }: Trained, when: When): Curves {
  const profiles = readings.map((reading) => reading[when]).filter((profile) => profile !== null);
  return curvesOf((readings[0]?.time_steps ?? []).map((step) => step + 1), profiles.map(({ norms }) => norms));
}

/** @param found null: not finite */
function curvesOf(x: number[], found: (number | null)[][]): Curves {
  const runs = found.map((values) => values.map((value) => value ?? Infinity));
  const bands = x.map((_, place) => bandOf(runs.map((values) => values[place])));
  return { x, runs, band: bands.length && bands.every((band) => band !== null) ? bands : null };
}

/** Whether the seeds that vary change nothing in this experiment. */
export function areAllTheSame({ readings }: Trained): boolean {
  const losses = readings.map((reading) => JSON.stringify(reading.losses));
  return losses.length > 1 && losses.every((text) => text === losses[0]);
}
