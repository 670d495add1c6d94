/** Numbers as the page prints them: three significant figures, true minus sign, raised exponents. */

const RAISED = /** @type {Record<string, string>} */ ({
  '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹',
});

/** @param {number} exponent @returns {string} e.g. -4 → "10⁻⁴" */
export function powerOfTen(exponent) {
  return `10${[...String(exponent)].map((digit) => RAISED[digit]).join('')}`;
}

/** @param {string} text @returns {string} the text with a true minus sign */
export function trueMinus(text) {
  return text.replace('-', '−');
}

/** @param {number} value @returns {string} what stands in for a number that is not finite */
function notFinite(value) {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '−∞';
}

/**
 * Three significant figures: "0.00547", "1.90×10⁻⁴", "−12.3", "0".
 * @param {number} value
 * @returns {string}
 */
export function threeFigures(value) {
  if (!Number.isFinite(value)) return notFinite(value);
  if (value === 0) return '0';
  const [mantissa = '', power = '0'] = value.toExponential(2).split('e');
  const exponent = Number(power);
  if (exponent < -3 || exponent > 3) return `${trueMinus(mantissa)}×${powerOfTen(exponent)}`;
  return trueMinus(Number(value.toPrecision(3)).toFixed(Math.max(0, 2 - exponent)));
}

/**
 * A knob's value, as short as it is exact (up to four figures): "0.01", "100", "1×10⁻⁵".
 * @param {number} value
 * @returns {string}
 */
export function knobFigures(value) {
  if (!Number.isFinite(value)) return notFinite(value);
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  const short = Number(value.toPrecision(4));
  if (magnitude >= 1e-4 && magnitude < 1e6) return trueMinus(String(short));
  const [mantissa = '', power = '0'] = short.toExponential().split('e');
  return `${trueMinus(mantissa)}×${powerOfTen(Number(power))}`;
}

/**
 * A share as a percentage without decimals, its sign on the same line: 0.274 → "27 %". "100 %" is all: what lacks little has two decimals.
 * @param {number} share
 * @returns {string}
 */
export function percent(share) {
  if (!Number.isFinite(share)) return notFinite(share);
  const rounded = Math.round(share * 100);
  return `${trueMinus(String(rounded === 100 && share < 1 ? Math.floor(share * 10_000 + 0.001) / 100 : rounded))}\u00a0%`;
}

/**
 * A whole number with narrow spaces between thousands: 12345 → "12 345".
 * @param {number} value
 * @returns {string}
 */
export function whole(value) {
  if (!Number.isFinite(value)) return notFinite(value);
  return trueMinus(String(Math.round(value))).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/**
 * Decibels with their sign: "+1.2 dB", "−3.0 dB", "0.0 dB".
 * @param {number} value
 * @param {number} [digits] after the point
 * @param {boolean} [unit]
 * @returns {string}
 */
export function decibels(value, digits = 1, unit = true) {
  if (Number.isNaN(value)) return '–';
  const rounded = Number.isFinite(value) ? Number(value.toFixed(digits)) : value;
  const text = Number.isFinite(value) ? trueMinus(Object.is(rounded, -0) ? (0).toFixed(digits) : rounded.toFixed(digits)) : notFinite(value);
  return `${rounded > 0 ? '+' : ''}${text}${unit ? ' dB' : ''}`;
}

/** @param {number} bytes @returns {string} "640 kB", "1.25 MB" */
export function bytesText(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${threeFigures(bytes / 1e6)} MB`;
}
