/**
 * The life of the ribbon in the hero: it is fetched when a loss is first followed, drawn from right to left, and said once.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 * @import { Scene } from './hero-scene.js'
 * @import { Ribbons } from './hero-painting.js'
 */

import { ribbonWords } from './hero-ribbon-words.js';

/** Milliseconds from the loss back to the first state; of the cross-fade where motion is to be reduced. */
const TRAVEL = 500;
const FADE = 120;

/**
 * @param {Store<State>} store
 * @param {Pick<Services, 't' | 'part'>} services
 * @param {{ again: () => void, still: () => boolean }} world `again`: paint what moves
 */
export function createRibbon(store, { t, part }, { again, still }) {
  /** @type {typeof import('./hero-ribbon.js') | null} */
  let painter = null;
  /** The loss that is followed, and when its ribbon was first seen. @type {{ loss: number, run: string, at: number } | null} */
  let begun = null;

  /** @param {number} elapsed */
  function come(elapsed) {
    return still() ? { drawn: 1, strength: Math.min(1, elapsed / FADE) } : { drawn: Math.min(1, elapsed / TRAVEL), strength: 1 };
  }

  /** @type {Ribbons} */
  function paint(context, picture, scroll) {
    if (painter && begun) painter.paintRibbons(context, picture, scroll, come(performance.now() - begun.at));
  }

  async function fetchPainter() {
    painter = await part(() => import('./hero-ribbon.js'));
    if (!painter) return store.set({ loss: null }); // So that the next click asks again.
    begun = begun && { ...begun, at: performance.now() };
    again();
  }

  return {
    /** A scene was made. @param {Scene} scene @param {string} run @param {number} lane the one that is spoken of */
    follow(scene, run, lane) {
      const { loss, lanes } = scene;
      if (loss === null || !lanes.some(({ ribbon }) => ribbon)) begun = null;
      else if (begun?.loss !== loss || begun.run !== run) {
        begun = { loss, run, at: performance.now() };
        store.set({ announcement: { text: ribbonWords(lanes[lane].ribbon, t), assertive: false } });
        if (!painter) void fetchPainter();
      }
    },
    /** @returns {Ribbons | null} */
    painter: () => (painter && begun ? paint : null),
    /** Whether it is still on its way. */
    travels: () => begun !== null && performance.now() - begun.at < TRAVEL + 50,
  };
}
