/**
 * The diagram of a typed equation as a picture.
 *
 * @import { FormulaGraph } from '../../layout/formula_graph.js'
 */

import { svg } from '../dom.js';
import { chartText } from '../chart_svg.js';

const [WIDEST, HEIGHT] = [50, 24];

/** @param {FormulaGraph} graph @param {string} words what it shows @returns {SVGElement} */
export function graphPicture({ width, height, boxes, wires }, words) {
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'bench-graph', role: 'img', 'aria-label': words });
  picture.style.setProperty('--graph-width', String(width));
  picture.append(...wires.map(wirePath), ...wires.flatMap(signText), ...boxes.flatMap(boxMarks));
  return picture;
}

/** @param {FormulaGraph['wires'][number]} wire */
function wirePath({ points, recurrent }) {
  const bends = points.slice(1).map(([x, y], index) => {
    const [before, level] = points[index];
    const middle = (before + x) / 2;
    return `C${middle},${level} ${middle},${y} ${x},${y}`;
  });
  return svg('path', { d: `M${points[0].join()}${bends.join('')}`, class: recurrent ? 'bench-wire is-recurrent' : 'bench-wire' });
}

/** @param {FormulaGraph['wires'][number]} wire */
function signText({ points, sign }) {
  const [x, y] = points[points.length - 1];
  const lower = points[points.length - 2][1] > y;
  return sign ? [chartText(x - WIDEST / 2 - 8, y + (lower ? 14 : -6), sign, 'bench-sign', 'middle')] : [];
}

/** @param {FormulaGraph['boxes'][number]} box */
function boxMarks({ x, y, words, past, name, kind, recurrent, candidate }) {
  const width = Math.min(WIDEST, 14 + 8 * (words.length + (past ? 2 : 0)));
  const text = svg('text', { x, y: y + 4, class: 'bench-words', 'text-anchor': 'middle' });
  text.append(words, ...(past ? [indexOf('t−1')] : kind === 'result' ? [indexOf('t')] : []));
  if (words.length * 8 + 6 > WIDEST) text.setAttribute('textLength', String(WIDEST - 6));
  if (words.length * 8 + 6 > WIDEST) text.setAttribute('lengthAdjust', 'spacingAndGlyphs');
  const classes = ['bench-box', `is-${kind}`, ...(recurrent ? ['is-recurrent'] : []), ...(candidate ? ['is-candidate'] : [])];
  return [
    svg('rect', { x: x - width / 2, y: y - HEIGHT / 2, width, height: HEIGHT, rx: kind === 'leaf' || kind === 'result' ? HEIGHT / 2 : 5, class: classes.join(' ') }),
    text,
    ...(name ? [chartText(x, y - HEIGHT / 2 - 3, name, 'bench-name', 'middle')] : []),
  ];
}

/** @param {string} words */
function indexOf(words) {
  const index = svg('tspan', { class: 'bench-index', dy: '3' });
  index.textContent = words;
  return index;
}
