/**
 * A figure as its traces and layout say, drawn without Plotly: what stands where, as Plotly would draw it, but nothing
 * answers to the pointer. It knows what the loss chart consists of: lines, markers, levels and their names.
 */

import { automaticTicks, type Ticks } from '../draw/axis.ts';
import { withLargerFonts } from '../draw/plotly.ts';
import { typeScale } from '../draw/type_scale.ts';
import { svg } from './dom.ts';
import { pathOf } from './chart_svg.ts';

type Line = { color: string, width: number, dash?: string };
type Marker = { symbol: string, size: number, color: string | string[], line?: { width: number } };
type Trace = {
  mode: string, x: number[], y: number[], opacity?: number, cliponaxis?: boolean, line?: Line, marker?: Marker,
};
type Shape = {
  x0: number, x1: number, y0: number, y1: number, xref?: 'paper', yref?: 'paper', layer?: 'below', line: Line,
};
type Annotation = {
  x: number, y: number, xref?: 'paper', yref?: 'paper', xanchor: 'left' | 'right', yanchor: 'middle' | 'bottom',
  xshift?: number, borderpad?: number, bgcolor?: string, text: string, font: { size: number, color: string },
};
type Axis = {
  type?: 'linear' | 'log', range: [number, number], nticks?: number, tickvals?: number[], ticktext?: string[],
  gridcolor: string,
};
type Layout = {
  height: number, margin: { l: number, r: number, t: number, b: number },
  font: { family: string, size: number, color: string }, xaxis: Axis, yaxis: Axis, shapes: Shape[],
  annotations: Annotation[],
};
type Point = readonly [number, number] | null;
/** In pixels of the plot: of a value, of a number on the axis (the logarithm on a log axis), of a share of the plot. */
type Scale = { ofValue(value: number): number, ofPlace(place: number): number, ofShare(share: number): number };

/** Further out than this nothing is drawn, in pixels. */
const FAR = 10_000;
/** Between two lines of a text, and from its middle down to its baseline, in its size. */
const [LINE, BASELINE, DESCENT] = [1.3, 0.35, 0.25];

/** Draws a figure as wide as its element, in the place of the one before. */
export function drawFigureSvg(root: HTMLElement, { traces, layout }: { traces: object[], layout: object }) {
  const larger = withLargerFonts(layout, typeScale()) as Layout;
  root.replaceChildren(figureSvg(traces as Trace[], larger, root.clientWidth));
}

function figureSvg(traces: Trace[], { height, margin, font, xaxis, yaxis, shapes, annotations }: Layout, width: number) {
  const room = { width: Math.max(0, width - margin.l - margin.r), height: height - margin.t - margin.b };
  const across = scaleOf(xaxis, (share) => share * room.width);
  const up = scaleOf(yaxis, (share) => (1 - share) * room.height);
  const drawn = (trace: Trace) => traceGroup(trace, across, up);
  const lines = (layer?: 'below') => shapes.filter((shape) => shape.layer === layer)
    .map((shape) => shapeLine(shape, across, up));
  return svg(
    'svg', { class: 'figure-svg', width, height, 'font-family': font.family, 'font-size': font.size, fill: font.color },
    svg(
      'g', { transform: `translate(${margin.l},${margin.t})` },
      ...lines('below'), ...axisMarks(xaxis, yaxis, across, up, room, font.size),
      svg('svg', { ...room, overflow: 'hidden' }, ...traces.filter(isClipped).map(drawn)),
      ...traces.filter((trace) => !isClipped(trace)).map(drawn), ...lines(),
      ...annotations.map((annotation) => annotationText(annotation, across, up)),
    ),
  );
}

const isClipped = ({ cliponaxis }: Trace) => cliponaxis !== false;

function scaleOf({ type, range: [low, high] }: Axis, ofShare: (share: number) => number): Scale {
  const ofPlace = (place: number) => {
    const pixels = ofShare((place - low) / (high - low));
    return Number.isFinite(pixels) ? Math.max(-FAR, Math.min(FAR, pixels)) : NaN;
  };
  return { ofPlace, ofShare, ofValue: (value) => ofPlace(type === 'log' ? Math.log10(value) : value) };
}

function ticksOf({ range, nticks = 5, tickvals, ticktext }: Axis): Ticks {
  return tickvals && ticktext ? { values: tickvals, texts: ticktext } : automaticTicks(range[1], nticks);
}

