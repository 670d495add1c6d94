/**
 * A view of the page as SVG: its canvases painted anew with a pen that writes SVG, its charts cloned with their looks,
 * its words where they stand. Styles are written out, so the picture looks the same outside.
 */

import { paintWithPaths } from '../draw/canvas_path.ts';
import { colourOfHatching } from '../draw/pen.ts';
import { paintingOf } from '../draw/painters.ts';
import { recordedPath } from './recorded_path.ts';
import { createSvgPen, escaped, figure, hatchingMarkup } from './svg_pen.ts';

/** `markup`: SVG elements within width by height */
export type ViewPicture = { markup: string, width: number, height: number };
export type Drawn = { parts: string[], bottom: number };
/** of the view, in CSS pixels from its top */
export type Crop = { top: number, bottom: number };

const LEFT_OUT = [
  'button:not(.hero-chip, .flag), select, input, textarea, details:is(.panel-twin, .card-about), dialog',
  '[role="tablist"], .panel-tools, .panel-settings, .inspector-check:not(:has(p:not(:empty))), .visually-hidden, .hero-overview',
  '.hero-tip, .panel-close, .time-scroller, .hero-scroller, .modebar-container, [hidden]',
].join(', ');
const LOOKS = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linecap',
  'stroke-linejoin', 'opacity', 'font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor',
  'dominant-baseline', 'display', 'visibility', 'paint-order'
];

let pictures = 0;

export function pictureOf(view: HTMLElement, crop: Crop | null = null): ViewPicture {
  const frame = view.getBoundingClientRect();
  const drawn: Drawn = { parts: [], bottom: 0 };
  draw(view, frame, drawn);
  const { top, bottom } = crop ?? { top: 0, bottom: drawn.bottom + 4 };
  const [width, height] = [figure(frame.width), figure(bottom - top)];
  return {
    markup:
      `<svg width="${width}" height="${height}" viewBox="0 ${figure(top)} ${width} ${height}" `
        + `overflow="hidden">${drawn.parts.join('')}</svg>`,
    width: frame.width, height: bottom - top,
  };
}

function draw(element: Element, frame: DOMRect, drawn: Drawn) {
  const style = getComputedStyle(element);
  if (element.matches(LEFT_OUT) || style.display === 'none' || style.visibility === 'hidden'
    || Number(style.opacity) === 0) return;
  const reach = () => void (drawn.bottom = Math.max(drawn.bottom, element.getBoundingClientRect().bottom - frame.top));
  if (element instanceof HTMLCanvasElement || element instanceof SVGSVGElement) {
    drawn.parts.push(element instanceof HTMLCanvasElement ? canvasMarkup(element, frame) : chartMarkup(element, frame));
    return reach();
  }
  drawn.parts.push(boxMarkup(element, style, frame));
  const folded = element instanceof HTMLDetailsElement && !element.open;
  for (const child of folded ? element.querySelectorAll(':scope > summary') : element.childNodes) {
    if (child instanceof Text && child.data.trim()) {
      drawn.parts.push(...wordsMarkup(child, style, frame));
      reach();
    } else if (child instanceof Element) draw(child, frame, drawn);
  }
}

function canvasMarkup(canvas: HTMLCanvasElement, frame: DOMRect): string {
  const box = canvas.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return '';
  const place = `x="${figure(box.left
    - frame.left)}" y="${figure(box.top - frame.top)}" width="${figure(box.width)}" height="${figure(box.height)}"`;
  const painting = paintingOf(canvas);
  if (!painting) return canvas.width ? `<image ${place} href="${canvas.toDataURL()}"/>` : '';
  const pen = createSvgPen(`picture-${(pictures += 1)}`, colourOfHatching);
  paintWithPaths(recordedPath, () => painting.paint(pen.context));
  return `<svg ${place} viewBox="0 0 ${figure(painting.width)} ${figure(painting.height)}" overflow="hidden">${pen.markup()}</svg>`;
}

function chartMarkup(chart: SVGSVGElement, frame: DOMRect): string {
  const box = chart.getBoundingClientRect();
  const clone = chart.cloneNode(true) as SVGSVGElement;
  const [there, here] = [[chart, ...chart.querySelectorAll('*')], [clone, ...clone.querySelectorAll('*')]];
  there.forEach((original, index) => {
    const style = getComputedStyle(original);
    const copy = here[index];
    copy.removeAttribute('class');
    copy.removeAttribute('style');
    for (const look of LOOKS) {
      const value = style.getPropertyValue(look);
      if (value) copy.setAttribute(look, value);
    }
  });
  for (const [name, value] of Object.entries({
    x: box.left - frame.left, y: box.top - frame.top, width: box.width, height: box.height,
  })) clone.setAttribute(name, figure(value));
  clone.setAttribute('overflow', 'visible');
  return new XMLSerializer().serializeToString(clone);
}

