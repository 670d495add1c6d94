/**
 * An error over a plane, as a map with contours (Plotly) or as a relief that can be turned; a place on the map can be
 * picked.
 * Arrows and marks lie above both: they move at once, however long the map takes.
 */

import type { Translate } from '../../core/model/types.ts';
import { contourFigure, MARGIN, scaleTicks, type Place, type Plane } from './contour_figure.ts';
import { drawFigure, loadPlotly, type Plotly } from '../../draw/plotly.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { css, mix, parseColor } from '../../draw/colour.ts';
import { levelAt, levelsOf, reliefOf, type View } from './relief.ts';
import { el, setAttribute, setText, svg } from '../../ui/dom.ts';
import { setText as setFont } from '../../draw/pen.ts';
import { createChoice } from '../../ui/panel_frame.ts';
import { tokens } from '../../draw/tokens.ts';
import { fitCanvas } from '../../draw/squares.ts';

export type Arrow = { from: Place, to: Place, colour: string, width: number, dashed?: boolean };
export type Mark = { at: Place, kind: 'place' | 'raw' | 'clipped' };
/** `words` say what is in the picture */
export type Shown = { plane: Plane, arrows: Arrow[], marks: Mark[], names: { x: string, y: string }, words: string };
export interface Picking {
  /** shares of the frame, from its lower left corner */ pick: (x: number, y: number) => void;
  /** steps of the keyboard */ move: (across: number, up: number) => void;
  /** of the place */ words: () => { label: string, words: string };
}

const HEIGHT = 330;
const FIRST_VIEW = { turn: -38, tilt: 34 };
const TURN = 6;
/** Patches along a path over the surface. */
const PATH = 24;

/**
 * @param root whose visibility decides whether anything is drawn
 * @param name unique in the page
 */
