/**
 * Words and overview around the picture.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 * @import { HeroLayout } from '../layout/hero-layout.js'
 * @import { HeroElements } from './hero-elements.js'
 * @import { Scene } from './hero-scene.js'
 */

import { setAttribute, setText } from './dom.js';
import { createCaption } from './hero-caption.js';
import { createLaneChips } from './hero-lane-chips.js';
import { createOverview } from './hero-overview.js';
import { createTitles } from './hero-titles.js';
import { tokens as readTokens } from './tokens.js';

/**
 * @param {HeroElements} elements
 * @param {Store<State>} store
 * @param {Services} services
 * @param {(lane: number, state: string) => void} chooseState
 */
export function createSurroundings(elements, store, services, chooseState) {
  const { t } = services;
  const { scroller } = elements;
  const titles = createTitles(elements.titles, services, chooseState);
  const chips = createLaneChips(elements.chips, services);
  const overview = createOverview(elements.overview, services, (left) => void (scroller.scrollLeft = left));
  const caption = createCaption(elements.caption, t, explain);
  scroller.addEventListener('keydown', (event) => void (event.key === 'F1' && (event.preventDefault(), explain())));
  async function explain() {
    (await services.part(() => import('./marks/marks_dialog.js'), 'marks', 'marks'))?.openMarks(store, services);
  }

  return {
    overview,
    /** @param {Scene} scene @param {HeroLayout} layout @param {{ titled: HeroLayout, seen: Parameters<typeof overview.move>[0] }} place `titled`: the layout whose lanes are named */
    update(scene, layout, { titled, seen }) {
      const { selectedLane, run } = store.get();
      chips.update(scene, layout.touch, selectedLane);
      caption.update(scene, layout.prediction, run?.source === 'live');
      titles.update(scene, titled);
      setText(elements.help, t('hero.help'));
      setText(elements.profile, t(layout.touch ? 'hero.profile.short' : 'hero.profile', { state: commonGradient(scene) }));
      setAttribute(scroller, 'aria-label', t('hero.label', { lanes: scene.lanes.length, count: scene.task.sequence_length }));
      if (!layout.axis.scrolls) return;
      overview.move(seen);
      overview.paint(scene, readTokens(), devicePixelRatio);
    },
  };
}

/** What the gradients in the profile are taken by; h where the lanes differ. @param {Scene} scene */
function commonGradient({ lanes, visible }) {
  const names = new Set(visible.map((lane) => lanes[lane].gradientName));
  return names.size === 1 ? [...names][0] : 'h';
}
