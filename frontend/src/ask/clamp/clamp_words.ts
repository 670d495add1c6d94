/** A clamp in words: "f of all units = 1, time 3–9". */

import type { Clamp } from '../../core/questions/clamps.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { knobFigures } from '../../core/text/number.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';

export function clampWords(
  { kind, layer, first, last, name = '', unit, row = 0, column = 0, origin = 0, value = 0 }: Clamp,
  t: Translate,
  layers: number,
): string {
  const span = first === last ? t('try.clamp.at', { time: first + 1 }) : t('try.clamp.span', { first: first + 1, last: last + 1 });
  const what = {
    gate: () => (unit === null || unit === undefined ? t('try.clamp.of.gate', { name, value: knobFigures(value) }) : t('try.clamp.of.gate_unit', { name, unit: unit + 1, value: knobFigures(value) })),
    unit: () => t('try.clamp.of.unit', { name, unit: (unit ?? 0) + 1, value: knobFigures(value) }),
    edge: () => t('try.clamp.of.edge', { row: row + 1, column: column + 1, value: knobFigures(value) }),
    cut: () => t('try.clamp.of.cut'),
    transplant: () => t('try.clamp.of.transplant', { lane: LANE_LETTERS[origin] }),
  }[kind]();
  return `${what}, ${span}${layers > 1 && kind !== 'transplant' ? `, ${t('chart.layer', { layer: layer + 1 })}` : ''}`;
}
