/** Pointer, keys and scrolling in a picture on the time axis: they move the page's cursor and window. */

import type { Cursor, Services, State, Store } from '../core/model/types.ts';
import { scrollToShow, timeStepAt } from '../core/model/time_axis.ts';
import type { Place, TimePainting, View } from './time_view.ts';

const KEYS = {
  ArrowLeft: (step) => step - 1, ArrowRight: (step) => step + 1,
  PageUp: (step) => step - 10, PageDown: (step) => step + 10,
  Home: () => 0, End: (_step, last) => last,
} as Record<string, (step: number, last: number) => number>;

/** @param changed what moves over the picture is to be painted anew */
export function createTimePointing(
  scroller: HTMLElement,
  store: Store<State>,
  { actions }: Pick<Services, 'actions'>,
  painting: TimePainting,
  { viewNow, changed }: { viewNow: () => View | null, changed: () => void },
) {
  let pointed: Place | null = null;

  function placeOf(event: MouseEvent): Place | null {
    const view = viewNow();
    if (!view) return null;
    const box = scroller.getBoundingClientRect();
    const x = event.clientX - box.left;
    if (x < view.window.gutter - 4) return null;
    const timeStep = timeStepAt(view.axis, x + view.window.scroll);
    return timeStep === null ? null : { timeStep, x: x + view.window.scroll, y: event.clientY - box.top };
  }

  function cursorAt({ subject: { lane, layer } }: View, timeStep: number): Cursor {
    const { cursor } = store.get();
    return { lane, layer, timeStep, unit: cursor?.lane === lane ? cursor.unit : 0 };
  }

  function point(place: Place | null) {
    pointed = place;
    const view = viewNow();
    if (!view) return;
    if (place) {
      painting.point?.(view, place);
      const { pinned, cursor } = store.get();
      if (!pinned && cursor?.timeStep !== place.timeStep) actions.setCursor(cursorAt(view, place.timeStep));
    }
    changed();
  }

  function click(event: MouseEvent) {
    const [place, view] = [placeOf(event), viewNow()];
    if (!place || !view) return;
    const { pinned, cursor } = store.get();
    painting.point?.(view, place);
    const isIt = cursor?.timeStep === place.timeStep && cursor.lane === view.subject.lane;
    if (pinned && pointed && isIt) actions.unpin();
    else {
      actions.pin(cursorAt(view, place.timeStep));
      painting.choose?.(view, place);
    }
    pointed = place;
    changed();
  }

  function press(event: KeyboardEvent) {
    const view = viewNow();
    if (!view || event.ctrlKey || event.metaKey || event.altKey) return;
    const { cursor } = store.get();
    const last = view.subject.count - 1;
    const step = cursor?.timeStep ?? last;
    const taken = painting.press?.(event.key, view) ?? false;
    if (!taken && !(event.key in KEYS)) return;
    event.preventDefault();
    event.stopPropagation();
    const fresh = !cursor && event.key.startsWith('Arrow'); // The first arrow key only selects.
    const next = taken || fresh ? step : Math.max(0, Math.min(last, KEYS[event.key](step, last)));
    actions.pin(cursorAt(view, next));
    reveal(view, next);
    const { head, lines } = painting.tip(view, null, next);
    const text = [head, ...lines.map(([name, value]) => `${name} ${value}`)].join(', ');
    store.set({ announcement: { text, assertive: false } });
  }

  function reveal({ axis, window, width }: View, timeStep: number) {
    const seen = { left: window.scroll, width, inset: window.gutter };
    if (axis.scrolls) actions.scrollTime(scrollToShow(axis, timeStep, seen));
  }

  scroller.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'touch') point(placeOf(event));
  });
  scroller.addEventListener('pointerleave', () => point(null));
  scroller.addEventListener('click', click);
  scroller.addEventListener('keydown', press);
  scroller.addEventListener('scroll', () => {
    const { timeWindow } = store.get();
    if (!timeWindow?.axis.scrolls || timeWindow.scroll === scroller.scrollLeft) return;
    actions.scrollTime(scroller.scrollLeft);
  }, { passive: true });

  return {
    /** Where the pointer is, if it is there. */
    place: () => pointed,
    /** There is no picture any more. */
    forget() {
      pointed = null;
    },
  };
}
