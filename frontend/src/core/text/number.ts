/** Numbers as the page prints them: three significant figures, true minus sign, raised exponents. */

const RAISED = {
  '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹',
} as Record<string, string>;

/** @returns e.g. -4 → "10⁻⁴" */
export function powerOfTen(exponent: number): string {
  return `10${[...String(exponent)].map((digit) => RAISED[digit]).join('')}`;
}

/** @returns the text with a true minus sign */
export function trueMinus(text: string): string {
  return text.replace('-', '−');
}

/** @returns what stands in for a number that is not finite */
function notFinite(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '−∞';
}

/** Three significant figures: "0.00547", "1.90×10⁻⁴", "−12.3", "0". */
export function threeFigures(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  if (value === 0) return '0';
  const [mantissa = '', power = '0'] = value.toExponential(2).split('e');
  const exponent = Number(power);
  if (exponent < -3 || exponent > 3) return `${trueMinus(mantissa)}×${powerOfTen(exponent)}`;
  return trueMinus(Number(value.toPrecision(3)).toFixed(Math.max(0, 2 - exponent)));
}

/** A knob's value, as short as it is exact (up to four figures): "0.01", "100", "1×10⁻⁵". */
export function knobFigures(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  const short = Number(value.toPrecision(4));
  if (magnitude >= 1e-4 && magnitude < 1e6) return trueMinus(String(short));
  const [mantissa = '', power = '0'] = short.toExponential().split('e');
  return `${trueMinus(mantissa)}×${powerOfTen(Number(power))}`;
}

/**
 * A share as a percentage without decimals, its sign on the same line: 0.274 → "27 %". "100 %" is all: what lacks
 * little has two decimals.
 */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return notFinite(share);
  const rounded = Math.round(share * 100);
  return `${trueMinus(
    String(rounded === 100 && share < 1 ? Math.floor(share * 10_000 + 0.001) / 100 : rounded),
  )}\u00a0%`;
}

/** A whole number with narrow spaces between thousands: 12345 → "12 345". */
export function whole(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  return trueMinus(String(Math.round(value))).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/**
 * Decibels with their sign: "+1.2 dB", "−3.0 dB", "0.0 dB".
 * @param digits after the point
 */
export function decibels(value: number, digits = 1, unit = true): string {
  if (Number.isNaN(value)) return '–';
  const rounded = Number.isFinite(value) ? Number(value.toFixed(digits)) : value;
  const text = Number.isFinite(value)
    ? trueMinus(Object.is(rounded, -0) ? (0).toFixed(digits) : rounded.toFixed(digits))
    : notFinite(value);
  return `${rounded > 0 ? '+' : ''}${text}${unit ? ' dB' : ''}`;
}

/** @returns "640 kB", "1.25 MB" */
export function bytesText(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${threeFigures(bytes / 1e6)} MB`;
}
