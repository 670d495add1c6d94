/** Words and overview around the picture. */

import type { HeroElements } from './elements.ts';
import type { HeroLayout } from '../core/model/hero_layout.ts';
import type { Scene } from './scene.ts';
import type { Services, State, Store } from '../core/model/types.ts';
import { setAttribute, setText } from '../ui/dom.ts';
import { createLaneChips } from './lane_chips.ts';
import { createOverview } from './overview.ts';
import { createTitles } from './titles.ts';
import { tokens as readTokens } from '../draw/tokens.ts';

/** @param again the words have come */
export function createCaptions(
  elements: HeroElements,
  store: Store<State>,
  services: Services,
  chooseState: (lane: number, state: string) => void,
  again: () => void,
) {
  const { t } = services;
  const { scroller } = elements;
  const titles = createTitles(elements.titles, services, chooseState);
  const chips = createLaneChips(elements.chips, services);
  const overview = createOverview(elements.overview, services, (left) => void (scroller.scrollLeft = left));
  /** Comes when something in the picture needs words. */
  let caption: ReturnType<typeof import('./caption.ts').createCaption> | null = null;
  let asked = false;
  scroller.addEventListener('keydown', (event) => void (event.key === 'F1' && (event.preventDefault(), explain())));
  async function fetchCaption() {
    asked = true;
    const chunk = await services.loadChunk(() => import('./caption.ts'));
    caption = chunk?.createCaption(elements.caption, t, explain) ?? null;
    asked = caption !== null;
    again();
  }

  async function explain() {
    const chunk = await services.loadChunk(() => import('./legend/legend_dialog.ts'), 'marks', 'marks');
    chunk?.openLegend(store, services);
  }

  return {
    overview,
    /** @param place `titled`: the layout whose lanes are named */
    update(
      scene: Scene,
      layout: HeroLayout,
      { titled, seen }: { titled: HeroLayout, seen: Parameters<typeof overview.move>[0] },
    ) {
      const { selectedLane, run } = store.get();
      chips.update(scene, layout.columns, selectedLane);
      elements.stage.parentElement?.parentElement?.setAttribute('data-figures', String(scene.figures));
      if (caption) caption.update(scene, layout.prediction, run?.source === 'live');
      else if (!asked && needsWords(scene, layout)) void fetchCaption();
      titles.update(scene, titled);
      setText(elements.help, t('hero.help'));
      const named = titled.barred ? titled.lanes[0].bars : titled.profile;
      elements.profile.hidden = named.height === 0;
      elements.profile.style.top = `${named.y}px`;
      elements.profile.style.insetInlineStart = `${layout.gutter}px`;
      setText(
        elements.profile, t(layout.touch ? 'hero.profile.short' : 'hero.profile', { state: commonGradient(scene) }),
      );
      setAttribute(
        scroller, 'aria-label', t('hero.label', { lanes: scene.lanes.length, count: scene.task.sequence_length }),
      );
      if (!layout.axis.scrolls) return;
      overview.move(seen);
      overview.paint(scene, readTokens(), devicePixelRatio);
    },
  };
}

/** Whether the picture shows what nobody reads without a word. */
function needsWords({ figures, loss, lanes, visible }: Scene, { prediction }: HeroLayout) {
  return figures || loss !== null || prediction === 'curve' || prediction === 'marks'
    || visible.some((lane) => lanes[lane].clock || lanes[lane].carries === 'state');
}

/** What the gradients in the profile are taken by; h where the lanes differ. */
function commonGradient({ lanes, visible }: Scene) {
  const names = new Set(visible.map((lane) => lanes[lane].gradientName));
  return names.size === 1 ? [...names][0] : 'h';
}
