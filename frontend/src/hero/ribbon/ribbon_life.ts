/**
 * The life of the ribbon in the hero: it is fetched when a loss is first followed, drawn from right to left, and said
 * once.
 */

import type { Ribbons } from '../painting.ts';
import type { Scene } from '../scene.ts';
import type { Services, State, Store } from '../../core/model/types.ts';
import { ribbonWords } from './ribbon_words.ts';

/** Milliseconds from the loss back to the first state; of the cross-fade where motion is to be reduced. */
const TRAVEL = 500;
const FADE = 120;

/** @param world `again`: paint what moves */
export function createRibbon(
  store: Store<State>,
  { t, loadChunk }: Pick<Services, 't' | 'loadChunk'>,
  { again, still }: { again: () => void, still: () => boolean },
) {
  let painter: typeof import('./ribbon.ts') | null = null;
  /** The loss that is followed, and when its ribbon was first seen. */
  let begun: { loss: number, run: string, at: number } | null = null;

  function come(elapsed: number) {
    return still()
      ? { drawn: 1, strength: Math.min(1, elapsed / FADE) }
      : { drawn: Math.min(1, elapsed / TRAVEL), strength: 1 };
  }

  function paint(...[context, picture, scroll]: Parameters<Ribbons>) {
    if (painter && begun) painter.paintRibbons(context, picture, scroll, come(performance.now() - begun.at));
  }

  async function fetchPainter() {
    painter = await loadChunk(() => import('./ribbon.ts'));
    if (!painter) return store.set({ lossTimeStep: null }); // So that the next click asks again.
    begun = begun && { ...begun, at: performance.now() };
    again();
  }

  return {
    /** A scene was made. @param lane the one that is spoken of */
    follow(scene: Scene, run: string, lane: number) {
      const { loss, lanes } = scene;
      if (loss === null || !lanes.some(({ ribbon }) => ribbon)) begun = null;
      else if (begun?.loss !== loss || begun.run !== run) {
        begun = { loss, run, at: performance.now() };
        store.set({ announcement: { text: ribbonWords(lanes[lane].ribbon, t), assertive: false } });
        if (!painter) void fetchPainter();
      }
    },
    painter: (): Ribbons | null => (painter && begun ? paint : null),
    /** Whether it is still on its way. */
    travels: () => begun !== null && performance.now() - begun.at < TRAVEL + 50,
  };
}
