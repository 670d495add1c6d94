/**
 * A pad over the profile, on its logarithmic axis: what is left of the gradient is drawn before it is seen; then the
 * truth sweeps over it, from the loss back in time.
 */

import type { State, Store, Translate } from '../core/model/types.ts';
import { columnCentre, type TimeAxis } from '../core/model/time_axis.ts';
import {
  DEEPEST, HIGHEST, measuredExponents, nearestPoint, NUDGE, pointSteps, withPoint, withStroke, type Pen,
} from '../core/model/sketch.ts';
import { laneLetter } from '../core/text/lane.ts';
import { powerOfTen, threeFigures } from '../core/text/number.ts';
import { el, svg } from './dom.ts';

/** Where it has no place over the profile. */
const IN_CARD = { width: 236, height: 150 };
const MARGIN = { left: 46, right: 14, top: 14, bottom: 20 };
const DECADES = 10;
/** What a key adds to the exponent of a point. */
const BY: Record<string, number> = {
  ArrowUp: NUDGE, ArrowRight: NUDGE, ArrowDown: -NUDGE, ArrowLeft: -NUDGE, PageUp: DECADES, PageDown: -DECADES,
};

export type Paper = {
  width: number;
  height: number;
  x: (timeStep: number) => number;
  y: (exponent: number) => number;
  exponent: (y: number) => number;
};

/**
 * What is drawn of which lane; `truth`: the measured profile, once it may be seen; `others`: what other people drew,
 * where it is no longer to be changed, and `label`: what it is then.
 */
export type Drawing = {
  lane: number;
  sketch: readonly number[];
  compared: boolean;
  truth: ArrayLike<number> | null;
  others?: readonly (readonly number[])[];
  label?: string;
};

/** @returns `home`: where it lies when it has no place over the profile */
export function createSketchPad(
  store: Store<State>,
  t: Translate,
  { drawing, change }: { drawing: () => Drawing, change: (sketch: number[]) => void },
): { home: HTMLElement, draw: (state: State) => void, end: () => void } {
  const pad = svg('svg', { class: 'sketch-pad', role: 'group' });
  const home = el('div', { class: 'sketch-home' });
  let paper: Paper | null = null;
  let drawn = '';
  /** The point that was pressed. */
  let held: number | null = null;
  /** Where the pointer was last; `stroke`: it has left that point, and draws a line over the others. */
  let pen: (Pen & { stroke: boolean }) | null = null;

  const countNow = () => store.get().run?.facts.task.sequence_length ?? 50;

  /** Of a sequence with fewer time steps than points some stand in one place, and move as one. */
  function move(point: number, exponent: number) {
    const { compared, sketch } = drawing();
    if (compared) return;
    const steps = pointSteps(countNow());
    const alike = [...steps.keys()].filter((other) => steps[other] === steps[point]);
    change(alike.reduce((drawn, other) => withPoint(drawn, other, exponent), [...sketch]));
  }

  /** @returns where the points are */
  const placesNow = (): number[] => pointSteps(countNow()).map((timeStep) => (paper as Paper).x(timeStep));

  function drag(event: PointerEvent) {
    if (held === null) return;
    const [before, places] = [pen, placesNow()];
    const now = penAt(pad, paper as Paper, event);
    const stroke = before !== null && (before.stroke || nearestPoint(places, now.x) !== held);
    pen = { ...now, stroke };
    if (!before || !stroke) return move(held, now.exponent);
    const { compared, sketch } = drawing();
    if (!compared) change(withStroke(sketch, places, before, now));
  }

  function letGo() {
    [held, pen] = [null, null];
  }

  pad.addEventListener('pointerdown', (event) => {
    if (!paper) return;
    held = nearestPoint(placesNow(), penAt(pad, paper, event).x);
    pad.setPointerCapture(event.pointerId);
    event.preventDefault();
    drag(event);
  });
  pad.addEventListener('pointermove', drag);
  pad.addEventListener('pointerup', letGo);
  pad.addEventListener('pointercancel', letGo);

  function handle(point: number, exponent: number, timeStep: number): SVGElement {
    const isLast = point === drawing().sketch.length - 1;
    const circle = pointAt(paper as Paper, { point, exponent, timeStep, isLast }, t);
    circle.addEventListener('keydown', (event) => {
      const by = BY[event.key];
      if (by === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      move(point, (drawing().sketch[point] ?? 0) + by);
    });
    return circle;
  }

  function draw(state: State) {
    paper = lay(pad, home, state, countNow);
    const { lane, sketch, compared, truth: profile, others, label } = drawing();
    const count = countNow();
    const steps = pointSteps(count);
    const next = JSON.stringify([
      paper.width, paper.height, paper.x(0), sketch, others, compared, profile !== null, state.language,
      pad.classList.contains('is-over'),
    ]);
    const points = profile && pointsOf(paper, measuredExponents(profile));
    if (next === drawn) return void (points && pad.querySelector('.sketch-truth')?.setAttribute('points', points));
    drawn = next;
    const active = document.activeElement as SVGElement | null;
    const focused = pad.contains(active) ? active?.dataset.point : undefined;
    const line = (drawnBy: readonly number[]) => (
      drawnBy.map((exponent, index) => `${paper?.x(steps[index])},${paper?.y(exponent)}`).join(' ')
    );
    // Of points in one place the first can be held.
    const own = steps.slice(0, -1).flatMap((timeStep, index) => (steps.indexOf(timeStep) === index ? [index] : []));
    pad.setAttribute('aria-label', label ?? t('sketch.pad', { lane: laneLetter(lane) }));
    pad.replaceChildren(
      svg('rect', { class: 'sketch-ground', width: paper.width, height: paper.height }),
      ...grid(paper, count, t),
      ...(others ?? []).map((other) => svg('polyline', { class: 'sketch-other', points: line(other) })),
      svg('polyline', { class: 'sketch-line', points: line(sketch) }),
      ...(points ? [svg('polyline', { class: 'sketch-truth', points, pathLength: 1 })] : []),
      ...(others ? [] : own).map((index) => handle(index, sketch[index], steps[index])),
    );
    if (focused !== undefined) (pad.querySelector(`[data-point="${focused}"]`) as SVGElement | null)?.focus();
  }

  return { home, draw, end: () => pad.remove() };
}

/** Over the profile, on its own time axis, where that is in sight as a whole; else in the card. */
function lay(pad: SVGElement, home: HTMLElement, { timeWindow }: State, countNow: () => number): Paper {
  const picture = timeWindow?.picture;
  const stage = document.querySelector('.hero-stage');
  const over = timeWindow && picture && stage && !timeWindow.touch && !timeWindow.axis.scrolls;
  const parent = over ? stage : home;
  if (pad.parentElement !== parent) parent.append(pad);
  pad.classList.toggle('is-over', Boolean(over));
  const size = over
    ? { width: timeWindow.width, height: picture.profile.height }
    : { ...IN_CARD, width: home.clientWidth || IN_CARD.width };
  if (over) {
    const place = { top: picture.profile.y, ...size };
    for (const [name, value] of Object.entries(place)) pad.style.setProperty(name, `${value}px`);
  } else pad.removeAttribute('style');
  pad.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);
  return paperOf(size, over ? timeWindow.axis : null, countNow);
}