function axisMarks(xaxis: Axis, yaxis: Axis, across: Scale, up: Scale, room: { width: number, height: number },
  size: number): SVGElement[] {
  const [xTicks, yTicks] = [ticksOf(xaxis), ticksOf(yaxis)];
  const inside = (place: number, length: number) => place > 1 && place < length - 1;
  const verticals = xTicks.values.map(across.ofValue).filter((x) => inside(x, room.width));
  const levels = yTicks.values.map(up.ofValue).filter((y) => inside(y, room.height));
  const grid = (d: string, stroke: string) =>
    svg('path', { d, stroke, 'stroke-width': 1, 'shape-rendering': 'crispEdges' });
  return [
    grid(verticals.map((x) => `M${x},0V${room.height}`).join(''), xaxis.gridcolor),
    grid(levels.map((y) => `M0,${y}H${room.width}`).join(''), yaxis.gridcolor),
    ...xTicks.texts.map((text, index) => word(
      text, { class: 'figure-x', x: across.ofValue(xTicks.values[index]), y: room.height + size + 1,
        'text-anchor': 'middle' },
    )),
    ...yTicks.texts.map((text, index) => word(
      text, { class: 'figure-y', x: -1, y: up.ofValue(yTicks.values[index]) + BASELINE * size, 'text-anchor': 'end' },
    )),
  ];
}

function traceGroup({ mode, x, y, line, marker, opacity = 1 }: Trace, across: Scale, up: Scale): SVGElement {
  const points = x.map((value, index): Point => {
    const place: Point = [across.ofValue(value), up.ofValue(y[index])];
    return y[index] !== null && place.every(Number.isFinite) ? place : null;
  });
  return svg(
    'g', { class: 'figure-trace', opacity },
    ...(line && mode.includes('lines') ? [svg('path', { d: pathOf(points), fill: 'none', ...stroked(line) })] : []),
    ...(marker && mode.includes('markers')
      ? points.flatMap((point, index) => (point ? [markerPath(marker, index, point)] : [])) : []),
  );
}

function stroked({ color, width, dash = 'solid' }: Line) {
  return { stroke: color, 'stroke-width': width, ...(dash !== 'solid' && { 'stroke-dasharray': dash }) };
}

function markerPath({ symbol, size, color, line }: Marker, index: number, [x, y]: readonly [number, number]) {
  const colour = Array.isArray(color) ? color[index] : color;
  const at = { transform: `translate(${x.toFixed(2)},${y.toFixed(2)})` };
  const r = size / 2;
  if (symbol === 'circle-open') {
    return svg('circle', { ...at, r, fill: 'none', stroke: colour, 'stroke-width': line?.width ?? 1 });
  }
  return svg('path', { ...at, fill: colour, d: symbol === 'triangle-up' ? triangle(r) : cross(r) });
}

function triangle(r: number) {
  const half = (2 * r) / Math.sqrt(3);
  return `M${-half},${r / 2}H${half}L0,${-r}Z`;
}

function cross(r: number) {
  const arm = (0.8 * r) / Math.SQRT2;
  const turns = [[1, 1], [1, -1], [-1, -1], [1, -1], [-1, -1], [-1, 1], [-1, -1], [-1, 1], [1, 1], [-1, 1], [1, 1]];
  return `M0,${arm}${turns.map(([x, y]) => `l${x * arm},${y * arm}`).join('')}Z`;
}

function shapeLine({ x0, x1, y0, y1, xref, yref, line }: Shape, across: Scale, up: Scale): SVGElement {
  const x = xref ? across.ofShare : across.ofValue;
  const y = yref ? up.ofShare : up.ofValue;
  return svg('path', { d: pathOf([[x(x0), y(y0)], [x(x1), y(y1)]]), fill: 'none', ...stroked(line) });
}

function annotationText(annotation: Annotation, across: Scale, up: Scale): SVGElement {
  const { xref, yref, xanchor, yanchor, xshift = 0, borderpad = 1, bgcolor = 'none', font } = annotation;
  const pad = borderpad + 1;
  const lines = annotation.text.split('<br>');
  const x = (xref ? across.ofShare : across.ofPlace)(annotation.x) + xshift + (xanchor === 'left' ? pad : -pad);
  const y = (yref ? up.ofShare : up.ofPlace)(annotation.y);
  const last = yanchor === 'bottom' ? y - pad - DESCENT * font.size
    : y + (BASELINE + (LINE / 2) * (lines.length - 1)) * font.size;
  return svg(
    'g', { class: 'figure-annotation', fill: font.color, 'font-size': font.size, 'paint-order': 'stroke',
      stroke: bgcolor, 'stroke-width': 2 * pad, 'text-anchor': xanchor === 'left' ? 'start' : 'end' },
    ...lines.map((text, index) => word(text, { x, y: last - LINE * font.size * (lines.length - 1 - index) })),
  );
}

function word(text: string, attributes: Record<string, string | number>): SVGElement {
  const element = svg('text', attributes);
  element.textContent = text;
  return element;
}
