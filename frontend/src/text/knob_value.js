/**
 * The value of a control in words.
 *
 * @import { Translate } from '../state/types.d.ts'
 * @import { Row } from '../views/controls_plan.js'
 */

import { choiceText } from '../views/controls_plan.js';

/** @param {Row} row @param {unknown} value @param {Translate} t */
export function knobValueWords({ field, derived }, value, t) {
  if (field.type === 'kind' || field.type === 'choice') return t(`${choiceText(field, String(value))}.label`);
  if (typeof value === 'boolean') return t(value ? 'race.on' : 'race.off');
  return String(value ?? derived ?? t('race.unset'));
}
