/** Every view on the page as a picture: SVG for print, PNG for slides. */

import type { Services, State, Store } from '../core/model/types.ts';
import { download, fileName } from '../ui/download.ts';
import { pictureOf, type Crop } from './picture.ts';
import { pngOf, sheetOf } from './sheet.ts';
import { laneLetter, laneName } from '../core/text/lane.ts';
import { whole } from '../core/text/number.ts';
import { el } from '../ui/dom.ts';
import { tokens } from '../draw/tokens.ts';

export type View = { id: string, name: string, element: HTMLElement, crop: Crop | null };

export function pictureOffers(
  store: Store<State>,
  services: Services,
  take: (work: () => Promise<void>) => Promise<void>,
): HTMLElement {
  const { t } = services;
  const row = (view: View) => el('li', { class: 'picture-offer' },
    el('span', {}, view.name),
    ...((['svg', 'png'] as const)).map((kind) => el('button', {
      class: 'pill small',
      type: 'button', 'aria-label': t('takeaway.picture', { name: view.name, kind: kind.toUpperCase() }),
      dataset: { offer: `${view.id}-${kind}` },
      onclick: () => void take(() => save(store.get(), services, view, kind)),
    }, kind.toUpperCase())));
  return el(
    'div', {},
    el('ul', { class: 'picture-offers' }, ...viewsInSight(t('takeaway.hero'), t('takeaway.profile')).map(row)),
    el('p', { class: 'muted' }, t('takeaway.pictures.what')),
  );
}

function viewsInSight(hero: string, profile: string): View[] {
  const views: View[] = [];
  const inside = document.querySelector('#hero .hero-inside') as HTMLElement | null;
  if (inside) {
    views.push({ id: 'hero', name: hero, element: inside, crop: null });
    const title = inside.querySelector('.hero-profile-title');
    const stage = inside.querySelector('.hero-stage');
    const top = inside.getBoundingClientRect().top;
    if (title?.checkVisibility() && stage) views.push({
      id: 'profile', name: profile, element: inside,
      crop: { top: title.getBoundingClientRect().top - top, bottom: stage.getBoundingClientRect().bottom - top },
    });
  }
  for (const element of (document.querySelectorAll('.panel, .measurement-card') as NodeListOf<HTMLElement>)) {
    const heading = element.querySelector('h2, h3');
    if (!heading?.textContent || heading.querySelector('.runs-toggle, .panel-fold[aria-expanded="false"]')
      || heading.closest('summary')) continue;
    if (element.offsetHeight > 0) views.push({
      id: element.id || element.dataset.panel || element.dataset.kind || 'view', name: heading.textContent.trim(),
      element, crop: null,
    });
  }
  return views;
}

async function save(
  { run, experiment, language }: State,
  { t }: Services,
  { id, name, element, crop }: View,
  kind: 'svg' | 'png',
) {
  const { fontUi, ink1, ink3, surface0 } = tokens();
  const document = run?.experiment ?? experiment;
  const lanes = document.lanes.map((lane, index) => `${laneLetter(index)} ${laneName(lane, t)}`).join(' · ');
  const place = t('takeaway.place', {
    step: whole(run?.frame?.step ?? run?.step ?? 0), steps: whole(document.steps), seed: String(document.weight_seed),
    data: String(document.data_seed),
  });
  const sheet = sheetOf(pictureOf(element, crop), {
    title: `${name} · ${t(`task.${document.task.kind}.label`)}`,
    lines: [lanes, place], family: fontUi, ink: ink1, muted: ink3, ground: surface0, language,
  });
  const blob = kind === 'svg' ? new Blob([sheet.svg], { type: 'image/svg+xml' }) : await pngOf(sheet);
  download(fileName(document, kind, id), blob);
}
