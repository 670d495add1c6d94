/**
 * The window on a sequence that is longer than the picture: where it is scrolled to, as the measurements on the same axis know it.
 *
 * @import { State, Store } from '../state/types.d.ts'
 * @import { HeroLayout } from '../layout/hero-layout.js'
 * @import { Scene } from './hero-scene.js'
 */

import { columnCentre, END_ROOM, scrollToShow } from '../layout/time-axis.js';

/** @param {HTMLElement} scroller @param {Store<State>} store */
export function createWindow(scroller, store) {
  let scroll = 0;
  /** The task and length whose window has been chosen. */
  let whose = '';

  /** @param {number} left */
  function scrollTo(left) {
    scroller.scrollLeft = left;
    scroll = scroller.scrollLeft;
  }

  return {
    left: () => scroll,
    /** Somebody has scrolled. */
    read: () => void (scroll = scroller.scrollLeft),
    /** Another layout stands there; one that has just begun to scroll, or is of another sequence, shows its end. @param {HeroLayout} layout @param {boolean} scrolled whether the one before it scrolled @param {Scene} scene */
    placed({ axis }, scrolled, scene) {
      if (axis.scrolls && (!scrolled || whose !== sequenceKey(scene))) scroller.scrollLeft = axis.width;
      scroll = scroller.scrollLeft;
    },
    /** The first frame of a task decides which window is open: the one that ends with the last loss. @param {HeroLayout} layout @param {Scene} scene */
    showLastLoss({ axis, width }, scene) {
      if (!scene.frame || whose === sequenceKey(scene)) return;
      whose = sequenceKey(scene);
      if (axis.scrolls) scrollTo(columnCentre(axis, scene.lastLoss) + axis.pitch / 2 + END_ROOM - width);
    },
    /** @param {HeroLayout} layout @param {number} timeStep */
    show({ axis, width, gutter }, timeStep) {
      if (axis.scrolls) scroller.scrollLeft = scrollToShow(axis, timeStep, { left: scroll, width, inset: gutter });
    },
    /** Where the time axis lies, for the measurements that share it. @param {HeroLayout} layout */
    publish(layout) {
      const { axis, gutter, width, touch, labelled } = layout;
      const known = store.get().timeWindow;
      if (known && known.axis === axis && known.scroll === scroll && known.width === width) return;
      store.set({ timeWindow: { axis, gutter, width, touch, labelled, scroll, picture: layout } });
    },
    /** Somebody scrolled a measurement along the same axis. @param {HeroLayout | null} layout */
    follow(layout) {
      const wanted = store.get().timeWindow?.scroll ?? scroll;
      if (layout?.axis.scrolls && wanted !== scroll) scroller.scrollLeft = wanted;
    },
    /** What of the sequence is seen. @param {HeroLayout} layout */
    seen: ({ axis, gutter, width }) => ({ total: axis.width - gutter, seen: width - gutter, left: scroll }),
  };
}

/** @param {Scene} scene */
function sequenceKey({ task }) {
  return `${task.kind}/${task.sequence_length}`;
}
