/** Small legends: what a colour, a hatching or a line stands for. */

/** @import { GradientScale } from '../layout/gradient-scale.js' */

import { powerOfTen } from '../text/number.js';
import { el } from './dom.js';

/** @param {string} name @param {GradientScale} scale @returns {HTMLElement} the log scale of magnitudes with its ends */
export function gradientKey(name, { top, floor }) {
  const end = (/** @type {number} */ exponent) => (exponent === 0 ? '1' : powerOfTen(exponent));
  return el('span', { class: 'scale-key' }, name, el('span', {}, end(floor)), el('span', { class: 'hero-swatch hero-swatch-gradient' }), el('span', {}, end(top)));
}

/** @param {string} name @param {GradientScale} scale @returns {HTMLElement} the log scale of a heat map, from its palest colour */
export function heatKey(name, scale) {
  const key = gradientKey(name, scale);
  key.querySelector('.hero-swatch')?.classList.replace('hero-swatch-gradient', 'swatch-heat');
  return key;
}

/** @param {string} name @param {string} limit @returns {HTMLElement} the signed scale with its ends */
export function signedKey(name, limit) {
  return el('span', { class: 'scale-key' }, name, el('span', {}, `−${limit}`), el('span', { class: 'hero-swatch hero-swatch-signed' }), el('span', {}, limit));
}

/** @param {string} closed @param {string} open @returns {HTMLElement} shares from 0 to 1, from dark to light */
export function openKey(closed, open) {
  return el('span', { class: 'scale-key' }, el('span', {}, `0 ${closed}`), el('span', { class: 'hero-swatch swatch-open' }), el('span', {}, `1 ${open}`));
}

/** @param {string} words @returns {HTMLElement} */
export function hatchKey(words) {
  return el('span', { class: 'scale-key' }, el('span', { class: 'hero-swatch swatch-cut' }), words);
}

/**
 * @param {string} words
 * @param {'line' | 'dashed' | 'block' | 'hatched' | 'open' | 'tick' | 'dot'} kind the style sheet knows each
 * @param {number | null} lane whose colour it has; null: ink
 * @returns {HTMLElement}
 */
export function markKey(words, kind, lane = null) {
  return el('span', { class: 'scale-key', dataset: lane === null ? {} : { lane: String(lane) } }, el('span', { class: `key-mark key-${kind}` }), words);
}