export function createPlaneView(root: HTMLElement, name: string, t: Translate, picking: Picking | null) {
  const canvas = el('canvas');
  const relief = el(
    'div',
    {
      class: 'relief', role: 'slider', tabIndex: 0, 'aria-valuemin': -180, 'aria-valuemax': 180, hidden: true,
      onkeydown: turnByKey, onpointerdown: grab, onpointermove: turn, onpointerup: release, onpointercancel: release
    },
    canvas
  );
  const map = el('div', { class: 'plane-map', role: 'img' });
  const picker = el('div', { class: 'plane-picker', role: 'slider', tabIndex: 0, 'aria-valuenow': 0, onpointerdown: pick, onpointermove: pick, onkeydown: moveByKey });
  const notice = el('p', { class: 'panel-notice' });
  const overlay = svg('svg', { class: 'plane-overlay', 'aria-hidden': 'true' });
  const scale = el('div', { class: 'plane-scale', 'aria-hidden': 'true' });
  const figure = el('div', { class: 'plane-figure' }, map, overlay, picking && picker, relief, scale, notice);
  for (const [side, pixels] of Object.entries({ top: MARGIN.t, right: MARGIN.r, bottom: MARGIN.b, left: MARGIN.l })) {
    picker.style.setProperty(side, `${pixels}px`);
    overlay.style.setProperty(side, `${pixels}px`);
  }
  const tool = createChoice(`${name}-look`, (value) => {
    flat = value === 'map';
    draw();
  });
  let flat = true;
  let view: View = { ...FIRST_VIEW };
  let shown: Shown | null = null;
  let plotly: Plotly | null = null;
  /** What the map on the screen was drawn from. */
  let drawn: unknown[] = [];
  let held: { x: number, y: number, view: View } | null = null;

  const maps = createRedraw(root, drawMap);
  const reliefs = createRedraw(root, drawRelief, { rate: 24 });
  const resize = new ResizeObserver(() => {
    drawn = [];
    draw();
  });
  resize.observe(figure);

  function render() {
    relief.hidden = flat;
    map.hidden = !flat;
    picker.hidden = !flat;
    overlay.toggleAttribute('hidden', !flat);
    tool.set(t('try.plane.look'), [{ value: 'map', text: t('try.plane.map') }, { value: 'relief', text: t('try.plane.relief') }], flat ? 'map' : 'relief');
    relief.setAttribute('aria-label', t('try.plane.turn'));
    setAttribute(relief, 'aria-valuenow', String(view.turn));
    setAttribute(relief, 'aria-valuetext', t('try.plane.view', { turn: Math.round(view.turn), tilt: Math.round(view.tilt) }));
    if (shown) map.setAttribute('aria-label', shown.words);
    const place = picking?.words();
    if (place) {
      picker.setAttribute('aria-label', place.label);
      picker.setAttribute('aria-valuetext', place.words);
    }
  }

  function draw() {
    render();
    if (!shown) return;
    drawScale(shown.plane);
    if (flat) drawOverlay(shown);
    (flat ? maps : reliefs).request();
  }

  /** The map itself is drawn anew only where it is another one. */
  function drawMap() {
    if (!shown || !flat) return;
    const look = tokens();
    const key = [shown.plane.values, shown.plane.x, shown.names.x, shown.names.y, t('try.plane.hover'), look];
    if (plotly && drawn.length === key.length && drawn.every((part, index) => part === key[index])) return;
    if (!plotly) return void fetchPlotly();
    drawn = key;
    const figure = contourFigure(shown.plane, { height: HEIGHT, names: shown.names, value: t('try.plane.hover'), ramp: ramp(), tokens: look });
    drawFigure(plotly, map, figure);
  }

  function drawOverlay({ plane, arrows, marks }: Shown) {
    const [width, height] = [figure.clientWidth - MARGIN.l - MARGIN.r, HEIGHT - MARGIN.t - MARGIN.b];
    if (width <= 0) return;
    const point = ([x, y]: Place) => ({ x: shareOf(plane.x, x) * width, y: (1 - shareOf(plane.y, y)) * height });
    overlay.setAttribute('viewBox', `0 0 ${width} ${height}`);
    overlay.replaceChildren(
      ...arrows.flatMap(({ from, to, colour, width: stroke, dashed }) => {
        const [start, end] = [point(from), point(to)];
        return [
          svg('path', { d: `M${start.x},${start.y}L${end.x},${end.y}`, stroke: colour, 'stroke-width': stroke, 'stroke-dasharray': dashed ? '4 3' : 'none', fill: 'none' }),
          svg('path', { d: `M${headOf(start, end, stroke).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z`, fill: colour }),
        ];
      }),
      ...marks.map(({ at, kind }) => {
        const { x, y } = point(at);
        return kind === 'place' ? svg('circle', { cx: x, cy: y, r: 6, class: 'plane-here' }) : svg('path', { d: `M${x - 6},${y}L${x},${y - 6}L${x + 6},${y}L${x},${y + 6}Z`, class: `plane-${kind}` });
      }),
    );
  }

  function drawScale(plane: Plane) {
    const bar = el('span', { class: 'plane-scale-bar' });
    bar.style.background = `linear-gradient(to top, ${ramp().join(', ')})`;
    scale.replaceChildren(bar, ...scaleTicks(plane).map(({ share, text }) => {
      const tick = el('span', { class: 'plane-scale-tick' }, text);
      tick.style.setProperty('--share', String(share));
      return tick;
    }));
  }

  function fetchPlotly() {
    setText(notice, t('try.chart.loading'));
    loadPlotly().then((loaded) => {
      plotly = loaded;
      setText(notice, '');
      maps.request();
    }, () => setText(notice, t('try.chart.unavailable')));
  }

  function drawRelief() {
    if (!shown || flat) return;
    const { plane, arrows, marks, names } = shown;
    const width = Math.max(200, figure.clientWidth);
    const look = tokens();
    const context = fitCanvas(canvas, width, HEIGHT);
    const levels = levelsOf(plane.values, plane.y.length, plane.range, plane.logarithmic);
    const { patches, place } = reliefOf(levels, view, width, HEIGHT);
    const [low, high] = [parseColor(look.surface1), parseColor(look.ink2)];
    drawFloor(context, place, names, look);
    context.lineJoin = 'round';
    for (const { corners, level } of patches) {
      context.beginPath();
      for (const { x, y } of corners) context.lineTo(x, y);
      context.closePath();
      context.fillStyle = css(mix(low, high, level));
      context.fill();
      context.strokeStyle = look.lineStrong;
      context.globalAlpha = 0.55;
      context.lineWidth = 0.5;
      context.stroke();
      context.globalAlpha = 1;
    }
    const share = ([x, y]: Place) => [shareOf(plane.x, x), shareOf(plane.y, y)];
    const lift = (along: number, across: number) => place(along, across, levelAt(levels, along, across) + 0.012);
    for (const { from, to, colour, width: thickness, dashed } of arrows) {
      const [[x0, y0], [x1, y1]] = [share(from), share(to)];
      context.beginPath();
      for (let step = 0; step <= PATH; step += 1) {
        const point = lift(x0 + ((x1 - x0) * step) / PATH, y0 + ((y1 - y0) * step) / PATH);
        context.lineTo(point.x, point.y);
      }
      context.setLineDash(dashed ? [4, 3] : []);
      [context.strokeStyle, context.lineWidth] = [colour, thickness];
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = colour;
      context.beginPath();
      for (const { x, y } of headOf(lift(x1 - (x1 - x0) / PATH, y1 - (y1 - y0) / PATH), lift(x1, y1), thickness)) context.lineTo(x, y);
      context.fill();
    }
    for (const { at, kind } of marks) {
      const [x, y] = share(at);
      if (x < 0 || x > 1 || y < 0 || y > 1) continue;
      const point = lift(x, y);
      context.beginPath();
      context.arc(point.x, point.y, kind === 'place' ? 6 : 5, 0, 7);
      [context.fillStyle, context.strokeStyle, context.lineWidth] = kind === 'raw' ? [look.surface0, look.ink1, 2] : [look.ink1, look.surface0, 2];
      context.fill();
      context.stroke();
    }
  }

  function drawFloor(
    context: import('../../draw/squares.ts').Context,
    place: import('./relief.ts').Relief['place'],
    names: { x: string, y: string },
    look: import('../../draw/tokens.ts').Tokens,
  ) {
    context.beginPath();
    for (const [along, across] of [[0, 0], [1, 0], [1, 1], [0, 1]]) context.lineTo(place(along, across, 0).x, place(along, across, 0).y);
    context.closePath();
    context.strokeStyle = look.lineStrong;
    context.lineWidth = 1;
    context.stroke();
    setFont(context, { size: 12, family: look.fontUi });
    context.fillStyle = look.ink2;
    const near = (sides: [number, number][]) => sides.map(([along, across]) => place(along, across, 0)).reduce((a, b) => (b.y > a.y ? b : a));
    const [x, y] = [near([[0.5, -0.09], [0.5, 1.09]]), near([[-0.09, 0.5], [1.09, 0.5]])];
    context.fillText(names.x, x.x, Math.min(HEIGHT - 8, x.y));
    context.fillText(names.y, y.x, Math.min(HEIGHT - 8, y.y));
  }

  function turnByKey(event: KeyboardEvent) {
    const [across, up] = arrows(event);
    if (!across && !up) return;
    turnTo({ turn: view.turn + across * TURN, tilt: view.tilt + up * TURN });
  }

  function turnTo({ turn: to, tilt }: View) {
    view = { turn: ((((to + 180) % 360) + 360) % 360) - 180, tilt: Math.max(8, Math.min(86, tilt)) };
    draw();
  }

  function grab(event: PointerEvent) {
    relief.setPointerCapture(event.pointerId);
    held = { x: event.clientX, y: event.clientY, view };
  }

  function turn(event: PointerEvent) {
    if (held) turnTo({ turn: held.view.turn - (event.clientX - held.x) / 2, tilt: held.view.tilt + (event.clientY - held.y) / 3 });
  }

  function release() {
    held = null;
  }

  function pick(event: PointerEvent) {
    if (event.type === 'pointermove' && !(event.buttons & 1)) return;
    if (event.type === 'pointerdown') picker.setPointerCapture(event.pointerId);
    const box = picker.getBoundingClientRect();
    const share = (value: number) => Math.max(0, Math.min(1, value));
    picking?.pick(share((event.clientX - box.left) / box.width), share((box.bottom - event.clientY) / box.height));
  }

  function moveByKey(event: KeyboardEvent) {
    const [across, up] = arrows(event);
    if (across || up) picking?.move(across * (event.shiftKey ? 5 : 1), up * (event.shiftKey ? 5 : 1));
  }

  return {
    figure, tool: tool.root, setWords: draw,
    show(next: Shown) {
      shown = next;
      draw();
    },
    end() {
      maps.end();
      reliefs.end();
      resize.disconnect();
      plotly?.purge(map);
    },
  };
}

/** @returns across, up; the key is taken where it is an arrow */
function arrows(event: KeyboardEvent): [number, number] {
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] } as Record<string, [number, number]>;
  if (!(event.key in moves)) return [0, 0];
  event.preventDefault();
  return moves[event.key];
}

/** The head of an arrow. @returns corners */
function headOf(
  before: { x: number, y: number },
  end: { x: number, y: number },
  thickness: number,
): { x: number, y: number }[] {
  const angle = Math.atan2(end.y - before.y, end.x - before.x);
  const size = 4 + 2 * thickness;
  return [[0.4, 0], [-1, 0.55], [-1, -0.55]].map(([along, aside]) => (
    { x: end.x + size * (along * Math.cos(angle) - aside * Math.sin(angle)), y: end.y + size * (along * Math.sin(angle) + aside * Math.cos(angle)) }));
}

function shareOf(axis: readonly number[], value: number) {
  return (value - axis[0]) / (axis[axis.length - 1] - axis[0]);
}

/** From little to much, in ink. */
function ramp(): string[] {
  const { surface0, ink2 } = tokens();
  const [low, high] = [parseColor(surface0), parseColor(ink2)];
  return [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => css(mix(low, high, share)));
}
