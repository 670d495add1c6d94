/**
 * The whole page, view by view; inside another page, or without a server, the part of it that makes sense there.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 *
 * @typedef {'whole' | 'embedded' | 'alone'} Extent `alone`: there is no server
 */

import { mountControls } from './controls.js';
import { mountHero } from './hero.js';
import { mountQuestion } from './question.js';
import { mountPage } from './theme.js';
import { mountTopbar } from './topbar.js';
import { mountStages } from './stage_names.js';
import { mountTransport } from './transport.js';
import { mountViewChoice } from './view_choice.js';
import { followWires } from './wires_life.js';

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * What the first picture shows.
 *
 * @param {Store<State>} store
 * @param {Services} services
 * @param {Extent} extent
 */
export function mountViews(store, services, extent) {
  document.documentElement.dataset.extent = extent;
  const mount = (/** @type {() => void} */ view) => store.attempt(view);
  mount(() => mountPage(store, services.t));
  // Before whatever writes words: a canvas whose font is set with words changed makes the browser style the page on the spot.
  mount(() => mountHero(byId('hero'), store, services));
  if (extent !== 'embedded') mount(() => mountTopbar(byId('topbar'), store, services));
  if (extent === 'whole') mount(() => mountControls(byId('controls'), store, services));
  mount(() => mountQuestion(byId('question'), store, services));
  mount(() => mountViewChoice(byId('question'), store, services));
  mount(() => mountStages(byId('question'), store, services));
  mount(() => followWires(byId('hero'), store, services));
  mount(() => mountTransport(byId('transport'), store, services));
}

/** What is used from then on, but is not in the picture. @param {Store<State>} store @param {Services} services @param {Extent} extent */
export async function mountAfter(store, services, extent) {
  const styles = extent === 'embedded' ? [] : ['panels', 'measurements', 'try'];
  const part = await services.part(() => import('./after.js'), undefined, ...styles);
  part?.mountAfter(store, services, extent);
}

/** The charts beside the picture, which come after it. @param {Store<State>} store @param {Services} services */
export async function mountSidePanels(store, services) {
  const part = await services.part(() => import('./side_panels.js'), undefined, 'panels');
  part?.mountCharts({ loss: byId('loss'), spectrum: byId('spectrum'), activation: byId('activation') }, store, services);
}
