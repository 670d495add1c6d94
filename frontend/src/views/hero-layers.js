/**
 * The two canvases of the hero: what the numbers say, and over it what moves. Either can be painted once more for other paper.
 *
 * @import { HeroShape } from '../layout/hero-layout.js'
 * @import { Picture } from './hero-scene.js'
 * @import { Context } from './hero-pen.js'
 *
 * @typedef {Parameters<typeof paintMoving>[3]} Moving
 * @typedef {{ picture: Picture, shape: () => HeroShape, scroll: number, moving: () => Moving }} Present what is to be painted; `shape`: what the folded picture is laid out from
 */

import { offerPainting } from '../takeaway/painters.js';
import { paintMoving, paintPicture } from './hero-painting.js';
import { sharpness } from './on_paper.js';
import { createSurface } from './surface.js';

/**
 * @param {{ base: HTMLCanvasElement, moving: HTMLCanvasElement }} canvases
 * @param {{ fold: Pick<ReturnType<typeof import('./hero-fold-life.js').createFold>, 'paint' | 'covers'>, subtraction: () => typeof import('./hero-difference.js') | null, present: () => Present | null }} world
 */
export function createLayers({ base, moving }, { fold, subtraction, present }) {
  const [baseSurface, movingSurface] = [createSurface(base), createSurface(moving)];
  /** The animation frame in which the moving layer was painted last. */
  let movedAt = -1;

  /** @param {Context} context @param {Present} now @param {number} ratio */
  function paintWhole(context, { picture, shape, scroll }, ratio) {
    if (!fold.paint(context, picture, shape(), scroll, ratio)) paintPicture(context, picture, scroll, subtraction());
  }

  /** On a layout of its own, so that every path is drawn anew. @param {HTMLCanvasElement} canvas @param {(context: CanvasRenderingContext2D, now: Present) => void} paint */
  function offer(canvas, paint) {
    offerPainting(canvas, () => {
      const now = present();
      if (!now) return null;
      const { width, height } = now.picture.layout;
      return { width, height, paint: (/** @type {CanvasRenderingContext2D} */ context) => paint(context, { ...now, picture: { ...now.picture, layout: structuredClone(now.picture.layout) } }) };
    });
  }
  offer(base, (context, now) => paintWhole(context, now, 1));
  offer(moving, (context, { picture, scroll, moving: marks }) => paintMoving(context, picture, scroll, { ...marks(), drift: null, nudge: 0, slid: null }));

  return {
    paintBase() {
      const now = present();
      if (!now || !baseSurface.context) return;
      baseSurface.clear(now.picture.layout.width, now.picture.layout.height, sharpness());
      paintWhole(baseSurface.context, now, sharpness());
    },
    paintMoving() {
      const now = present();
      if (!now || !movingSurface.context) return;
      movedAt = frameTime();
      movingSurface.clear(now.picture.layout.width, now.picture.layout.height, sharpness());
      if (!fold.covers()) paintMoving(movingSurface.context, now.picture, now.scroll, now.moving());
    },
    /** Whether what moves has been painted in this animation frame. */
    moved: () => movedAt === frameTime(),
  };
}

/** @returns {number} milliseconds; the same throughout an animation frame */
export function frameTime() {
  return Number(document.timeline.currentTime);
}
