/**
 * A canvas context that writes SVG: the painters of the page draw with it as on a canvas, and every stroke stays a
 * stroke.
 * It knows what they use; text is measured by a real canvas.
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
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
const ANCHORS = { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' } as Record<string, string>;
const BASELINES = { middle: 'central', top: 'text-before-edge', hanging: 'hanging', bottom: 'text-after-edge', alphabetic: 'alphabetic' } as Record<string, string>;
/** The page's hatching in one colour. */
export const hatchingMarkup = (id: string, colour: string) => `<pattern id="${id}" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M-1 5L5 -1M-1 1L1 -1M3 5L5 3" stroke="${escaped(colour)}" stroke-width="1.2"/></pattern>`;

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
  let look: Look = { alpha: 1, fill: '#000', stroke: '#000', width: 1, dash: [], dashOffset: 0, cap: 'butt', join: 'miter', font: '10px sans-serif', align: 'start', baseline: 'alphabetic', matrix: new DOMMatrix(), clip: null };
  const ruler = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;

  /** @param element the inside of a tag, without its end */
  function put(element: string) {
    const { a, b, c, d, e, f } = look.matrix;
    const moved = look.matrix.isIdentity ? '' : ` transform="matrix(${[a, b, c, d, e, f].map(figure).join(' ')})"`;
    const drawn = `<${element}${moved}${look.alpha < 1 ? ` opacity="${figure(look.alpha)}"` : ''}/>`;
    parts.push(look.clip ? `<g clip-path="url(#${look.clip})">${drawn}</g>` : drawn);
  }

  function colour(paint: Look['fill']): string {
    if (typeof paint === 'string') return `"${escaped(paint)}"`;
    if (!(paint instanceof CanvasPattern)) return '"none"';
    const ink = colourOf(paint);
    if (!hatchings.has(ink)) hatchings.set(ink, `${prefix}-hatching-${hatchings.size}`);
    return `"url(#${hatchings.get(ink)})"`;
  }

  const fillPath = (data: string, rule = 'nonzero') => data && put(`path d="${data}" fill=${colour(look.fill)}${rule === 'evenodd' ? ' fill-rule="evenodd"' : ''}`);
  const dashes = () => (look.dash.length
    ? ` stroke-dasharray="${look.dash.map(figure).join(' ')}" stroke-dashoffset="${figure(look.dashOffset)}"` : '');
  const strokePath = (data: string) => data && put(
    `path d="${data}" fill="none" stroke=${colour(look.stroke)} stroke-width="${figure(look.width)}"${dashes()}`
      + (look.cap === 'butt' ? '' : ` stroke-linecap="${look.cap}"`)
      + (look.join === 'miter' ? '' : ` stroke-linejoin="${look.join}"`)
  );
  const dataOf = (given: unknown) => pathData(given instanceof Path2D ? recordedCommands(given) : path);

  function write(text: string, x: number, y: number, paint: string) {
    const [, style = '', weight = '400', size = '10px', family = 'sans-serif'] = /^(italic )?(\d+ )?([\d.]+px)\s+(.*)$/.exec(look.font) ?? [];
    const { a, b, c, d, e, f } = look.matrix;
    const moved = look.matrix.isIdentity ? '' : ` transform="matrix(${[a, b, c, d, e, f].map(figure).join(' ')})"`;
    const font = `font-family="${escaped(family)}" font-size="${size}" font-weight="${weight.trim()}"${style ? ' font-style="italic"' : ''}`;
    const [anchor, baseline] = [ANCHORS[look.align] ?? 'start', BASELINES[look.baseline] ?? 'alphabetic'];
    const words = `<text x="${figure(x)}" y="${figure(y)}" ${font} text-anchor="${anchor}" dominant-baseline="${baseline}"`
      + ` ${paint}${moved}${look.alpha < 1 ? ` opacity="${figure(look.alpha)}"` : ''}`
      + ` xml:space="preserve">${escaped(text)}</text>`;
    parts.push(look.clip ? `<g clip-path="url(#${look.clip})">${words}</g>` : words);
  }

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
    fillText: (text: string, x: number, y: number) => write(String(text), x, y, `fill=${colour(look.fill)}`),
    strokeText: (text: string, x: number, y: number) => write(String(text), x, y, `fill="none" stroke=${colour(look.stroke)} stroke-width="${figure(look.width)}" stroke-linejoin="round"`),
    clip(given: unknown) {
      const id = `${prefix}-clip-${clips.length}`;
      const { a, b, c, d, e, f } = look.matrix;
      const within = look.clip ? ` clip-path="url(#${look.clip})"` : '';
      clips.push(`<clipPath id="${id}"${within}><path d="${dataOf(given)}" transform="matrix(${[a, b, c, d, e, f].map(figure).join(' ')})"/></clipPath>`);
      look.clip = id;
    },
    createPattern: (tile: CanvasImageSource, repetition: string) => ruler.createPattern(tile, repetition),
    createLinearGradient: (...ends: [number, number, number, number]) => ruler.createLinearGradient(...ends),
    drawImage(image: HTMLCanvasElement, ...place: number[]) {
      const [sx, sy, sw, sh, dx, dy, dw, dh] = place.length === 8 ? place : [0, 0, image.width, image.height, place[0], place[1], place[2] ?? image.width, place[3] ?? image.height];
      const cut = document.createElement('canvas');
      [cut.width, cut.height] = [Math.max(1, sw), Math.max(1, sh)];
      cut.getContext('2d')?.drawImage(image, sx, sy, sw, sh, 0, 0, sw, sh);
      put(`image href="${cut.toDataURL()}" x="${figure(dx)}" y="${figure(dy)}" width="${figure(dw)}" height="${figure(dh)}" preserveAspectRatio="none" image-rendering="pixelated"`);
    },
  };
  for (const method of ['moveTo', 'lineTo', 'closePath', 'rect', 'arc', 'ellipse', 'bezierCurveTo', 'quadraticCurveTo', 'roundRect']) {
    Object.assign(methods, { [method]: (...values: number[]) => void path.push([method, values]) });
  }
  const settings = {
    globalAlpha: 'alpha', fillStyle: 'fill', strokeStyle: 'stroke', lineWidth: 'width', lineDashOffset: 'dashOffset',
    lineCap: 'cap', lineJoin: 'join', font: 'font', textAlign: 'align', textBaseline: 'baseline'
  } as Record<string, keyof Look>;
  const context = new Proxy(methods, {
    get: (target, name) => (settings[String(name)] ? look[settings[String(name)]] : (target as any)[name]),
    set: (_, name, value) => {
      if (settings[String(name)]) Object.assign(look, { [settings[String(name)]]: value });
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
