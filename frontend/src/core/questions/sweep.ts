/**
 * A sweep of learnability: which fields of an experiment can be its axes, with which values, and how a link says it.
 * Pure.
 */

import type { Catalog, Experiment, Field, Lane, Part } from '../model/types.ts';
import { entryOf, getAt, partOf, setAt } from '../model/experiment.ts';
import { controlsPlan, type Row } from '../model/controls_plan.ts';

export type Value = number | string | boolean;
/** as the server takes it: `lanes.0.cell.recurrent_init.gain` */
export type Axis = { field: string, values: Value[] };
export type Axes = { x: Axis, y: Axis, steps: number };
/** the document of a sweep */
export type Sweep = Axes & { base: Experiment };
/** what a cell shows: its loss, or the gradient's profile before training or after it */
export type Show = 'loss' | 'first' | 'last';
/** a field that can be an axis */
export type Choice = { path: string, field: Field, value: unknown };

export const MOST_VALUES = 12;
export const MOST_STEPS = 2000;
export const FIRST_STEPS = 300;
export const SHOWS: readonly Show[] = ['loss', 'first', 'last'];
const GAIN = 'lanes.0.cell.recurrent_init.gain';
const RATE = 'lanes.0.optimizer.learning_rate';
const UNITS = 'lanes.0.cell.hidden_size';
const THRESHOLD = 'lanes.0.clip.threshold';
const LETTERS = ['a', 'b', 'c', 'd'];
/** Values to begin with, by the field's name. */
const FIRST_VALUES: Record<string, number[]> = {
  gain: [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3],
  spectral_radius: [0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5],
  length: [6, 10, 15, 20, 30, 50],
  lag: [1, 2, 4, 8, 12, 16],
  learning_rate: [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1],
  threshold: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
  hidden_size: [2, 4, 8, 16, 32, 64],
  batch_size: [4, 8, 16, 32, 64, 128],
  weight_seed: [0, 1, 2, 3, 4, 5],
  data_seed: [0, 1, 2, 3, 4, 5],
};
const NOT_AXES = ['steps', 'kernel', 'device', 'precision', 'sample'];
const AXIS_TYPES = ['integer', 'number', 'boolean', 'choice', 'kind'];

/** The experiment with one of its lanes alone, no branch any more. */
export function alone(experiment: Experiment, lane: number): Experiment {
  const { origin: _, ...own } = experiment.lanes[Math.min(lane, experiment.lanes.length - 1)];
  return { ...experiment, lanes: [own as Lane] };
}

/** @param base of one lane @returns what its axes can be */
export function choicesOf(catalog: Catalog, base: Experiment): Choice[] {
  const { task, model, training, run } = controlsPlan(catalog, base, 0, true);
  const rows = [...model, ...task, ...training, ...run].filter(({ field }) =>
    AXIS_TYPES.includes(field.type) && !NOT_AXES.includes(field.name));
  return [...rows.map(choiceOf), ...withoutPlace(catalog, base)];
}

function choiceOf({ path, field, value }: Row): Choice {
  return { path: [...path, ...(field.type === 'kind' ? ['kind'] : [])].join('.'), field, value };
}

/**
 * A gain where W_hh is drawn without one, a threshold where nothing is clipped: the base takes up the kind that has it.
 */
function withoutPlace(catalog: Catalog, base: Experiment): Choice[] {
  const [{ cell, clip }] = base.lanes;
  const init = cell.recurrent_init as Part | undefined;
  const missing = (family: 'initialisation' | 'clip', kind: string, name: string, path: string) => {
    const field = entryOf(catalog, family, kind)?.fields.find((candidate) => candidate.name === name);
    return field ? [{ path, field, value: field.default }] : [];
  };
  return [
    ...(init && !('gain' in init) ? missing('initialisation', 'gaussian', 'gain', GAIN) : []),
    ...(!('threshold' in clip) ? missing('clip', 'norm', 'threshold', THRESHOLD) : []),
  ];
}

/** @returns to begin with, within the field's bounds */
export function valuesFor({ field, value }: Choice): Value[] {
  if (field.type === 'boolean') return [false, true];
  if (field.choices) return field.choices.slice(0, MOST_VALUES);
  const bounds = [field.minimum ?? -Infinity, field.maximum ?? Infinity];
  return [...new Set(FIRST_VALUES[field.name] ?? around(field, Number(value ?? field.default ?? 1)))]
    .filter((each) => each >= bounds[0] && each <= bounds[1])
    .slice(0, MOST_VALUES);
}

