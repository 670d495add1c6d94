/** A picture on the hero's time axis: the same columns, the same scroll position, the same cursor. */

import type { Context } from '../draw/pen.ts';
import type { Host, Subject } from './measurement_card.ts';
import { createSlide } from '../draw/slide.ts';
import { columnCentre, visibleSteps } from '../core/model/time_axis.ts';
import { offerPainting } from '../draw/painters.ts';
import { inSequence } from '../draw/in_sequence.ts';
import { el, setText } from './dom.ts';
import { sharpness } from '../draw/on_paper.ts';
import { createSurface } from '../draw/surface.ts';
import { tokens as readTokens } from '../draw/tokens.ts';
import { createTimePointing } from './time_pointing.ts';
import type { Place, Tip, TimePainting, View } from './time_view.ts';

export function createTimeFigure({ frame, store, services }: Host, painting: TimePainting) {
  const { t } = services;
  const { base, moving, extent, scroller, tip, help, stage } = timeElements(frame);
  const [baseSurface, movingSurface] = [createSurface(base), createSurface(moving)];
  frame.figure.setAttribute('role', 'group');
  frame.figure.append(stage, help);
  let subject: Subject | null = null;
  const stillness = matchMedia('(prefers-reduced-motion: reduce)');
  const slide = createSlide(() => stillness.matches);
  let sliding = 0;
  let seen: readonly unknown[] = [];
  const pointing = createTimePointing(scroller, store, services, painting, { viewNow, changed: paintMoving });

  function viewNow(): View | null {
    const window = store.get().timeWindow;
    if (!subject || !window || window.axis.count !== subject.count) return null;
    const { axis, scroll, gutter, width } = window;
    const [first, last] = visibleSteps(axis, scroll + (axis.scrolls ? gutter : 0), scroll + width);
    const height = painting.height(subject, window);
    return { subject, window, axis, width, height, first, last, tokens: readTokens() };
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
    scrolling(context, view, () => painting.paint(context, view));
    painting.margin?.(context, view);
  }
  offerPainting(base, () => {
    const view = viewNow();
    return view && {
      width: view.width,
      height: view.height,
      paint: (context) => paintOn(context, { ...view, axis: structuredClone(view.axis) }),
    };
  });

  function paintMoving() {
    const view = viewNow();
    if (!view || !movingSurface.context) return;
    const context = movingSurface.context;
    movingSurface.clear(view.width, view.height, sharpness());
    const { cursor } = store.get();
    if (painting.over) scrolling(context, view, () => painting.over?.(context, view));
    if (cursor && cursor.timeStep < view.subject.count) {
      scrolling(context, view, () => {
        paintCursor(context, view, slide.at(cursor.timeStep) ?? cursor.timeStep);
        painting.mark?.(context, view, cursor.timeStep);
      });
    }
    const place = pointing.place();
    tip.hidden = place === null;
    if (place) placeTip(tip, stage, { view, place, ...painting.tip(view, place, place.timeStep) });
    if (slide.travels() && !sliding) sliding = requestAnimationFrame(slideOn);
  }

  function slideOn() {
    sliding = 0;
    paintMoving();
  }

  // The cursor and the scroll position move with the hero, in the same turn.
  const unsubscribe = store.subscribe(({ timeWindow, cursor, pinned, lossTimeStep: loss }) => {
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
      pointing.forget();
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

/** Two canvases under a scroller, with a tip over them, and what a screen reader says of the keys. */
function timeElements({ heading, caption }: Host['frame']) {
  const base = el('canvas', { class: 'time-canvas', 'aria-hidden': 'true' });
  const moving = el('canvas', { class: 'time-canvas', 'aria-hidden': 'true' });
  const extent = el('div', { class: 'time-extent' });
  const scroller = el('div', {
    class: 'time-scroller', tabIndex: 0, role: 'application', 'aria-labelledby': heading.id,
    'aria-describedby': `${caption.id} ${heading.id}-keys`,
  }, extent);
  const tip = el('div', { class: 'hero-tip time-tip', hidden: true });
  const help = el('p', { class: 'visually-hidden', id: `${heading.id}-keys` });
  const stage = el('div', { class: 'time-stage' }, base, moving, scroller, tip);
  return { base, moving, extent, scroller, tip, help, stage };
}

/** @returns how much of the figure stands above what sticks to the foot of the page */
function inSight(stage: HTMLElement): number {
  const foot = document.querySelector('.strip')?.getBoundingClientRect().top ?? innerHeight;
  return foot - stage.getBoundingClientRect().top;
}

/** @param tip what it says, at a place of a view */
function placeTip(
  tip: HTMLElement,
  stage: HTMLElement,
  { view, place, head, lines }: Tip & { view: View, place: Place },
) {
  const rows = lines.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]);
  tip.replaceChildren(el('p', { class: 'hero-tip-head' }, head), el('dl', { class: 'hero-tip-list' }, ...rows));
  const { offsetWidth, offsetHeight } = tip;
  const x = place.x - view.window.scroll;
  const side = x > view.width / 2 ? x - offsetWidth - 16 : x + 16;
  const lowest = Math.min(view.height, inSight(stage) - 4) - offsetHeight;
  const left = Math.max(4, Math.min(view.width - offsetWidth - 4, side));
  const top = Math.max(24 - offsetHeight, Math.min(lowest, place.y + 10));
  tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

function scrolling(context: Context, { window: { gutter, scroll }, axis, width, height }: View, paint: () => void) {
  inSequence(context, { axis, gutter, width, height }, scroll, paint);
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
