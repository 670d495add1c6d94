/** The whole page, view by view; inside another page, or without a server, the part of it that makes sense there. */

import type { Services, State, Store } from '../core/model/types.ts';
import { mountControls } from './controls/controls.ts';
import { mountHero } from '../hero/hero.ts';
import { mountQuestion } from './question.ts';
import { mountPage } from './theme.ts';
import { mountTopbar } from './topbar.ts';
import { mountStages } from './transport/stage_names.ts';
import { mountTransport } from './transport/transport.ts';
import { mountViewChoice } from '../hero/view_choice.ts';
import { followWires } from '../hero/wires/wires_life.ts';

/** `alone`: there is no server */
export type Extent = 'whole' | 'embedded' | 'alone';

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

/** What the first picture shows. */
export function mountViews(store: Store<State>, services: Services, extent: Extent) {
  document.documentElement.dataset.extent = extent;
  const mount = (view: () => void) => store.attempt(view);
  mount(() => mountPage(store, services.t));
  // Before whatever writes words: a canvas whose font is set with words changed makes the browser style the page on the
  // spot.
  mount(() => mountHero(byId('hero'), store, services));
  if (extent !== 'embedded') mount(() => mountTopbar(byId('topbar'), store, services));
  if (extent === 'whole') mount(() => mountControls(byId('controls'), store, services));
  mount(() => mountQuestion(byId('question'), store, services));
  mount(() => mountViewChoice(byId('question'), store, services));
  mount(() => mountStages(byId('question'), store, services));
  mount(() => followWires(byId('hero'), store, services));
  mount(() => mountTransport(byId('transport'), store, services));
}

/** What is used from then on, but is not in the picture. */
export async function mountAfter(store: Store<State>, services: Services, extent: Extent) {
  const styles = extent === 'embedded' ? [] : ['panels', 'measurements', 'try'];
  const chunk = await services.loadChunk(() => import('./after.ts'), undefined, ...styles);
  chunk?.mountAfter(store, services, extent);
}

/** The charts beside the picture, which come after it. */
export async function mountSidePanels(store: Store<State>, services: Services) {
  const chunk = await services.loadChunk(() => import('./side/side_panels.ts'), undefined, 'panels');
  chunk?.mountCharts(
    { loss: byId('loss'), spectrum: byId('spectrum'), activation: byId('activation') }, store, services,
  );
}
