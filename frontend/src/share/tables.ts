/**
 * A run's scalars as tables that other programs read. Numbers are float32 and written with as few digits as tell them
 * apart.
 */

import type { RunView, Series } from '../core/model/types.ts';
import { lastStep } from '../core/model/series.ts';

const QUANTITIES = [['loss', 'loss'], ['metric', 'metric'], ['gradient_norm', 'gradientNorm']] as const;
/** Of the updates that were validated. */
const VALIDATED = ['loss', 'metric'] as const;
const LETTERS = 'ABCD';

/** @param value a float32 @returns the shortest decimal that is read back as the same float32 */
export function shortest(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  for (let digits = 1; digits < 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/**
 * One row an update, three columns a lane, and two of its validations where any lane has some; what is not there leaves
 * its cell empty.
 */
export function csvOf({ lanes }: Pick<RunView, 'lanes'>): string {
  const validated = lanes.some(({ series }) => series.validations?.length) ? VALIDATED : [];
  const names = [...QUANTITIES.map(([name]) => name), ...validated.map((name) => `validation_${name}`)];
  const head = ['step', ...lanes.flatMap((_, lane) => names.map((name) => `${name}_${LETTERS[lane]}`))];
  const last = Math.max(-1, ...lanes.map(({ series }) => lastStep(series)));
  const rows = Array.from({ length: last + 1 }, (_, step) => [step, ...lanes.flatMap(({ series }) =>
    [...cells(series, step), ...validated.map((name) => validationCell(series, step, name))])].join(','));
  return [head.join(','), ...rows, ''].join('\n');
}

function validationCell({ validations = [] }: Series, step: number, name: 'loss' | 'metric') {
  const there = validations.find((validation) => validation.step === step);
  return there ? shortest(there[name]) : '';
}

function cells(series: Series, step: number): string[] {
  const place = series.length ? step - series.steps[0] : -1;
  const there = place >= 0 && place < series.length;
  return QUANTITIES.map(([, name]) => (there ? shortest(series[name][place]) : ''));
}

/**
 * The document with its tunes, what is known of it, the marks and all scalars; what is not finite is null, as JSON has
 * it.
 */
export function jsonOf({ experiment, facts, marks, lanes, frame }: RunView): string {
  const scalars = lanes.map(({ series }) => ({
    steps: Array.from(series.steps.subarray(0, series.length)),
    ...Object.fromEntries(
      QUANTITIES.map(([name, key]) => [name, Array.from(series[key].subarray(0, series.length), finite)]),
    ),
  }));
  return JSON.stringify({ protocol: 1, kernel: frame?.kernel ?? '', experiment, facts, marks, scalars });
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? Number(shortest(value)) : null;
}
