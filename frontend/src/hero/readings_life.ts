/** The numbers at the pointer, and the table twin, which is fetched behind the picture. */

import type { Services, State, Store } from '../core/model/types.ts';
import type { HeroElements } from './elements.ts';
import type { Lives } from './lives.ts';
import type { Scene } from './scene.ts';
import { cursorIn } from './standing.ts';
import { createPointed } from './tooltip.ts';

/** @param again render, with the table too */
export function createReadings(
  elements: HeroElements,
  store: Store<State>,
  { t, loadChunk }: Services,
  subtraction: Lives['subtraction'],
  again: () => void,
) {
  const pointed = createPointed(elements.stage, t);
  let table: ReturnType<typeof import('./table.ts').createTable> | null = null;
  loadChunk(() => import('./table.ts')).then((loaded) => {
    table = loaded?.createTable(elements.table, t) ?? null;
    again();
  });

  function show(scene: Scene | null) {
    if (!scene) return;
    const state = store.get();
    const place = cursorIn(scene, state.cursor) ?? { lane: 0, layer: 0, timeStep: scene.lastLoss, unit: 0 };
    pointed.show(scene, state);
    table?.update(scene, place, performance.now());
    subtraction.tell(scene, place);
  }

  return {
    show,
    /** The pointer has come to a place, or left them all. */
    pointAt(hovered: Parameters<typeof pointed.at>[0], scene: Scene | null) {
      pointed.at(hovered);
      show(scene);
    },
    end: () => table?.end(),
  };
}
