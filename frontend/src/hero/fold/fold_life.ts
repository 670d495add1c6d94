/**
 * The life of the fold: fetched when it is first wanted, 600 ms from one picture to the other, then live like the
 * unrolled one.
 */

import type { Context } from '../../draw/pen.ts';
import type { HeroLayout, HeroShape } from '../../core/model/hero_layout.ts';
import type { Picture } from '../scene.ts';
import type { Services, State, Store } from '../../core/model/types.ts';
import { eased } from '../layout/easing.ts';
import { foldedStep } from './fold_rows.ts';

const TRAVEL = 600;
const FADE = 120;

/** @param world `moving`: whether the run is; `unrolled` paints the other picture */
export function createFold(
  store: Store<State>,
  { t, loadChunk }: Pick<Services, 't' | 'loadChunk'>,
  { again, still, moving, unrolled }: {
    again: () => void;
    still: () => boolean;
    moving: () => boolean;
    unrolled: (context: Context, picture: Picture, scroll: number) => void;
  },
) {
  let painter: typeof import('./fold.ts') | null = null;
  let fetching = false;
  /** Which picture is shown or on its way, since when. */
  let shown = { folded: false, at: -Infinity };
  /** Both pictures, as they were when the way began. */
  let pictures: { flat: HTMLCanvasElement, folded: HTMLCanvasElement } | null = null;
  let layouts: { flat: HeroLayout, folded: HeroLayout } | null = null;
  let step = 0;

  const now = () => performance.now();
  const lasts = () => (still() ? FADE : TRAVEL);
  const travels = () => now() - shown.at < lasts();

  async function fetchPainter() {
    if (fetching) return;
    fetching = true;
    painter = await loadChunk(() => import('./fold.ts'));
    fetching = false;
    if (painter) again();
    else store.set({ view: 'unrolled' }); // So that the next click asks again.
  }

  function layoutFor({ layFolded }: typeof import('./fold.ts'), picture: Picture, shape: HeroShape) {
    if (layouts?.flat !== picture.layout) layouts = { flat: picture.layout, folded: layFolded(picture.layout, shape) };
    return layouts.folded;
  }

  function stepNow({ task, lastLoss }: Picture): number {
    const { cursor, playback } = store.get();
    return foldedStep({
      count: task.sequence_length, cursor: cursor?.timeStep ?? null, stage: playback.stage, progress: playback.progress,
      walking: moving() && !still(), now: now(), rest: lastLoss,
    });
  }

  function snapshot({ layout }: Picture, ratio: number, paint: (context: Context) => void) {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.round(layout.width * ratio), Math.round(layout.height * ratio)];
    const context = canvas.getContext('2d');
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (context) paint(context);
    return canvas;
  }

  return {
    /** The state has changed. @param drawn whether there is a picture to begin from */
    follow(drawn: boolean) {
      const { view, run, experiment } = store.get();
      const folded = view === 'folded';
      if (folded && !painter) return void fetchPainter();
      if (folded === shown.folded) return;
      shown = { folded, at: drawn ? now() : -Infinity };
      pictures = null;
      const count = run?.facts.task.sequence_length ?? Number(experiment.task.length ?? 0);
      store.set({ announcement: { text: t(folded ? 'fold.folded' : 'fold.unrolled', { count }), assertive: false } });
    },
    /** @returns false: the unrolled picture is the one to paint */
    paint(context: Context, picture: Picture, shape: HeroShape, scroll: number, ratio: number): boolean {
      if (!painter || (!shown.folded && !travels())) return false;
      const layout = layoutFor(painter, picture, shape);
      step = stepNow(picture);
      if (!travels()) {
        painter.paintFolded(context, picture, layout, step);
        return true;
      }
      const { paintFolded, paintWay } = painter;
      pictures ??= {
        flat: snapshot(picture, ratio, (pen) => unrolled(pen, picture, scroll)),
        folded: snapshot(picture, ratio, (pen) => paintFolded(pen, picture, layout, step)),
      };
      const share = still() ? (now() - shown.at) / FADE : eased((now() - shown.at) / TRAVEL);
      paintWay(context, {
        ...pictures, picture, layout, scroll, ratio, share: shown.folded ? share : 1 - share, still: still(),
      });
      return true;
    },
    /** Whether the moving layer of the unrolled picture has nothing to move over. */
    covers: () => shown.folded || travels(),
    /** The folded picture while it is the one to be named and pointed at: `target` has one column. */
    shown(): { layout: HeroLayout, target: HeroLayout } | null {
      if (!shown.folded || !layouts) return null;
      const { folded, flat } = layouts;
      return { layout: { ...folded, axis: flat.axis }, target: folded };
    },
    step: () => step,
    /** A moment longer than the way takes, so that the last picture is the settled one. */
    travels: () => now() - shown.at < lasts() + 50,
    /** Whether another time step is due. */
    walks: (picture: Picture | null) => shown.folded && picture !== null && stepNow(picture) !== step,
  };
}
