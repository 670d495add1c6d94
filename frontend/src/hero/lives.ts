/** What has a life of its own in the hero: fetched when it is first wanted, or on its way for a while. */

import type { Services, State, Store } from '../core/model/types.ts';
import { createSlide } from '../draw/slide.ts';
import { createClockwork } from './clock/clock_life.ts';
import { createSubtraction } from './difference/difference_life.ts';
import type { HeroElements } from './elements.ts';
import { createFold } from './fold/fold_life.ts';
import { createHighlight } from './highlight/highlight_life.ts';
import { paintPicture } from './painting.ts';
import { createRibbon } from './ribbon/ribbon_life.ts';
import { createEnterTransition } from './enter_transition.ts';
import { createBracketAnimation } from './bracket_animation.ts';

export type Lives = ReturnType<typeof createLives>;

const RUNNING = new Set(['running', 'recovered']);

/** @param render `anew`: even if nothing in the store has changed */
export function createLives(
  elements: HeroElements,
  store: Store<State>,
  services: Services,
  render: (anew?: boolean) => void,
) {
  const stillness = matchMedia('(prefers-reduced-motion: reduce)');
  const motion = { again: () => render(true), still: () => stillness.matches };
  const subtraction = createSubtraction(elements, services, motion.again);

  /** Arrows drift only while a run is moving in sight and motion is welcome. */
  function isMoving() {
    const { run, playback, autoplay } = store.get();
    const runs = run?.source === 'recording' ? autoplay === 'playing' : RUNNING.has(run?.state ?? '');
    return runs && playback.following && playback.stage === null && !stillness.matches && !document.hidden;
  }

  return {
    isMoving,
    subtraction,
    bracket: createBracketAnimation(store, services, motion.still),
    fold: createFold(store, services, {
      ...motion,
      moving: isMoving,
      unrolled: (context, picture, left) => paintPicture(context, picture, left, subtraction.painter()),
    }),
    clockwork: createClockwork(services, motion.again),
    slide: createSlide(motion.still),
    highlight: createHighlight(store, services, { ...motion, again: () => render() }),
    ribbon: createRibbon(store, services, motion),
    entering: createEnterTransition(elements, motion.still),
  };
}
