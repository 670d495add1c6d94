/** The value of a control in words. */

import type { Translate } from '../model/types.ts';
import { choiceText, type Row } from '../model/controls_plan.ts';

export function knobValueWords({ field, derived }: Row, value: unknown, t: Translate) {
  if (field.type === 'kind' || field.type === 'choice') return t(`${choiceText(field, String(value))}.label`);
  if (typeof value === 'boolean') return t(value ? 'race.on' : 'race.off');
  return String(value ?? derived ?? t('race.unset'));
}
