/**
 * Brings to sight what an entry of the glossary is about: a part of the page, a measurement, a control, or an
 * experiment.
 */

import type { Place } from './entries.ts';
import type { Services, State, Store } from '../../core/model/types.ts';
import { scrollIntoSight } from '../../ui/scroll_into_sight.ts';

const LIT = 1600;

export function showPlace(place: Place, store: Store<State>, { actions }: Services) {
  if ('link' in place) return void location.assign(`#${place.link}`);
  if ('panel' in place) {
    const { panels } = store.get();
    if (!panels.includes(place.panel)) actions.togglePanel(place.panel);
  }
  if ('field' in place) {
    actions.setMoreControls(true);
    if (document.querySelector('.sheet-button')?.checkVisibility()) actions.setPhoneSheet(true);
  }
  // Once the page has drawn what was opened.
  setTimeout(() => reveal(elementOf(place)), 120);
}

/** Whether there is something to bring to sight: a recording by itself has neither controls nor experiments to open. */
export function isReachable(place: Place) {
  return document.documentElement.dataset.extent !== 'alone' || 'element' in place || 'panel' in place;
}

/** What a button that shows it says. */
export function placeWords(place: Place, t: Services['t']): string {
  return 'link' in place ? t('glossary.try') : t('glossary.show');
}

function elementOf(place: Place): HTMLElement | null {
  if ('element' in place) return document.getElementById(place.element);
  if ('panel' in place) return document.querySelector(`[data-kind="${place.panel}"].panel`)
    ?? document.getElementById('hero');
  if ('field' in place) return document.querySelector(`.controls [data-field="${place.field}"]`);
  return null;
}

function reveal(element: HTMLElement | null) {
  if (!element) return;
  scrollIntoSight(element);
  const inner = element.querySelector('input, select, [tabindex="0"], button' as any);
  if (inner instanceof HTMLElement) inner.focus({ preventScroll: true });
  element.classList.add('is-revealed');
  setTimeout(() => element.classList.remove('is-revealed'), LIT);
}
