/** Who watches a run that has not begun gives the guess that was drawn to the class. */

import type { Guess, State, Store } from '../core/model/types.ts';
import { flatSketch } from '../core/model/sketch.ts';
import { watch } from '../core/model/select.ts';

/** Milliseconds after the last change: a drag is one guess. */
const QUIET = 300;

/** @returns stop */
export function tellGuess(store: Store<State>, send: (message: Record<string, unknown>) => boolean): () => void {
  let timer: any = null;

  function tell() {
    const { guess, watching, run } = store.get();
    if (watching && guess && run?.source === 'live' && run.step === 0
      && isDrawn(guess)) send({ type: 'guess', lane: guess.lane, sketch: guess.sketch });
  }

  const unwatch =
    watch(store, ({ guess, watching, link, run }) => [guess, watching?.state, link.state, run?.id], () => {
    clearTimeout(timer);
    timer = setTimeout(tell, QUIET);
  });
  return () => {
    unwatch();
    clearTimeout(timer);
  };
}

/** A line that nobody has touched is a guess only once it is compared. */
function isDrawn({ sketch, compared }: Guess) {
  return compared || sketch.join() !== flatSketch().join();
}
