/** The diagram of a typed equation as a picture. */

import type { FormulaGraph } from './formula_graph.ts';
import { svg } from '../../ui/dom.ts';
import { chartText } from '../../ui/chart_svg.ts';

const [WIDEST, HEIGHT] = [50, 24];

/** @param words what it shows */
export function graphPicture({ width, height, boxes, wires }: FormulaGraph, words: string): SVGElement {
  const picture = svg(
    'svg', { viewBox: `0 0 ${width} ${height}`, class: 'bench-graph', role: 'img', 'aria-label': words },
  );
  picture.style.setProperty('--graph-width', String(width));
  picture.append(...wires.map(wirePath), ...wires.flatMap(signText), ...boxes.flatMap(boxMarks));
  return picture;
}

function wirePath({ points, recurrent }: FormulaGraph['wires'][number]) {
  const bends = points.slice(1).map(([x, y], index) => {
    const [before, level] = points[index];
    const middle = (before + x) / 2;
    return `C${middle},${level} ${middle},${y} ${x},${y}`;
  });
  return svg(
    'path', { d: `M${points[0].join()}${bends.join('')}`, class: recurrent ? 'bench-wire is-recurrent' : 'bench-wire' },
  );
}

function signText({ points, sign }: FormulaGraph['wires'][number]) {
  const [x, y] = points[points.length - 1];
  const lower = points[points.length - 2][1] > y;
  return sign ? [chartText(x - WIDEST / 2 - 8, y + (lower ? 14 : -6), sign, 'bench-sign', 'middle')] : [];
}

function boxMarks({ x, y, words, past, name, kind, recurrent, candidate }: FormulaGraph['boxes'][number]) {
  const width = Math.min(WIDEST, 14 + 8 * (words.length + (past ? 2 : 0)));
  const text = svg('text', { x, y: y + 4, class: 'bench-words', 'text-anchor': 'middle' });
  text.append(words, ...(past ? [indexOf('t−1')] : kind === 'result' ? [indexOf('t')] : []));
  if (words.length * 8 + 6 > WIDEST) text.setAttribute('textLength', String(WIDEST - 6));
  if (words.length * 8 + 6 > WIDEST) text.setAttribute('lengthAdjust', 'spacingAndGlyphs');
  const classes = [
    'bench-box', `is-${kind}`, ...(recurrent ? ['is-recurrent'] : []), ...(candidate ? ['is-candidate'] : []),
  ];
  return [
    svg('rect', {
      x: x - width / 2, y: y - HEIGHT / 2, width, height: HEIGHT,
      rx: kind === 'leaf' || kind === 'result' ? HEIGHT / 2 : 5, class: classes.join(' '),
    }),
    text,
    ...(name ? [chartText(x, y - HEIGHT / 2 - 3, name, 'bench-name', 'middle')] : []),
  ];
}

function indexOf(words: string) {
  const index = svg('tspan', { class: 'bench-index', dy: '3' });
  index.textContent = words;
  return index;
}
