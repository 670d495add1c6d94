/** What a network says at a time step, in words. */

import { foretellsValues } from '../../core/model/foretelling.ts';
import type { TaskFacts, Translate } from '../../core/model/types.ts';
import { largest, rowAt, type LaneReading, type Reading } from './reading.ts';
import { symbolRead, visible } from '../../core/model/input_rows.ts';
import { percent, threeFigures, trueMinus } from '../../core/text/number.ts';

/** Tasks of other than values whose network says what comes next, and one that is given no value. */
const FORETELLING = ['hello', 'text', 'reber', 'embedded_reber', 'waveform'];

/** @returns whether its inputs are +1 or −1 */
export function readsBits({ levels }: TaskFacts): boolean {
  return levels?.length === 2;
}

/** @returns a class as a person calls it */
export function className({ kind, output_labels: labels }: TaskFacts, index: number, t: Translate): string {
  const key = `try.class.${kind}.${index}`;
  const words = t(key);
  return words === key ? visible(labels[index]) : words;
}

/** @returns "3, 92 %" */
export function answerWords(task: TaskFacts, lane: LaneReading, timeStep: number, t: Translate): string {
  const row = rowAt(lane.output, timeStep);
  if (task.loss !== 'cross_entropy') return row.map(threeFigures).join(', ');
  const best = largest(row);
  return t('try.read.answer', { answer: className(task, best, t), share: percent(row[best]) });
}

/** @returns "says 3, 92 %: right" */
export function sayingWords(
  task: TaskFacts,
  lane: LaneReading,
  timeStep: number,
  truth: number | null | undefined,
  t: Translate,
): string {
  const saying = t(foretellsValues(task) || FORETELLING.includes(task.kind) ? 'try.read.expects' : 'try.read.says', {
    answer: answerWords(task, lane, timeStep, t),
  });
  if (truth === null || truth === undefined) return saying;
  if (task.loss !== 'cross_entropy') return t('try.read.truth.value', { saying, truth: threeFigures(truth) });
  const right = largest(rowAt(lane.output, timeStep)) === truth;
  return right
    ? t('try.read.truth.right', { saying })
    : t('try.read.truth.wrong', { saying, truth: className(task, truth, t) });
}

/** @returns what goes in at the time step */
export function readWords(task: TaskFacts, { input }: Reading, timeStep: number, t: Translate): string {
  const row = rowAt(input, timeStep);
  if (task.modality === 'symbols') {
    const symbol = symbolRead(row, 0, row.length);
    return symbol === null ? t('try.read.nothing') : visible(task.input_labels[symbol]);
  }
  if (task.kind === 'waveform' && !task.required_lag) return t('try.read.nothing');
  if (task.levels) return row.map((value) => (value > 0 ? '+1' : trueMinus(String(value)))).join(', ');
  if (task.kind === 'adding') {
    return row[1] > 0.5 ? t('try.read.marked_value', { value: threeFigures(row[0]) }) : threeFigures(row[0]);
  }
  return row.map(threeFigures).join(', ');
}
