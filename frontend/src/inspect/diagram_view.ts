/**
 * The diagram of the chosen cell: squares with the real numbers on its wires, forward in ink, backward in the
 * gradient's hue.
 */

import type { Context } from './wording.ts';
import type { Cursor } from '../core/model/types.ts';
import { cellDiagram, type Mark, type Vector, type Wire } from './diagram.ts';
import { activationLimit } from '../draw/activation_limit.ts';
import { css, inkOn, mix, parseColor, signedColor } from '../draw/colour.ts';
import { threeFigures } from '../core/text/number.ts';
import { svg } from '../ui/dom.ts';
import { chartText, pathOf } from '../ui/chart_svg.ts';
import { hiddenSize, weightLimit } from '../core/unit/readings.ts';
import { tokens } from '../draw/tokens.ts';

/** @param states of the cell */
export function diagramElement(
  { place, palette, t }: Context,
  { layer, timeStep, unit }: Cursor,
  states: readonly string[],
): SVGElement {
  const diagram = cellDiagram({ place, layer, timeStep }, states);
  const look = {
    palette, limit: activationLimit(place.cell, 'h', place.lane.hiddenState.data as Float32Array, 1), place, unit,
  };
  return svg('svg', {
    viewBox: `0 0 ${diagram.width} ${diagram.height}`, class: 'cell-diagram', role: 'img',
    'aria-label': t('inspector.diagram.label', { time: timeStep + 1 }),
  },
    ...diagram.wires.map(wireElement),
    ...diagram.vectors.map((vector) => vectorElement(vector, look)), ...diagram.marks.map(markElement));
}

function wireElement({ points, back }: Wire) {
  const [[fromX, fromY], [toX, toY]] = points.slice(-2);
  const length = Math.hypot(toX - fromX, toY - fromY) || 1;
  const [ux, uy] = [(toX - fromX) / length, (toY - fromY) / length];
  const [baseX, baseY] = [toX - ux * 5, toY - uy * 5];
  const head = `M${toX},${toY}L${baseX - uy * 3},${baseY + ux * 3}L${baseX + uy * 3},${baseY - ux * 3}Z`;
  return svg(
    'g', { class: back ? 'diagram-wire is-back' : 'diagram-wire' },
    svg('path', { d: pathOf(points), class: 'diagram-line' }), svg('path', { d: head, class: 'diagram-head' }),
  );
}

function markElement({ x, y, words, kind }: Mark) {
  if (kind === 'weight') return weightName(x, y, words);
  return svg('g', {}, svg('circle', { cx: x, cy: y, r: 8, class: 'diagram-operation' }), chartText(
    x, y + 4, words, 'diagram-sign', 'middle',
  ));
}

/** W_hh as W with an index. */
function weightName(x: number, y: number, words: string) {
  const [base, index = ''] = words.split('_');
  const text = chartText(x, y, base, 'diagram-weight', 'middle');
  if (index) text.append(indexSpan(index));
  return text;
}

function indexSpan(index: string) {
  const span = svg('tspan', { dy: 3, class: 'diagram-index' });
  span.textContent = index;
  return span;
}

/** Pixels of a number at most; a figure takes so much of its height. */
const LARGEST_FIGURE = 10;
const FIGURE_WIDTH = 0.6;

export type Look = {
  palette: import('../draw/colour.ts').SignedPalette;
  limit: number;
  place: Context['place'];
  unit: number;
};

function vectorElement(vector: Vector, look: Look) {
  const { x, y, width, height, entries, columns, written, base, index, kind } = vector;
  const each = height / (entries.length / columns);
  const pitch = width / columns;
  const limit = kind === 'state' && base !== 'h' ? Math.max(1, weightLimit(look.place.lane.states[base])) : look.limit;
  const largest = Math.max(...entries.map(({ value }) => Math.abs(value)), 1e-300);
  const name = chartText(
    x + width / 2, y - 5, base, kind === 'gradient' ? 'diagram-name is-gradient' : 'diagram-name', 'middle',
  );
  name.append(indexSpan(index));
  const most = look.place.gateLimits?.[base] ?? 1;
  const squares = entries.map(({ value, source }, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const colour = colourOf(kind, kind === 'gate' ? value / most : value, { ...look, limit, largest });
    const square = svg('rect', {
      x: x + column * pitch, y: y + row * each + 0.5, width: pitch - (columns > 1 && pitch > 5 ? 1 : 0),
      height: Math.max(0.5, each - (each > 5 ? 1.5 : 0)), rx: each > 8 ? 3 : 0,
      'data-source': source, class: 'diagram-square',
    });
    square.style.fill = css(colour);
    if (!written) return square;
    const number = chartText(
      x + width / 2, y + row * each + each / 2 + 3.5, threeFigures(value), 'diagram-number', 'middle',
    );
    number.style.fill = inkOn(colour);
    // A power of ten is longer than a square.
    const room = (width - 4) / (FIGURE_WIDTH * (number.textContent ?? '').length);
    if (room < LARGEST_FIGURE) number.style.fontSize = `${room.toFixed(1)}px`;
    return svg('g', {}, square, number);
  });
  const own = !['input', 'output'].includes(kind) && entries.length / columns === hiddenSize(look.place)
    && !look.place.layerStates?.includes(base)
    ? [svg('rect', {
      x: x - 1.5, y: y + look.unit * each - 1, width: width + 3, height: Math.max(3, each + 1), rx: 3,
      class: 'diagram-own',
    })] : [];
  return svg('g', { class: `diagram-vector is-${kind}`, 'data-vector': vector.id }, name, ...squares, ...own);
}

function colourOf(
  kind: Vector['kind'],
  value: number,
  { palette, limit, largest }: Look & { largest: number },
): import('../draw/colour.ts').Rgb {
  if (kind === 'gradient') {
    return mix(parseColor(tokens().gradientWeak), parseColor(tokens().gradient), Math.abs(value) / largest);
  }
  if (kind === 'output') {
    return mix(parseColor(tokens().surface2), parseColor(tokens().good), Math.max(0, Math.min(1, value)));
  }
  return signedColor(value, kind === 'inside' ? Math.max(limit, largest) : kind === 'gate' ? 1 : limit, palette);
}
