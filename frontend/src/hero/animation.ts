/** The hero's own animation frames, for as long as something in it is on its way. */

import type { State, Store } from '../core/model/types.ts';
import type { createLayers } from './layers.ts';
import type { Lives } from './lives.ts';
import type { Picture } from './scene.ts';

export function createAnimation(
  store: Store<State>,
  { fold, bracket, ribbon, highlight, slide, isMoving }: Lives,
  layers: ReturnType<typeof createLayers>,
  pictureNow: () => Picture | null,
) {
  let drifting = 0;

  /** A frame of the run that is due goes first: then the arrows over it are painted once in this animation frame. */
  function schedule() {
    // Painted once more however late the frame comes: the last picture is the settled one.
    const changes = fold.travels() || bracket.travels();
    if (drifting || !(changes || isMoving() || ribbon.travels() || highlight.travels() || slide.travels())) return;
    drifting = requestAnimationFrame(() => {
      drifting = 0;
      store.flush();
      if (changes || fold.walks(pictureNow())) layers.paintBase();
      if (!layers.moved()) layers.paintMoving();
      schedule();
    });
  }

  document.addEventListener('visibilitychange', schedule);

  return {
    schedule,
    end() {
      document.removeEventListener('visibilitychange', schedule);
      cancelAnimationFrame(drifting);
    },
  };
}
