/**
 * A forecast in words: "needs 20, reaches 7: expect chance level", then "expected chance level: right".
 *
 * @import { Translate } from '../state/types.d.ts'
 * @import { Forecast } from '../layout/forecast.js'
 */

/** @param {Forecast | null} forecast @param {Translate} t @returns {string} '' without one */
export function forecastWords(forecast, t) {
  if (!forecast) return '';
  const { expected, verdict, reach, lag, step } = forecast;
  if (verdict === 'before') return t(`forecast.before.${expected}`, { lag, reach });
  const params = { expected: t(`forecast.expected.${expected}`), step: step ?? 0 };
  if (verdict === 'right' && step !== null) return t('forecast.after.right_from', params);
  if (verdict === 'wrong' && step !== null) return t('forecast.after.all_the_same', params);
  return t(`forecast.after.${verdict}`, params);
}

/** The sentence before the first update in its two parts: what is held against what, and what is expected of it. @param {Forecast} forecast @param {Translate} t */
export function forecastParts({ expected, reach, lag }, t) {
  return { held: t('forecast.part.held', { lag, reach }), expects: t(`forecast.part.${expected}`) };
}

/** The same where there is no room for a sentence: "forecast: right". @param {Forecast | null} forecast @param {Translate} t @returns {string} '' without one, and before the first update */
export function forecastOutcome(forecast, t) {
  return forecast && forecast.verdict !== 'before' ? t(`forecast.outcome.${forecast.verdict}`) : '';
}
