/**
 * The two canvases of the hero: what the numbers say, and over it what moves. Either can be painted once more for other
 * paper.
 */

import type { Context } from '../draw/pen.ts';
import type { HeroShape } from '../core/model/hero_layout.ts';
import type { Picture } from './scene.ts';
import { offerPainting } from '../draw/painters.ts';
import { paintMoving, paintPicture, type Moving } from './painting.ts';
import { sharpness } from '../draw/on_paper.ts';
import { createSurface } from '../draw/surface.ts';

/** what is to be painted; `shape`: what the folded picture is laid out from */
export type Present = { picture: Picture, shape: () => HeroShape, scroll: number, moving: () => Moving };

export function createLayers(
  { base, moving }: { base: HTMLCanvasElement, moving: HTMLCanvasElement },
  { fold, subtraction, present }: { fold: Pick<ReturnType<typeof import('./fold/fold_life.ts').createFold>, 'paint'
    | 'covers'>, subtraction: () => typeof import('./difference/difference.ts') | null, present: () => Present | null },
) {
  const [baseSurface, movingSurface] = [createSurface(base), createSurface(moving)];
  /** The animation frame in which the moving layer was painted last. */
  let movedAt = -1;

  function paintWhole(context: Context, { picture, shape, scroll }: Present, ratio: number) {
    if (!fold.paint(context, picture, shape(), scroll, ratio)) paintPicture(context, picture, scroll, subtraction());
  }

  /** On a layout of its own, so that every path is drawn anew. */
  function offer(canvas: HTMLCanvasElement, paint: (context: CanvasRenderingContext2D, now: Present) => void) {
    offerPainting(canvas, () => {
      const now = present();
      if (!now) return null;
      const { width, height } = now.picture.layout;
      return { width, height, paint: (context: CanvasRenderingContext2D) =>
        paint(context, { ...now, picture: { ...now.picture, layout: structuredClone(now.picture.layout) } }) };
    });
  }
  offer(base, (context, now) => paintWhole(context, now, 1));
  offer(moving, (context, { picture, scroll, moving: marks }) =>
    paintMoving(context, picture, scroll, { ...marks(), drift: null, nudge: 0, slid: null }));

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

/** @returns milliseconds; the same throughout an animation frame */
export function frameTime(): number {
  return Number(document.timeline.currentTime);
}
