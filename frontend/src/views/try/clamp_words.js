/**
 * A clamp in words: "f of all units = 1, time 3–9".
 *
 * @import { Clamp } from '../../asking/clamps.js'
 * @import { Translate } from '../../text/i18n.js'
 */

import { knobFigures } from '../../text/number.js';
import { LANE_LETTERS } from '../tokens.js';

/** @param {Clamp} clamp @param {Translate} t @param {number} layers @returns {string} */
export function clampWords({ kind, layer, first, last, name = '', unit, row = 0, column = 0, origin = 0, value = 0 }, t, layers) {
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
