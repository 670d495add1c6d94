/**
 * A canvas context that writes SVG: the painters of the page draw with it as on a canvas, and every stroke stays a stroke.
 * It knows what they use; text is measured by a real canvas.
 *
 * @import { Command } from './recorded_path.js'
 */

import { pathData, recordedCommands } from './recorded_path.js';

/**
 * @typedef {string | CanvasPattern | CanvasGradient} Ink
 * @typedef {{ alpha: number, fill: Ink, stroke: Ink, width: number, dash: number[], dashOffset: number, cap: string,
 *   join: string, font: string, align: CanvasTextAlign, baseline: CanvasTextBaseline, matrix: DOMMatrix,
 *   clip: string | null }} Look
 */

/** @param {number} value @returns {string} with two decimals at most */
export const figure = (value) => String(Math.round(value * 100) / 100);
/** @param {string} text @returns {string} as it stands in XML */
export const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
const ANCHORS = /** @type {Record<string, string>} */ ({ left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' });
const BASELINES = /** @type {Record<string, string>} */ ({ middle: 'central', top: 'text-before-edge', hanging: 'hanging', bottom: 'text-after-edge', alphabetic: 'alphabetic' });
/** The page's hatching in one colour. @param {string} id @param {string} colour */
export const hatchingMarkup = (id, colour) => `<pattern id="${id}" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M-1 5L5 -1M-1 1L1 -1M3 5L5 3" stroke="${escaped(colour)}" stroke-width="1.2"/></pattern>`;

/**
 * @param {string} prefix of the ids of clips, unique in the document
 * @param {(pattern: CanvasPattern) => string} colourOf the colour of a hatching
 * @returns {{ context: CanvasRenderingContext2D, markup: () => string }}
 */
export function createSvgPen(prefix, colourOf) {
  /** @type {string[]} */
  const parts = [];
  /** @type {string[]} */
  const clips = [];
  /** Hatchings by their colours. @type {Map<string, string>} */
  const hatchings = new Map();
  /** @type {Look[]} */
  const kept = [];
  /** @type {Command[]} */
  let path = [];
  /** @type {Look} */
  let look = { alpha: 1, fill: '#000', stroke: '#000', width: 1, dash: [], dashOffset: 0, cap: 'butt', join: 'miter', font: '10px sans-serif', align: 'start', baseline: 'alphabetic', matrix: new DOMMatrix(), clip: null };
  const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));

  /** @param {string} element the inside of a tag, without its end */
  function put(element) {
    const { a, b, c, d, e, f } = look.matrix;
    const moved = look.matrix.isIdentity ? '' : ` transform="matrix(${[a, b, c, d, e, f].map(figure).join(' ')})"`;
    const drawn = `<${element}${moved}${look.alpha < 1 ? ` opacity="${figure(look.alpha)}"` : ''}/>`;
    parts.push(look.clip ? `<g clip-path="url(#${look.clip})">${drawn}</g>` : drawn);
  }

  /** @param {Look['fill']} paint @returns {string} */
  function colour(paint) {
    if (typeof paint === 'string') return `"${escaped(paint)}"`;
    if (!(paint instanceof CanvasPattern)) return '"none"';
    const ink = colourOf(paint);
    if (!hatchings.has(ink)) hatchings.set(ink, `${prefix}-hatching-${hatchings.size}`);
    return `"url(#${hatchings.get(ink)})"`;
  }

  /** @param {string} data @param {string} [rule] */
  const fillPath = (data, rule = 'nonzero') => data && put(`path d="${data}" fill=${colour(look.fill)}${rule === 'evenodd' ? ' fill-rule="evenodd"' : ''}`);
  const dashes = () => (look.dash.length
    ? ` stroke-dasharray="${look.dash.map(figure).join(' ')}" stroke-dashoffset="${figure(look.dashOffset)}"` : '');
  /** @param {string} data */
  const strokePath = (data) => data && put(
    `path d="${data}" fill="none" stroke=${colour(look.stroke)} stroke-width="${figure(look.width)}"${dashes()}`
      + (look.cap === 'butt' ? '' : ` stroke-linecap="${look.cap}"`)
      + (look.join === 'miter' ? '' : ` stroke-linejoin="${look.join}"`)
  );
  /** @param {unknown} given */
  const dataOf = (given) => pathData(given instanceof Path2D ? recordedCommands(given) : path);

  /** @param {string} text @param {number} x @param {number} y @param {string} paint */
  function write(text, x, y, paint) {
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
    translate: (/** @type {number} */ x, /** @type {number} */ y) => void look.matrix.translateSelf(x, y),
    scale: (/** @type {number} */ x, /** @type {number} */ y) => void look.matrix.scaleSelf(x, y),
    rotate: (/** @type {number} */ angle) => void look.matrix.rotateSelf((angle * 180) / Math.PI),
    transform: (/** @type {number[]} */ ...m) => void look.matrix.multiplySelf(new DOMMatrix(m)),
    setTransform: () => {},
    resetTransform: () => {},
    getTransform: () => DOMMatrix.fromMatrix(look.matrix),
    clearRect: () => {},
    beginPath: () => void (path = []),
    setLineDash: (/** @type {number[]} */ dash) => void (look.dash = [...dash]),
    getLineDash: () => [...look.dash],
    measureText(/** @type {string} */ text) {
      ruler.font = look.font;
      return ruler.measureText(text);
    },
    fill: (/** @type {unknown} */ given, /** @type {string} */ rule) => fillPath(dataOf(given), typeof given === 'string' ? given : rule),
    stroke: (/** @type {unknown} */ given) => strokePath(dataOf(given)),
    fillRect: (/** @type {number[]} */ ...rect) => fillPath(pathData([['rect', rect]])),
    strokeRect: (/** @type {number[]} */ ...rect) => strokePath(pathData([['rect', rect]])),
    fillText: (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) => write(String(text), x, y, `fill=${colour(look.fill)}`),
    strokeText: (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) => write(String(text), x, y, `fill="none" stroke=${colour(look.stroke)} stroke-width="${figure(look.width)}" stroke-linejoin="round"`),
    clip(/** @type {unknown} */ given) {
      const id = `${prefix}-clip-${clips.length}`;
      const { a, b, c, d, e, f } = look.matrix;
      const within = look.clip ? ` clip-path="url(#${look.clip})"` : '';
      clips.push(`<clipPath id="${id}"${within}><path d="${dataOf(given)}" transform="matrix(${[a, b, c, d, e, f].map(figure).join(' ')})"/></clipPath>`);
      look.clip = id;
    },
    createPattern: (/** @type {CanvasImageSource} */ tile, /** @type {string} */ repetition) => ruler.createPattern(tile, repetition),
    createLinearGradient: (/** @type {[number, number, number, number]} */ ...ends) => ruler.createLinearGradient(...ends),
    drawImage(/** @type {HTMLCanvasElement} */ image, /** @type {number[]} */ ...place) {
      const [sx, sy, sw, sh, dx, dy, dw, dh] = place.length === 8 ? place : [0, 0, image.width, image.height, place[0], place[1], place[2] ?? image.width, place[3] ?? image.height];
      const cut = document.createElement('canvas');
      [cut.width, cut.height] = [Math.max(1, sw), Math.max(1, sh)];
      cut.getContext('2d')?.drawImage(image, sx, sy, sw, sh, 0, 0, sw, sh);
      put(`image href="${cut.toDataURL()}" x="${figure(dx)}" y="${figure(dy)}" width="${figure(dw)}" height="${figure(dh)}" preserveAspectRatio="none" image-rendering="pixelated"`);
    },
  };
  for (const method of ['moveTo', 'lineTo', 'closePath', 'rect', 'arc', 'ellipse', 'bezierCurveTo', 'quadraticCurveTo', 'roundRect']) {
    Object.assign(methods, { [method]: (/** @type {number[]} */ ...values) => void path.push([method, values]) });
  }
  const settings = /** @type {Record<string, keyof Look>} */ ({
    globalAlpha: 'alpha', fillStyle: 'fill', strokeStyle: 'stroke', lineWidth: 'width', lineDashOffset: 'dashOffset',
    lineCap: 'cap', lineJoin: 'join', font: 'font', textAlign: 'align', textBaseline: 'baseline'
  });
  const context = new Proxy(methods, {
    get: (target, name) => (settings[String(name)] ? look[settings[String(name)]] : /** @type {any} */ (target)[name]),
    set: (_, name, value) => {
      if (settings[String(name)]) Object.assign(look, { [settings[String(name)]]: value });
      return true;
    },
  });
  return {
    context: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (context)),
    markup() {
      const shared = [...clips, ...[...hatchings].map(([ink, id]) => hatchingMarkup(id, ink))].join('');
      return `${shared && `<defs>${shared}</defs>`}${parts.join('')}`;
    },
  };
}
