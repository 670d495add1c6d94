/** The life of the difference of two lanes: its module comes when somebody first wants it, its words go with it. */

import type { Cursor, Services, State } from '../../core/model/types.ts';
import type { HeroElements } from '../elements.ts';
import type { HeroLayout } from '../../core/model/hero_layout.ts';
import type { Scene } from '../scene.ts';

/** @param again paint once more */
export function createSubtraction(
  elements: HeroElements,
  { t, loadChunk }: Pick<Services, 't' | 'loadChunk'>,
  again: () => void,
) {
  let module: typeof import('./difference.ts') | null = null;
  let fetching: Promise<void> | null = null;
  let words: ReturnType<typeof import('./difference.ts').createDifferenceWords> | null = null;

  function fetchModule() {
    fetching ??= loadChunk(() => import('./difference.ts'), 'difference').then((loaded) => {
      module = loaded;
      if (loaded) again();
    });
  }

  return {
    /** What paints it. */
    painter: () => module,
    /** The difference that is wanted, null where none is. */
    of(scene: Scene, { difference, catalog, selectedLane }: State) {
      if (difference && !module) fetchModule();
      const found = difference && module ? module.differenceOf(scene, catalog, selectedLane) : null;
      if (found && !words) words = module?.createDifferenceWords(elements, t) ?? null;
      if (!found) {
        words?.remove();
        words = null;
      }
      return found;
    },
    say({ difference }: Scene, layout: HeroLayout) {
      if (difference) words?.update(difference, layout);
    },
    tell({ difference }: Scene, place: Cursor) {
      if (difference) words?.updateTable(difference, place, performance.now());
    },
  };
}
