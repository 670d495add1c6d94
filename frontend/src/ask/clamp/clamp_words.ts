/** A clamp in words: "f of all units = 1, time 3–9"; and what became of the sequence under clamps. */

import type { RunView } from '../../core/model/types.ts';
import { predictions, type Clamped } from './clamped.ts';
import type { Clamp } from '../../core/questions/clamps.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { labelWords } from '../../core/text/label.ts';
import { knobFigures, percent, threeFigures } from '../../core/text/number.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';

export function clampWords(
  { kind, layer, first, last, name = '', unit, row = 0, column = 0, origin = 0, value = 0 }: Clamp,
  t: Translate,
  layers: number,
): string {
  const span =
    first === last ? t('try.clamp.at', { time: first + 1 }) : t('try.clamp.span', { first: first + 1, last: last + 1 });
  const what = {
    gate: () => (unit === null || unit === undefined
      ? t('try.clamp.of.gate', { name, value: knobFigures(value) })
      : t('try.clamp.of.gate_unit', { name, unit: unit + 1, value: knobFigures(value) })),
    unit: () => t('try.clamp.of.unit', { name, unit: (unit ?? 0) + 1, value: knobFigures(value) }),
    edge: () => t('try.clamp.of.edge', { row: row + 1, column: column + 1, value: knobFigures(value) }),
    cut: () => t('try.clamp.of.cut'),
    transplant: () => t('try.clamp.of.transplant', { lane: LANE_LETTERS[origin] }),
  }[kind]();
  return `${what}, ${span}${layers > 1 && kind !== 'transplant' ? `, ${t('chart.layer', { layer: layer + 1 })}` : ''}`;
}

/** @param gradient as it comes back, over the time steps; null: nothing is held */
export function answerWords(
  clamped: Clamped,
  gradient: { held: Float32Array, plain: Float32Array } | null,
  { facts, frame: shown }: RunView,
  t: Translate,
): string {
  const loss = { before: threeFigures(clamped.plain.loss), now: threeFigures(clamped.held.loss) };
  if (!gradient) return t('try.clamp.nothing', { loss: loss.before });
  const scored = shown ? Array.from(shown.lossMask.data, Number).lastIndexOf(1) : -1;
  const at = scored < 0 ? clamped.count - 1 : scored;
  const { held, plain } = predictions(clamped, at);
  const ofClasses = facts.task.loss === 'cross_entropy';
  const said = (row: number[]) => (ofClasses ? likeliest(row, facts, t) : threeFigures(row[0]));
  return [
    t('try.clamp.prediction', { time: at + 1, before: said(plain), now: said(held) }),
    t('try.clamp.loss', loss),
    t('try.clamp.reach', { before: threeFigures(gradient.plain[0]), now: threeFigures(gradient.held[0]) }),
  ].join(' ');
}

function likeliest(row: number[], { task }: RunView['facts'], t: Translate) {
  const best = row.indexOf(Math.max(...row));
  return `${labelWords(task, task.output_labels, t)[best] ?? best + 1} (${percent(row[best])})`;
}
