/** A lane splits downward: for a moment the picture of a new branch lies over its trunk and slides to its own place. */

import type { HeroLayout } from '../core/model/hero_layout.ts';
import type { Scene } from './scene.ts';
import { el } from '../ui/dom.ts';

const DURATION = 280;
const FADE = 120;
const EASE = 'cubic-bezier(.2,.8,.2,1)';

export type Stage = { stage: HTMLElement, base: HTMLCanvasElement, titles: HTMLElement };

/** A branch that has just been made grows out of its trunk. */
export function createEnterTransition(parts: Stage, still: () => boolean) {
  /** The run whose lanes were counted last. */
  let grown = { id: '', count: 0 };
  return {
    /** @param id of the run */
    follow({ experiment }: Scene, layout: HeroLayout, id: string) {
      const count = experiment.lanes.length;
      const known = grown.id === id ? grown.count : count;
      grown = { id, count };
      const origin = experiment.lanes[count - 1]?.origin;
      if (origin && count === known + 1) slideIn(parts, layout, { lane: count - 1, trunk: origin.lane }, still());
    },
  };
}

/** @param still whether motion is to be reduced */
function slideIn(
  { stage, base, titles }: Stage,
  layout: HeroLayout,
  { lane, trunk }: { lane: number, trunk: number },
  still: boolean,
) {
  const [own, from] = [lane, trunk].map((number) => layout.lanes.find((box) => box.lane === number)?.whole);
  if (!own || !from || own.height === 0) return;
  const ratio = base.width / layout.width;
  const copy = el('canvas', { width: base.width, height: Math.round(own.height * ratio) });
  copy.getContext('2d')?.drawImage(base, 0, -Math.round(own.y * ratio));
  copy.style.width = `${layout.width}px`;
  copy.style.height = `${own.height}px`;
  const cover = el('div', { class: 'hero-enter', 'aria-hidden': 'true' }, copy);
  cover.style.top = `${own.y}px`;
  cover.style.height = `${own.height}px`;
  stage.insertBefore(cover, titles);
  const frames = still
    ? [{ opacity: 0 }, { opacity: 1 }]
    : [{ transform: `translateY(${from.y - own.y}px)` }, { transform: 'none' }];
  const timing = { duration: still ? FADE : DURATION, easing: still ? 'linear' : EASE };
  titles.querySelector(`[data-lane="${lane}"]`)?.animate(frames, timing);
  void copy.animate(frames, timing).finished.catch(() => {}).then(() => cover.remove());
}
