/**
 * A canvas context that writes SVG: the painters of the page draw with it as on a canvas, and every stroke stays a
 * stroke. It knows what they use; text is measured by a real canvas.
 */

import { pathData, recordedCommands, type Command } from './recorded_path.ts';

export type Ink = string | CanvasPattern | CanvasGradient;
export type Look = {
  alpha: number;
  fill: Ink;
  stroke: Ink;
  width: number;
  dash: number[];
  dashOffset: number;
  cap: string;
  join: string;
  font: string;
  align: CanvasTextAlign;
  baseline: CanvasTextBaseline;
  matrix: DOMMatrix;
  clip: string | null;
};

/** @returns with two decimals at most */
export const figure = (value: number): string => String(Math.round(value * 100) / 100);
/** @returns as it stands in XML */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const ANCHORS: Record<string, string> = { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' };
const BASELINES: Record<string, string> = {
  middle: 'central', top: 'text-before-edge', hanging: 'hanging', bottom: 'text-after-edge', alphabetic: 'alphabetic',
};
/** What a painter sets on a canvas context, and where it stands in a look. */
const SETTINGS: Record<string, keyof Look> = {
  globalAlpha: 'alpha', fillStyle: 'fill', strokeStyle: 'stroke', lineWidth: 'width', lineDashOffset: 'dashOffset',
  lineCap: 'cap', lineJoin: 'join', font: 'font', textAlign: 'align', textBaseline: 'baseline',
};
/** What adds to the path that is begun. */
const COMMANDS = [
  'moveTo', 'lineTo', 'closePath', 'rect', 'arc', 'ellipse', 'bezierCurveTo', 'quadraticCurveTo', 'roundRect',
];

/** The page's hatching in one colour. */
export const hatchingMarkup = (id: string, colour: string) => (
  `<pattern id="${id}" width="4" height="4" patternUnits="userSpaceOnUse">`
    + `<path d="M-1 5L5 -1M-1 1L1 -1M3 5L5 3" stroke="${escaped(colour)}" stroke-width="1.2"/></pattern>`
);

/**
 * @param prefix of the ids of clips, unique in the document
 * @param colourOf the colour of a hatching
 */
export function createSvgPen(
  prefix: string,
  colourOf: (pattern: CanvasPattern) => string,
): { context: CanvasRenderingContext2D, markup: () => string } {
  const parts: string[] = [];
  const clips: string[] = [];
  /** Hatchings by their colours. */
  const hatchings = new Map<string, string>();
  const kept: Look[] = [];
  let path: Command[] = [];
  let look = firstLook();
  const ruler = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;

  function add(element: string) {
    parts.push(look.clip ? `<g clip-path="url(#${look.clip})">${element}</g>` : element);
  }

  /** @param element the inside of a tag, without its end */
  function put(element: string) {
    add(`<${element}${standingOf(look)}/>`);
  }

  function colour(paint: Look['fill']): string {
    if (typeof paint === 'string') return `"${escaped(paint)}"`;
    if (!(paint instanceof CanvasPattern)) return '"none"';
    const ink = colourOf(paint);
    if (!hatchings.has(ink)) hatchings.set(ink, `${prefix}-hatching-${hatchings.size}`);
    return `"url(#${hatchings.get(ink)})"`;
  }

  function fillPath(data: string, rule = 'nonzero') {
    if (data) put(`path d="${data}" fill=${colour(look.fill)}${rule === 'evenodd' ? ' fill-rule="evenodd"' : ''}`);
  }

  function strokePath(data: string) {
    if (data) put(`path d="${data}" fill="none" stroke=${colour(look.stroke)}${strokeOf(look)}`);
  }

  const dataOf = (given: unknown) => pathData(given instanceof Path2D ? recordedCommands(given) : path);

  const methods = {
    save: () => void kept.push({ ...look, matrix: DOMMatrix.fromMatrix(look.matrix), dash: [...look.dash] }),
    restore: () => void (look = kept.pop() ?? look),
    translate: (x: number, y: number) => void look.matrix.translateSelf(x, y),
    scale: (x: number, y: number) => void look.matrix.scaleSelf(x, y),
    rotate: (angle: number) => void look.matrix.rotateSelf((angle * 180) / Math.PI),
    transform: (...m: number[]) => void look.matrix.multiplySelf(new DOMMatrix(m)),
    setTransform: () => {},
    resetTransform: () => {},
    getTransform: () => DOMMatrix.fromMatrix(look.matrix),
    clearRect: () => {},
    beginPath: () => void (path = []),
    setLineDash: (dash: number[]) => void (look.dash = [...dash]),
    getLineDash: () => [...look.dash],
    measureText(text: string) {
      ruler.font = look.font;
      return ruler.measureText(text);
    },
    fill: (given: unknown, rule: string) => fillPath(dataOf(given), typeof given === 'string' ? given : rule),
    stroke: (given: unknown) => strokePath(dataOf(given)),
    fillRect: (...rect: number[]) => fillPath(pathData([['rect', rect]])),
    strokeRect: (...rect: number[]) => strokePath(pathData([['rect', rect]])),
    fillText(text: string, x: number, y: number) {
      add(textMarkup(String(text), x, y, look, `fill=${colour(look.fill)}`));
    },
    strokeText(text: string, x: number, y: number) {
      const stroke = `stroke=${colour(look.stroke)} stroke-width="${figure(look.width)}" stroke-linejoin="round"`;
      add(textMarkup(String(text), x, y, look, `fill="none" ${stroke}`));
    },
    clip(given: unknown) {
      const id = `${prefix}-clip-${clips.length}`;
      const within = look.clip ? ` clip-path="url(#${look.clip})"` : '';
      const shape = `<path d="${dataOf(given)}"${transformOf(look.matrix)}/>`;
      clips.push(`<clipPath id="${id}"${within}>${shape}</clipPath>`);
      look.clip = id;
    },
    createPattern: (tile: CanvasImageSource, repetition: string) => ruler.createPattern(tile, repetition),
    createLinearGradient: (...ends: [number, number, number, number]) => ruler.createLinearGradient(...ends),
    drawImage: (image: HTMLCanvasElement, ...place: number[]) => put(imageMarkup(image, place)),
  };
  for (const method of COMMANDS) {
    Object.assign(methods, { [method]: (...values: number[]) => void path.push([method, values]) });
  }
  const context = new Proxy(methods, {
    get: (target, name) => (SETTINGS[String(name)] ? look[SETTINGS[String(name)]] : (target as any)[name]),
    set: (_, name, value) => {
      if (SETTINGS[String(name)]) Object.assign(look, { [SETTINGS[String(name)]]: value });
      return true;
    },
  });
  return {
    context: (context as unknown) as CanvasRenderingContext2D,
    markup() {
      const shared = [...clips, ...[...hatchings].map(([ink, id]) => hatchingMarkup(id, ink))].join('');
      return `${shared && `<defs>${shared}</defs>`}${parts.join('')}`;
    },
  };
}

/** As a canvas context begins. */
function firstLook(): Look {
  return {
    alpha: 1, fill: '#000', stroke: '#000', width: 1, dash: [], dashOffset: 0, cap: 'butt', join: 'miter',
    font: '10px sans-serif', align: 'start', baseline: 'alphabetic', matrix: new DOMMatrix(), clip: null,
  };
}

function transformOf({ a, b, c, d, e, f }: DOMMatrix): string {
  return ` transform="matrix(${[a, b, c, d, e, f].map(figure).join(' ')})"`;
}

/** Where an element stands, and how much of it is seen. */
function standingOf({ matrix, alpha }: Look): string {
  return `${matrix.isIdentity ? '' : transformOf(matrix)}${alpha < 1 ? ` opacity="${figure(alpha)}"` : ''}`;
}

/** What a stroke is like, beside its colour. */
function strokeOf({ width, dash, dashOffset, cap, join }: Look): string {
  const dashes = ` stroke-dasharray="${dash.map(figure).join(' ')}" stroke-dashoffset="${figure(dashOffset)}"`;
  return ` stroke-width="${figure(width)}"${dash.length ? dashes : ''}`
    + (cap === 'butt' ? '' : ` stroke-linecap="${cap}"`)
    + (join === 'miter' ? '' : ` stroke-linejoin="${join}"`);
}

function textMarkup(text: string, x: number, y: number, look: Look, paint: string): string {
  const parsed = /^(italic )?(\d+ )?([\d.]+px)\s+(.*)$/.exec(look.font) ?? [];
  const [, style = '', weight = '400', size = '10px', family = 'sans-serif'] = parsed;
  const slant = style ? ' font-style="italic"' : '';
  const font = `font-family="${escaped(family)}" font-size="${size}" font-weight="${weight.trim()}"${slant}`;
  const [anchor, baseline] = [ANCHORS[look.align] ?? 'start', BASELINES[look.baseline] ?? 'alphabetic'];
  return `<text x="${figure(x)}" y="${figure(y)}" ${font} text-anchor="${anchor}" dominant-baseline="${baseline}"`
    + ` ${paint}${standingOf(look)} xml:space="preserve">${escaped(text)}</text>`;
}

/** @param place as drawImage has it @returns the inside of a tag */
function imageMarkup(image: HTMLCanvasElement, place: number[]): string {
  const [x, y, wide = image.width, high = image.height] = place;
  const whole = [0, 0, image.width, image.height, x, y, wide, high];
  const [sx, sy, sw, sh, dx, dy, dw, dh] = place.length === 8 ? place : whole;
  const cut = document.createElement('canvas');
  [cut.width, cut.height] = [Math.max(1, sw), Math.max(1, sh)];
  cut.getContext('2d')?.drawImage(image, sx, sy, sw, sh, 0, 0, sw, sh);
  return `image href="${cut.toDataURL()}" x="${figure(dx)}" y="${figure(dy)}" width="${figure(dw)}"`
    + ` height="${figure(dh)}" preserveAspectRatio="none" image-rendering="pixelated"`;
}
