/** A picture on the hero's time axis: the same columns, the same scroll position, the same cursor. */

import type { Context } from '../draw/pen.ts';
import type { Cursor, TimeWindow } from '../core/model/types.ts';
import type { Host, Subject } from './measurement_card.ts';
import { createSlide } from '../draw/slide.ts';
import { columnCentre, scrollToShow, timeStepAt, visibleSteps, type TimeAxis } from '../core/model/time_axis.ts';
import { offerPainting } from '../draw/painters.ts';
import { el, setText } from './dom.ts';
import { sharpness } from '../draw/on_paper.ts';
import { createSurface } from '../draw/surface.ts';
import { tokens as readTokens, type Tokens } from '../draw/tokens.ts';

export interface View {
  subject: Subject;
  window: TimeWindow;
  axis: TimeAxis;
  width: number;
  height: number;
  /** first time step in sight */ first: number;
  last: number;
  tokens: Tokens;
}
/** `x` on the axis */
export type Place = { timeStep: number, x: number, y: number };
export type Tip = { head: string, lines: [name: string, value: string][] };
export interface TimePainting {
  height: (subject: Subject, window: TimeWindow) => number;
  /** what scrolls */ paint: (context: Context, view: View) => void;
  /** what stands in the gutter */ margin?: (context: Context, view: View) => void;
  /** over the column of the cursor */ mark?: (context: Context, view: View, timeStep: number) => void;
  /** the values at the pointer, or at the cursor where there is none */
  tip: (view: View, place: Place | null, timeStep: number) => Tip;
  /** a key that the picture takes for itself */ press?: (key: string, view: View) => boolean;
  /** the pointer is there */ point?: (view: View, place: Place) => void;
  /** it was pressed there */ choose?: (view: View, place: Place) => void;
  /** over the picture, with or without a cursor */ over?: (context: Context, view: View) => void;
}

const KEYS = {
  ArrowLeft: (step) => step - 1, ArrowRight: (step) => step + 1, PageUp: (step) => step - 10, PageDown: (step) => step + 10,
  Home: () => 0, End: (_step, last) => last,
} as Record<string, (step: number, last: number) => number>;

