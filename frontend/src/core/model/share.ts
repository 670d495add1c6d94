/** A share as it is said aloud: "one three-hundredth", "80 %". */

import { percent } from '../text/number.ts';

/** From here on a share is a percentage: "one half" would be far off. */
const PERCENT_FROM = 0.55;
/** Less than what there is a word for. */
const SMALLEST = 1.06e-9;

/** @returns its reciprocal rounded to one figure */
export function shareWords(
  share: number,
  t: (key: string, params?: Record<string, string | number>) => string,
): string {
  if (!(share > SMALLEST)) return t('share.nothing');
  if (share >= PERCENT_FROM) return percent(share);
  const [figure, power] = (1 / share).toExponential(0).split('e').map(Number);
  return t('share.one', { part: t(`share.${power}`).split('|')[figure - 1] });
}
