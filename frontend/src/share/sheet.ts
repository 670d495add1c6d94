/** A picture with what it shows written above it, as an SVG file of its own, and as pixels. */

import type { ViewPicture } from './picture.ts';
import { escaped, figure } from './svg_pen.ts';

const MARGIN = 16;
const LINE = 19;
const NARROWEST = 440;

/** A picture with what it shows written above it. */
export function sheetOf(
  { markup, width, height }: ViewPicture,
  {
    title, lines, family, ink, muted, ground, language,
  }: { title: string, lines: string[], family: string, ink: string, muted: string, ground: string, language: string },
): { svg: string, width: number, height: number } {
  const head = MARGIN + LINE * (1 + lines.length) + 8;
  const [wide, high] = [Math.max(NARROWEST, Math.ceil(width + 2 * MARGIN)), Math.ceil(head + height + MARGIN)];
  const text = (words: string, line: number) => (
    `<text x="${MARGIN}" y="${MARGIN + LINE * line + 8}" dominant-baseline="central" font-family="${escaped(family)}"`
      + ` font-size="${line ? 12 : 15}" font-weight="${line ? 400 : 650}" fill="${line ? muted : ink}">`
      + `${escaped(words)}</text>`
  );
  const size = `width="${wide}" height="${high}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${wide} ${high}" xml:lang="${language}">`
    + `<title>${escaped([title, ...lines].join(' · '))}</title><rect ${size} fill="${ground}"/>`
    + `${[title, ...lines].map(text).join('')}<g transform="translate(${MARGIN} ${figure(head)})">${markup}</g></svg>`;
  return { svg, width: wide, height: high };
}

/** @returns PNG, twice as sharp as the page */
export async function pngOf(
  { svg, width, height }: { svg: string, width: number, height: number },
  scale = 2,
): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width * scale, height * scale];
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large for this browser'))), 'image/png',
    ));
  } finally {
    URL.revokeObjectURL(address);
  }
}