export function createTimeFigure({ frame, store, services }: Host, painting: TimePainting) {
  const { actions, t } = services;
  const base = el('canvas', { class: 'time-canvas', 'aria-hidden': 'true' });
  const moving = el('canvas', { class: 'time-canvas', 'aria-hidden': 'true' });
  const extent = el('div', { class: 'time-extent' });
  const scroller = el('div', { class: 'time-scroller', tabIndex: 0, role: 'application', 'aria-labelledby': frame.heading.id, 'aria-describedby': `${frame.caption.id} ${frame.heading.id}-keys` }, extent);
  const tip = el('div', { class: 'hero-tip time-tip', hidden: true });
  const help = el('p', { class: 'visually-hidden', id: `${frame.heading.id}-keys` });
  const stage = el('div', { class: 'time-stage' }, base, moving, scroller, tip);
  const [baseSurface, movingSurface] = [createSurface(base), createSurface(moving)];
  frame.figure.setAttribute('role', 'group');
  frame.figure.append(stage, help);
  let subject: Subject | null = null;
  let pointed: Place | null = null;
  const stillness = matchMedia('(prefers-reduced-motion: reduce)');
  const slide = createSlide(() => stillness.matches);
  let sliding = 0;
  let seen: readonly unknown[] = [];

  function viewNow(): View | null {
    const window = store.get().timeWindow;
    if (!subject || !window || window.axis.count !== subject.count) return null;
    const { axis, scroll, gutter, width } = window;
    const [first, last] = visibleSteps(axis, scroll + (axis.scrolls ? gutter : 0), scroll + width);
    return { subject, window, axis, width, height: painting.height(subject, window), first, last, tokens: readTokens() };
  }

  function paint() {
    const view = viewNow();
    if (!view || !baseSurface.context) return;
    stage.style.height = `${view.height}px`;
    extent.style.width = `${view.axis.scrolls ? view.axis.width + 14 : 1}px`;
    if (scroller.scrollLeft !== view.window.scroll) scroller.scrollLeft = view.window.scroll;
    baseSurface.clear(view.width, view.height, sharpness());
    paintOn(baseSurface.context, view);
    paintMoving();
  }

  function paintOn(context: Context, view: View) {
    inSequence(context, view, () => painting.paint(context, view));
    painting.margin?.(context, view);
  }
  offerPainting(base, () => {
    const view = viewNow();
    return view && { width: view.width, height: view.height, paint: (context) => paintOn(context, { ...view, axis: structuredClone(view.axis) }) };
  });

  function paintMoving() {
    const view = viewNow();
    if (!view || !movingSurface.context) return;
    const context = movingSurface.context;
    movingSurface.clear(view.width, view.height, sharpness());
    const { cursor } = store.get();
    if (painting.over) inSequence(context, view, () => painting.over?.(context, view));
    if (cursor && cursor.timeStep < view.subject.count) {
      inSequence(context, view, () => {
        paintCursor(context, view, slide.at(cursor.timeStep) ?? cursor.timeStep);
        painting.mark?.(context, view, cursor.timeStep);
      });
    }
    placeTip(view);
    if (slide.travels() && !sliding) sliding = requestAnimationFrame(slideOn);
  }

  function slideOn() {
    sliding = 0;
    paintMoving();
  }

  function placeTip(view: View) {
    tip.hidden = pointed === null;
    if (!pointed) return;
    const { head, lines } = painting.tip(view, pointed, pointed.timeStep);
    tip.replaceChildren(el('p', { class: 'hero-tip-head' }, head), el('dl', { class: 'hero-tip-list' }, ...lines.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])));
    const x = pointed.x - view.window.scroll;
    const side = x > view.width / 2 ? x - tip.offsetWidth - 16 : x + 16;
    const lowest = Math.min(view.height, inSight(stage) - 4) - tip.offsetHeight;
    tip.style.transform = `translate(${Math.round(Math.max(4, Math.min(view.width - tip.offsetWidth - 4, side)))}px, ${Math.round(Math.max(-tip.offsetHeight + 24, Math.min(lowest, pointed.y + 10)))}px)`;
  }

  function placeOf(event: MouseEvent): Place | null {
    const view = viewNow();
    if (!view) return null;
    const box = scroller.getBoundingClientRect();
    const x = event.clientX - box.left;
    if (x < view.window.gutter - 4) return null;
    const timeStep = timeStepAt(view.axis, x + view.window.scroll);
    return timeStep === null ? null : { timeStep, x: x + view.window.scroll, y: event.clientY - box.top };
  }

  function cursorAt(timeStep: number): Cursor {
    const { lane, layer } = subject as Subject;
    const { cursor } = store.get();
    return { lane, layer, timeStep, unit: cursor?.lane === lane ? cursor.unit : 0 };
  }

  function move(event: PointerEvent) {
    if (event.pointerType === 'touch') return;
    point(placeOf(event));
  }

  function point(place: Place | null) {
    pointed = place;
    const view = viewNow();
    if (!view) return;
    if (place) {
      painting.point?.(view, place);
      const { pinned, cursor } = store.get();
      if (!pinned && cursor?.timeStep !== place.timeStep) actions.setCursor(cursorAt(place.timeStep));
    }
    paintMoving();
  }

  function click(event: MouseEvent) {
    const place = placeOf(event);
    if (!place || !subject) return;
    const { pinned, cursor } = store.get();
    const view = viewNow();
    if (view) painting.point?.(view, place);
    if (pinned && pointed && cursor?.timeStep === place.timeStep && cursor.lane === subject.lane) actions.unpin();
    else {
      actions.pin(cursorAt(place.timeStep));
      if (view) painting.choose?.(view, place);
    }
    pointed = place;
    paintMoving();
  }

  function press(event: KeyboardEvent) {
    const view = viewNow();
    if (!view || event.ctrlKey || event.metaKey || event.altKey) return;
    const { cursor } = store.get();
    const step = cursor?.timeStep ?? view.subject.count - 1;
    const taken = painting.press?.(event.key, view) ?? false;
    if (!taken && !(event.key in KEYS)) return;
    event.preventDefault();
    event.stopPropagation();
    const last = view.subject.count - 1;
    const fresh = !cursor && event.key.startsWith('Arrow'); // The first arrow key only selects.
    const next = taken || fresh ? step : Math.max(0, Math.min(last, KEYS[event.key](step, last)));
    actions.pin(cursorAt(next));
    if (view.axis.scrolls) actions.scrollTime(scrollToShow(view.axis, next, { left: view.window.scroll, width: view.width, inset: view.window.gutter }));
    const { head, lines } = painting.tip(view, null, next);
    store.set({ announcement: { text: [head, ...lines.map(([name, value]) => `${name} ${value}`)].join(', '), assertive: false } });
  }

  scroller.addEventListener('pointermove', move);
  scroller.addEventListener('pointerleave', () => point(null));
  scroller.addEventListener('click', click);
  scroller.addEventListener('keydown', press);
  scroller.addEventListener('scroll', () => {
    const { timeWindow } = store.get();
    if (timeWindow?.axis.scrolls && timeWindow.scroll !== scroller.scrollLeft) actions.scrollTime(scroller.scrollLeft);
  }, { passive: true });

  // The cursor and the scroll position move with the hero, in the same turn.
  const unsubscribe = store.subscribe(({ timeWindow, cursor, pinned, loss }) => {
    const now = [timeWindow, cursor, pinned, loss];
    const [windowMoved, ...others] = now.map((value, index) => value !== seen[index]);
    seen = now;
    if (windowMoved) paint();
    else if (others.some(Boolean)) paintMoving();
  });

  return {
    draw(next: Subject) {
      subject = next;
      setText(help, t('measure.keys'));
      stage.hidden = false;
      paint();
    },
    clear() {
      subject = null;
      pointed = null;
      stage.hidden = true;
    },
    /** Again, with what it has. */
    again: paint,
    end() {
      unsubscribe();
      cancelAnimationFrame(sliding);
    },
  };
}

/** @returns how much of the figure stands above what sticks to the foot of the page */
function inSight(stage: HTMLElement): number {
  const foot = document.querySelector('.strip')?.getBoundingClientRect().top ?? innerHeight;
  return foot - stage.getBoundingClientRect().top;
}

/** Paints scrolled and, where the sequence scrolls, clipped at the gutter. */
function inSequence(context: Context, { window, axis, width, height }: View, paint: () => void) {
  context.save();
  if (axis.scrolls) {
    context.beginPath();
    context.rect(window.gutter - 2, 0, width - window.gutter + 2, height);
    context.clip();
  }
  context.translate(-window.scroll, 0);
  paint();
  context.restore();
}

function paintCursor(context: Context, { axis, height, tokens }: View, timeStep: number) {
  const x = Math.round(columnCentre(axis, timeStep)) + 0.5;
  context.globalAlpha = 0.07;
  context.fillStyle = tokens.ink1;
  context.fillRect(axis.start + timeStep * axis.pitch, 0, axis.pitch, height);
  context.globalAlpha = 0.4;
  context.strokeStyle = tokens.ink1;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height);
  context.stroke();
  context.globalAlpha = 1;
}
