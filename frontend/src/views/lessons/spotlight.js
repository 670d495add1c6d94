/**
 * One thing on the page is outlined, the rest a little darker; what would give an answer away lies under a cover.
 *
 * @import { State, Store, Translate } from '../../state/types.d.ts'
 * @import { Step } from '../../lessons/lesson.d.ts'
 */

import { createCovers } from '../covers.js';
import { el } from '../dom.js';
import { placeOf } from './lit_place.js';
import { scrollClear } from './scroll_clear.js';

/** How often the place is looked up again, besides when something is known to have moved. */
const EVERY = 200;
/** For so long after it is there the page goes on arranging itself around what is lit. */
const SETTLING = 2_000;
/**
 * @param {Store<State>} store
 * @param {Translate} words
 * @returns {{ light: (step: Step | null) => void, end: () => void }}
 */
export function createSpotlight(store, words) {
  const outline = el('div', { class: 'spotlight', hidden: true, 'aria-hidden': 'true' });
  const covers = createCovers();
  document.body.append(outline);
  /** @type {Step | null} */
  let lit = null;
  /** Until when the lit thing is brought into sight; whoever scrolls decides for himself. */
  let until = 0;

  function place() {
    const state = store.get();
    const box = lit && placeOf(lit.lit, state);
    outline.hidden = !box;
    if (box) for (const [name, value] of Object.entries({ left: box.x, top: box.y, width: box.width, height: box.height })) outline.style.setProperty(name, `${Math.round(value)}px`);
    if (lit && performance.now() < until && scrollClear(lit.lit, store)) until = Math.min(until, performance.now() + SETTLING);
    cover(state);
  }

  /** @param {State} state */
  function cover(state) {
    covers.lay(lit?.veil && !state.lesson?.reading?.done ? lit.veil : '', state, words('sketch.covered'));
  }

  const timer = setInterval(place, EVERY);
  const stop = store.subscribe(place);
  addEventListener('scroll', place, true);
  addEventListener('resize', place);
  const leave = () => void (until = 0);
  for (const way of ['wheel', 'touchmove']) addEventListener(way, leave, { passive: true });

  return {
    light(step) {
      lit = step;
      until = Infinity;
      place();
    },
    end() {
      clearInterval(timer);
      stop();
      removeEventListener('scroll', place, true);
      removeEventListener('resize', place);
      for (const way of ['wheel', 'touchmove']) removeEventListener(way, leave);
      outline.remove();
      covers.end();
    },
  };
}