/** @returns halves and doubles, or six places from one bound to the other where those are near */
function around({ type, minimum, maximum, scale }: Field, value: number): number[] {
  const round = (each: number) => (type === 'integer' ? Math.round(each) : Number(each.toPrecision(2)));
  const [low, high] = [minimum ?? 0, maximum ?? Infinity];
  if (scale !== 'log'
    && high - low <= 20) return Array.from({ length: 6 }, (_, place) => round(low + ((high - low) * place) / 5));
  return [-2, -1, 0, 1, 2, 3].map((power) => round((value || 1) * 2 ** power));
}

/**
 * @param text values with commas between
 * @returns null: not 1 to 12 different numbers that the field may be
 */
export function parseValues({ field }: Choice, text: string): Value[] | null {
  const values = text.split(/[,;\s]+/).filter(Boolean).map(Number);
  const good = (value: number) => Number.isFinite(value) && (field.type !== 'integer' || Number.isInteger(value));
  if (values.length < 1 || values.length > MOST_VALUES || !values.every(good)
    || new Set(values).size !== values.length) return null;
  return values;
}

/** Gain against lag, where the model has the one and the task the other. */
export function firstAxes(choices: Choice[]): Axes {
  const find = (...paths: string[]) =>
    paths.map((path) => choices.find((choice) => choice.path === path)).find(Boolean) as Choice;
  const [x, y] = [find(GAIN, RATE), find('task.lag', 'task.length', UNITS)];
  return { x: axisOf(x), y: axisOf(y), steps: FIRST_STEPS };
}

export function axisOf(choice: Choice): Axis {
  return { field: choice.path, values: valuesFor(choice) };
}

/** The document of the sweep: a base that has the fields of both axes. */
export function sweepOf(catalog: Catalog, base: Experiment, axes: Axes): Sweep {
  const fields = [axes.x.field, axes.y.field];
  let ready = base;
  if (fields.includes(GAIN) && getAt(base, GAIN.split('.')) === undefined) {
    ready = setAt(ready, ['lanes', 0, 'cell', 'recurrent_init'], partOf(catalog, 'initialisation', 'gaussian'));
  }
  if (fields.includes(THRESHOLD) && getAt(base, THRESHOLD.split('.')) === undefined) {
    ready = setAt(ready, ['lanes', 0, 'clip'], partOf(catalog, 'clip', 'norm'));
  }
  return { base: ready, x: axes.x, y: axes.y, steps: axes.steps };
}

/** What makes it another sweep: all but the two fields of its axes and how long the run itself would be. */
export function keyOf({ base, x, y, steps }: Sweep): string {
  const bare = [x.field, y.field].reduce(
    (document, field) => setAt(document, field.split('.'), null), { ...base, steps: 0 },
  );
  return JSON.stringify([bare, x, y, steps]);
}

/** As a link says it: `a@field:values@field:values@updates@loss`. */
export function writeSweep(lane: number, { x, y, steps }: Axes, show: Show): string {
  return [LETTERS[lane], ...[x, y].map(({ field, values }) => `${field}:${values.join(',')}`), steps, show].join('@');
}

export function readSweep(text: string | undefined): { lane: number, axes: Axes, show: Show } | null {
  const [letter, x, y, steps, show, ...more] = (text ?? '').split('@');
  const axes = [x, y].map(readAxis);
  const [lane, updates] = [LETTERS.indexOf(letter), Number(steps)];
  if (more.length || lane < 0 || !axes[0] || !axes[1] || !Number.isInteger(updates) || updates < 1
    || updates > MOST_STEPS || !SHOWS.includes(show as Show)) return null;
  return { lane, axes: { x: axes[0], y: axes[1], steps: updates }, show: show as Show };
}

function readAxis(text: string | undefined): Axis | null {
  const [, field, list] = /^([a-z_]+(?:\.(?:[a-z_]+|\d))*):(.+)$/.exec(text ?? '') ?? [];
  if (!field) return null;
  const values = list.split(',').map((value: string) => (value === 'true' || value === 'false' ? value === 'true'
    : Number.isFinite(Number(value)) && value !== '' ? Number(value)
    : value));
  return values.length <= MOST_VALUES && !values.includes('') ? { field, values } : null;
}