/** @returns its ground and its border, where it has any */
function boxMarkup(element: Element, style: CSSStyleDeclaration, frame: DOMRect): string {
  const ground = style.backgroundColor;
  const border = Number.parseFloat(style.borderTopWidth);
  const framed = border > 0 && style.borderTopStyle !== 'none' && style.borderLeftStyle === style.borderTopStyle
    && style.borderLeftWidth === style.borderTopWidth;
  const gradient = gradientMarkup(style.backgroundImage);
  const plain = ground === 'rgba(0, 0, 0, 0)' || ground === 'transparent';
  if (plain && !framed && !gradient) return '';
  const box = element.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return '';
  const stroke = framed ? ` stroke="${style.borderTopColor}" stroke-width="${border}"` : '';
  const inset = framed ? border / 2 : 0;
  const radius = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, box.width / 2, box.height / 2);
  const [x, y] = [figure(box.left - frame.left + inset), figure(box.top - frame.top + inset)];
  const [width, height] = [figure(box.width - 2 * inset), figure(box.height - 2 * inset)];
  const fill = gradient ? `url(#${gradient.id})` : plain ? 'none' : ground;
  return `${gradient?.definition ?? ''}<rect x="${x}" y="${y}" width="${width}" height="${height}"`
    + ` rx="${figure(radius)}" fill="${fill}"${stroke}/>`;
}

/**
 * A ground that changes its colour from side to side, as the keys of the scales have it.
 * @param image as the browser computed it
 */
function gradientMarkup(image: string): { id: string, definition: string } | null {
  const [
    , hatched, direction = '', stops = '',
  ] = /^(repeating-)?linear-gradient\((?:((?:to |in |-?[\d.]+deg)[a-z ]*), )?(.*)\)$/.exec(image) ?? [];
  const colours = [...stops.matchAll(/((?:rgba?|color|oklab|oklch|lab)\([^)]*\))(?: ([\d.]+)%)?/g)];
  if (colours.length < 2) return null;
  const id = `picture-${(pictures += 1)}`;
  if (hatched) return { id, definition: hatchingMarkup(id, strongest(colours.map(([, colour]) => colour))) };
  const across = direction.includes('right') || direction.includes('90deg');
  const marks = colours.map(([, colour, at], index) =>
    `<stop offset="${at ?? (100 * index) / (colours.length - 1)}%" stop-color="${colour}"/>`);
  return { id, definition: `<linearGradient id="${id}" x1="0" y1="0" x2="${across
    ? 1
    : 0}" y2="${across ? 0 : 1}">${marks.join('')}</linearGradient>` };
}

/** The words of a node, a line each. */
function wordsMarkup(node: Text, style: CSSStyleDeclaration, frame: DOMRect): string[] {
  const text = node.data;
  if (!text.trim()) return [];
  const range = document.createRange();
  const lines: { words: string, box: DOMRect, right: number }[] = [];
  for (const { index, 0: word } of text.matchAll(/\S+\s*/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.trimEnd().length);
    const box = range.getBoundingClientRect();
    const line = lines[lines.length - 1];
    if (box.width === 0) continue;
    if (line
      && Math.abs(line.box.top - box.top) < 2) Object.assign(line, { words: line.words + word, right: box.right });
    else lines.push({ words: word, box, right: box.right });
  }
  const look =
    `font-family="${escaped(style.fontFamily)}" font-size="${style.fontSize}" font-weight="${style.fontWeight}"`
    + ` font-style="${isVariable(node, style) ? 'italic' : style.fontStyle}" fill="${style.color}"`;
  return lines.map(({ words, box, right }) => {
    const [x, y] = [figure(box.left - frame.left), figure((box.top + box.bottom) / 2 - frame.top)];
    return `<text x="${x}" y="${y}"${lengthOf(words, right - box.left)} dominant-baseline="central" ${look}`
      + ` xml:space="preserve">${escaped(words.replace(/\s+/g, ' ').trimEnd())}</text>`;
  });
}

/** Whether a browser slants the letter by the rules of formulas. */
function isVariable({ data }: Text, { textTransform }: CSSStyleDeclaration) {
  return textTransform === 'math-auto' && /^\p{L}$/u.test(data.trim());
}

/** As long as on the page, in whatever font the picture is opened with. */
function lengthOf(words: string, width: number) {
  return words.trim().length > 1 ? ` textLength="${figure(width)}" lengthAdjust="spacingAndGlyphs"` : '';
}

/** @returns the one that is not clear */
function strongest(colours: string[]): string {
  return colours.find((colour) => !/^rgba\(.*, 0\)$/.test(colour)) ?? colours[0];
}
