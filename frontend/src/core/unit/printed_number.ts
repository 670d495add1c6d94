/** A number as it is printed, together with the value that the print has. */

import { powerOfTen, trueMinus } from '../text/number.ts';

export type PrintedNumber = { text: string, value: number };

/**
 * @param figures significant figures
 * @returns `value` is what a reader of `text` reads; a number that is not finite stays as it is
 */
export function printed(value: number, figures = 3): PrintedNumber {
  if (value === 0) return { text: '0', value: 0 };
  if (!Number.isFinite(value)) return { text: Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞', value };
  const [mantissa, power] = value.toExponential(figures - 1).split('e');
  const exponent = Number(power);
  const rounded = Number(`${mantissa}e${power}`);
  if (exponent < -3 || exponent > 3) return { text: `${trueMinus(mantissa)}×${powerOfTen(exponent)}`, value: rounded };
  return { text: trueMinus(rounded.toFixed(Math.max(0, figures - 1 - exponent))), value: rounded };
}

const LOWERED = new Map([...'⁰¹²³⁴⁵⁶⁷⁸⁹⁻'].map((raised, index) => [raised, '0123456789-'[index]]));

/** The value of a printed number: what a reader would type into a calculator. */
export function readPrinted(text: string): number {
  const [mantissa, raised] = text.replaceAll('−', '-').replace('∞', 'Infinity').split('×10');
  if (!raised) return Number(mantissa);
  return Number(`${mantissa}e${[...raised].map((sign) => LOWERED.get(sign)).join('')}`);
}
