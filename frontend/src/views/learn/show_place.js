/**
 * Brings to sight what an entry of the glossary is about: a part of the page, a measurement, a control, or an experiment.
 *
 * @import { Place } from '../../glossary/entries.js'
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { scrollIntoSight } from '../scroll_into_sight.js';

const LIT = 1600;

/**
 * @param {Place} place
 * @param {Store<State>} store
 * @param {Services} services
 */
export function showPlace(place, store, { actions }) {
  if ('link' in place) return void location.assign(`#${place.link}`);
  if ('panel' in place) {
    const { panels } = store.get();
    if (!panels.includes(place.panel)) actions.togglePanel(place.panel);
  }
  if ('field' in place) {
    actions.setMoreControls(true);
    if (document.querySelector('.sheet-button')?.checkVisibility()) actions.setSheet(true);
  }
  // Once the page has drawn what was opened.
  setTimeout(() => reveal(elementOf(place)), 120);
}

/** Whether there is something to bring to sight: a recording by itself has neither controls nor experiments to open. @param {Place} place */
export function isReachable(place) {
  return document.documentElement.dataset.extent !== 'alone' || 'element' in place || 'panel' in place;
}

/** What a button that shows it says. @param {Place} place @param {Services['t']} t @returns {string} */
export function placeWords(place, t) {
  return 'link' in place ? t('glossary.try') : t('glossary.show');
}

/** @param {Place} place @returns {HTMLElement | null} */
function elementOf(place) {
  if ('element' in place) return document.getElementById(place.element);
  if ('panel' in place) return document.querySelector(`[data-kind="${place.panel}"].panel`) ?? document.getElementById('hero');
  if ('field' in place) return document.querySelector(`.controls [data-field="${place.field}"]`);
  return null;
}

/** @param {HTMLElement | null} element */
function reveal(element) {
  if (!element) return;
  scrollIntoSight(element);
  const inner = element.querySelector(/** @type {any} */ ('input, select, [tabindex="0"], button'));
  if (inner instanceof HTMLElement) inner.focus({ preventScroll: true });
  element.classList.add('is-revealed');
  setTimeout(() => element.classList.remove('is-revealed'), LIT);
}
