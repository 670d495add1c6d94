/**
 * The elements of the hero: two canvases under a scroller and the titles, what stands above and below them, the table
 * twin.
 */

import type { Services } from '../core/model/types.ts';
import { el } from '../ui/dom.ts';

export type HeroElements = ReturnType<typeof heroElements>;

export function heroElements(root: HTMLElement, { t }: Pick<Services, 't'>) {
  const base = el('canvas', { class: 'hero-canvas', 'aria-hidden': 'true' });
  const moving = el('canvas', { class: 'hero-canvas hero-moving', 'aria-hidden': 'true' });
  const extent = el('div', { class: 'hero-extent' });
  const help = el('p', { class: 'visually-hidden', id: 'hero-help' }, t('hero.help'));
  const scroller = el(
    'div',
    {
      class: 'hero-scroller', tabIndex: 0, role: 'application', 'aria-keyshortcuts': 'F1',
      'aria-describedby': 'hero-help',
    },
    extent,
  );
  const profile = el('p', { class: 'hero-profile-title' });
  const titles = el('div', { class: 'hero-titles' }, profile);
  const stage = el('div', { class: 'hero-stage' }, base, moving, scroller, titles);
  const chips = el('div', { class: 'hero-chips', hidden: true });
  const overview = el('div', { class: 'hero-overview-place' });
  const caption = el('div', { class: 'hero-caption' });
  const table = el('div', { class: 'visually-hidden' });
  root.replaceChildren(el('div', { class: 'hero-inside' }, chips, overview, stage, caption, help, table));
  return { base, moving, extent, help, profile, scroller, titles, stage, chips, overview, caption, table };
}
