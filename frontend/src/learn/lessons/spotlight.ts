/**
 * One thing on the page is outlined, the rest a little darker as long as nothing trains, and still; what would give an
 * answer away lies under a cover.
 */

import type { State, Store, Translate } from '../../core/model/types.ts';
import type { Step } from '../../core/model/lesson.ts';
import { isPlaying } from '../../core/actions/playing.ts';
import { createCovers } from '../covers.ts';
import { el } from '../../ui/dom.ts';
import { elementOf, placeOf } from './highlight_place.ts';
import { scrollClear } from './scroll_clear.ts';
import { createStillness } from './stillness.ts';

/** How often the place is looked up again, besides when something is known to have moved. */
const EVERY = 200;
/** For so long after it is there the page goes on arranging itself around what is lit. */
const SETTLING = 2_000;
export function createSpotlight(
  store: Store<State>,
  words: Translate,
): { light: (step: Step | null) => void, end: () => void } {
  const outline = el('div', { class: 'spotlight', hidden: true, 'aria-hidden': 'true' });
  const covers = createCovers();
  const stillness = createStillness();
  document.body.append(outline);
  let lit: Step | null = null;
  /** Until when the lit thing is brought into sight; whoever scrolls decides for himself. */
  let until = 0;

  function place() {
    const state = store.get();
    const box = lit && placeOf(lit.lit, state);
    outline.hidden = !box;
    outline.classList.toggle('is-wide', isPlaying(state));
    stillness.lay(lit !== null, lit && elementOf(lit.lit));
    if (box) for (const [name, value] of Object.entries({
      left: box.x, top: box.y, width: box.width, height: box.height,
    })) outline.style.setProperty(name, `${Math.round(value)}px`);
    if (lit && performance.now() < until
      && scrollClear(lit.lit, store)) until = Math.min(until, performance.now() + SETTLING);
    cover(state);
  }

  function cover(state: State) {
    covers.lay(isAnswered(state) ? lit?.after : lit?.veil, state, words('sketch.covered'));
  }

  /** Whether what was asked has been said; what a run decides may be seen from then on. */
  function isAnswered({ lesson }: State) {
    const decided = lit && 'runs' in lit.ask && lit.ask.runs && lesson?.answer.vote !== undefined;
    return Boolean(decided || lesson?.reading?.done);
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
      stillness.lay(false);
      covers.end();
    },
  };
}
