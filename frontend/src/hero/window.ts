/**
 * The window on a sequence that is longer than the picture: where it is scrolled to, as the measurements on the same
 * axis know it.
 */

import type { HeroLayout } from '../core/model/hero_layout.ts';
import type { Scene } from './scene.ts';
import type { State, Store } from '../core/model/types.ts';
import { columnCentre, END_ROOM, scrollToShow } from '../core/model/time_axis.ts';

export function createWindow(scroller: HTMLElement, store: Store<State>) {
  let scroll = 0;
  /** The task and length whose window has been chosen. */
  let whose = '';

  function scrollTo(left: number) {
    scroller.scrollLeft = left;
    scroll = scroller.scrollLeft;
  }

  return {
    left: () => scroll,
    /** Somebody has scrolled. */
    read: () => void (scroll = scroller.scrollLeft),
    /**
     * Another layout stands there; one that has just begun to scroll, or is of another sequence, shows its end.
     * @param scrolled whether the one before it scrolled
     */
    placed({ axis }: HeroLayout, scrolled: boolean, scene: Scene) {
      if (axis.scrolls && (!scrolled || whose !== sequenceKey(scene))) scroller.scrollLeft = axis.width;
      scroll = axis.scrolls ? scroller.scrollLeft : 0;
    },
    /** The first frame of a task decides which window is open: the one that ends with the last loss. */
    showLastLoss({ axis, width }: HeroLayout, scene: Scene) {
      if (!scene.frame || whose === sequenceKey(scene)) return;
      whose = sequenceKey(scene);
      if (axis.scrolls) scrollTo(columnCentre(axis, scene.lastLoss) + axis.pitch / 2 + END_ROOM - width);
    },
    show(layout: HeroLayout | null, timeStep: number) {
      if (!layout?.axis.scrolls) return;
      const { axis, width, gutter } = layout;
      scroller.scrollLeft = scrollToShow(axis, timeStep, { left: scroll, width, inset: gutter });
    },
    /** Where the time axis lies, for the measurements that share it. */
    publish(layout: HeroLayout) {
      const { axis, gutter, width, touch, labelled } = layout;
      const known = store.get().timeWindow;
      if (known && known.axis === axis && known.scroll === scroll && known.width === width) return;
      store.set({ timeWindow: { axis, gutter, width, touch, labelled, scroll, picture: layout } });
    },
    /** Somebody scrolled a measurement along the same axis. */
    follow(layout: HeroLayout | null) {
      const wanted = store.get().timeWindow?.scroll ?? scroll;
      if (layout?.axis.scrolls && wanted !== scroll) scroller.scrollLeft = wanted;
    },
    /** What of the sequence is seen. */
    seen: ({ axis, gutter, width }: HeroLayout) => ({ total: axis.width - gutter, seen: width - gutter, left: scroll }),
  };
}

function sequenceKey({ task }: Scene) {
  return `${task.kind}/${task.sequence_length}`;
}
