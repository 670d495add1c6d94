/** Small legends: what a colour, a hatching or a line stands for. */

import type { GradientScale } from '../draw/gradient_scale.ts';
import { powerOfTen } from '../core/text/number.ts';
import { el } from './dom.ts';

/** @returns the log scale of magnitudes with its ends */
export function gradientKey(name: string, { top, floor }: GradientScale): HTMLElement {
  const end = (exponent: number) => (exponent === 0 ? '1' : powerOfTen(exponent));
  return el(
    'span', { class: 'scale-key' }, name, el('span', {}, end(floor)),
    el('span', { class: 'hero-swatch hero-swatch-gradient' }), el('span', {}, end(top)),
  );
}

/** @returns the log scale of a heat map, from its palest colour */
export function heatKey(name: string, scale: GradientScale): HTMLElement {
  const key = gradientKey(name, scale);
  key.querySelector('.hero-swatch')?.classList.replace('hero-swatch-gradient', 'swatch-heat');
  return key;
}

/** @returns the signed scale with its ends */
export function signedKey(name: string, limit: string): HTMLElement {
  return el(
    'span', { class: 'scale-key' }, name, el('span', {}, `−${limit}`),
    el('span', { class: 'hero-swatch hero-swatch-signed' }), el('span', {}, limit),
  );
}

/** @returns shares from 0 to 1, from dark to light */
export function openKey(closed: string, open: string): HTMLElement {
  return el(
    'span', { class: 'scale-key' }, el('span', {}, `0 ${closed}`), el('span', { class: 'hero-swatch swatch-open' }),
    el('span', {}, `1 ${open}`),
  );
}

export function hatchKey(words: string): HTMLElement {
  return el('span', { class: 'scale-key' }, el('span', { class: 'hero-swatch swatch-cut' }), words);
}

/**
 * @param kind the style sheet knows each
 * @param lane whose colour it has; null: ink
 */
export function markKey(
  words: string,
  kind: 'line' | 'dashed' | 'block' | 'hatched' | 'open' | 'tick' | 'dot',
  lane: number | null = null,
): HTMLElement {
  return el(
    'span', { class: 'scale-key', dataset: lane === null ? {} : { lane: String(lane) } },
    el('span', { class: `key-mark key-${kind}` }), words,
  );
}