/** @param axis the profile's; null in the card, where the sequence fills the width */
function paperOf(size: { width: number, height: number }, axis: TimeAxis | null, countNow: () => number): Paper {
  const [first, last] = [MARGIN.left, size.width - MARGIN.right];
  const [top, bottom] = [MARGIN.top, size.height - MARGIN.bottom];
  const within = (exponent: number) => Math.max(DEEPEST, Math.min(HIGHEST, exponent));
  return {
    ...size,
    x: (timeStep) => (axis ? columnCentre(axis, timeStep) : first + ((last - first) * timeStep) / (countNow() - 1)),
    y: (exponent) => top + ((bottom - top) * (HIGHEST - within(exponent))) / (HIGHEST - DEEPEST),
    exponent: (y) => HIGHEST - ((HIGHEST - DEEPEST) * (y - top)) / (bottom - top),
  };
}

/** Where the pointer is on the paper. */
function penAt(pad: SVGElement, { width, height, exponent }: Paper, event: PointerEvent): Pen {
  const box = pad.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  return { x: (x * width) / box.width, exponent: exponent((y * height) / box.height) };
}

/** A point to be held, and moved with keys. @param isLast the loss' own, which nothing is left of: it is 1 */
function pointAt(
  { x, y }: Paper,
  { point, exponent, timeStep, isLast }: { point: number, exponent: number, timeStep: number, isLast: boolean },
  t: Translate,
): SVGElement {
  return svg('circle', {
    class: 'sketch-point', cx: x(timeStep), cy: y(exponent), r: 7, tabindex: 0, role: 'slider',
    'aria-valuemin': DEEPEST, 'aria-valuemax': HIGHEST, 'aria-orientation': 'vertical', 'data-point': point,
    'aria-label': t('sketch.point', { time: timeStep + 1 }), 'aria-valuenow': exponent,
    'aria-valuetext': t('sketch.value', { factor: isLast ? '1' : threeFigures(10 ** exponent) }),
  });
}

function grid({ width, height, x, y }: Paper, count: number, t: Translate): SVGElement[] {
  const rows = Array.from({ length: (HIGHEST - DEEPEST) / DECADES + 1 }, (_, index) => HIGHEST - DECADES * index);
  const text = (attributes: Record<string, string | number>, content: string) => {
    const element = svg('text', attributes);
    element.textContent = content;
    return element;
  };
  return [
    ...rows.map((exponent) => {
      const level = y(exponent);
      return svg('line', { class: 'sketch-grid', x1: x(0), x2: width - MARGIN.right, y1: level, y2: level });
    }),
    ...rows.map((exponent) => {
      const place = { x: x(0) - 10, y: y(exponent) + 4, 'text-anchor': 'end' };
      return text({ class: 'sketch-tick', ...place }, exponent === 0 ? '1' : powerOfTen(exponent));
    }),
    text({ class: 'sketch-tick', x: x(0), y: height - 5, 'text-anchor': 'middle' }, 't = 1'),
    text({ class: 'sketch-tick', x: x(count - 1), y: height - 5, 'text-anchor': 'end' }, t('sketch.end', { count })),
  ];
}

/** @returns from the loss back in time */
function pointsOf({ x, y }: Paper, exponents: readonly (number | null)[]): string {
  const points = exponents.flatMap((exponent, timeStep) => (
    exponent === null ? [] : [`${x(timeStep)},${y(exponent)}`]
  ));
  return points.reverse().join(' ');
}
