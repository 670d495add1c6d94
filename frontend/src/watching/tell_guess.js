/**
 * Who watches a run that has not begun gives the guess that was drawn to the class.
 *
 * @import { Guess, State, Store } from '../state/types.d.ts'
 */

import { flatSketch } from '../lessons/sketch.js';
import { watch } from '../state/select.js';

/** Milliseconds after the last change: a drag is one guess. */
const QUIET = 300;

/**
 * @param {Store<State>} store
 * @param {(message: Record<string, unknown>) => boolean} send
 * @returns {() => void} stop
 */
export function tellGuess(store, send) {
  /** @type {any} */
  let timer = null;

  function tell() {
    const { guess, watching, run } = store.get();
    if (watching && guess && run?.source === 'live' && run.step === 0 && isDrawn(guess)) send({ type: 'guess', lane: guess.lane, sketch: guess.sketch });
  }

  const unwatch = watch(store, ({ guess, watching, link, run }) => [guess, watching?.state, link.state, run?.id], () => {
    clearTimeout(timer);
    timer = setTimeout(tell, QUIET);
  });
  return () => {
    unwatch();
    clearTimeout(timer);
  };
}

/** A line that nobody has touched is a guess only once it is compared. @param {Guess} guess */
function isDrawn({ sketch, compared }) {
  return compared || sketch.join() !== flatSketch().join();
}
