/**
 * The life of the difference of two lanes: its module comes when somebody first wants it, its words go with it.
 *
 * @import { Cursor, Services, State } from '../state/types.d.ts'
 * @import { HeroLayout } from '../layout/hero-layout.js'
 * @import { HeroElements } from './hero-elements.js'
 * @import { Scene } from './hero-scene.js'
 */

/**
 * @param {HeroElements} elements
 * @param {Pick<Services, 't' | 'part'>} services
 * @param {() => void} again paint once more
 */
export function createSubtraction(elements, { t, part }, again) {
  /** @type {typeof import('./hero-difference.js') | null} */
  let module = null;
  /** @type {Promise<void> | null} */
  let fetching = null;
  /** @type {ReturnType<typeof import('./hero-difference.js').createDifferenceWords> | null} */
  let words = null;

  function fetchModule() {
    fetching ??= part(() => import('./hero-difference.js'), 'difference').then((loaded) => {
      module = loaded;
      if (loaded) again();
    });
  }

  return {
    /** What paints it. */
    painter: () => module,
    /** The difference that is wanted, null where none is. @param {Scene} scene @param {State} state */
    of(scene, { difference, catalog, selectedLane }) {
      if (difference && !module) fetchModule();
      const found = difference && module ? module.differenceOf(scene, catalog, selectedLane) : null;
      if (found && !words) words = module?.createDifferenceWords(elements, t) ?? null;
      if (!found) {
        words?.remove();
        words = null;
      }
      return found;
    },
    /** @param {Scene} scene @param {HeroLayout} layout */
    say({ difference }, layout) {
      if (difference) words?.update(difference, layout);
    },
    /** @param {Scene} scene @param {Cursor} place */
    tell({ difference }, place) {
      if (difference) words?.updateTable(difference, place, performance.now());
    },
  };
}
