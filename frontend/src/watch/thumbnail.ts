/**
 * A copy as it hangs on the wall: what it has changed, its gradient over time beside that of the run that it was taken
 * of, its loss.
 */

import type { GradientScale } from '../draw/gradient_scale.ts';
import type { Services, State, Thumbnail, CopyWall } from '../core/model/types.ts';
import { curveOf, spanOf } from './thumbnail_layout.ts';
import { numbersOf, WATCHED } from './copy_wall/wall_places.ts';
import { pathOf } from '../ui/chart_svg.ts';
import { el, setAttribute, setText, svg } from '../ui/dom.ts';
import { LANE_DASHES } from '../draw/tokens.ts';
import { changesOf, readingOf, standingOf, titleOf } from './copy_wall/wall_words.ts';

export type ThumbnailView = ReturnType<typeof createThumbnail>;
export type Scales = { gradient: GradientScale, loss: { low: number, high: number } };

const SHEET = { width: 232, height: 74, margin: 4 };

export function createThumbnail(number: number, { t }: Services, { open, hold }: { open(): void, hold(): void }) {
  const [title, standing, changes, reading] =
    ['wall-title', 'wall-standing', 'wall-changes', 'wall-reading'].map((name) => el('span', { class: name }));
  const [gradient, loss] = [sheet(), sheet()];
  const [ofGradient, ofLoss] = [el('span', { class: 'wall-axis' }), el('span', { class: 'wall-axis' })];
  const body = [el('span', { class: 'wall-head' }, title, standing), changes,
    ofGradient,
    el('span', { class: 'wall-picture' }, gradient), ofLoss, el('span', { class: 'wall-picture' }, loss), reading];
  const card = number === WATCHED
    ? el('div', { class: 'wall-card' }, ...body)
    : el('button', { type: 'button', class: 'wall-card wall-open', onclick: open }, ...body);
  const holder = el('button', { type: 'button', class: 'pill small wall-hold', onclick: hold });
  const home = el(
    'li', { class: 'wall-copy', dataset: { copy: String(number), plain: '' } }, card,
    number === WATCHED ? null : holder,
  );

  return {
    home, opener: card,
    draw(state: State, wall: CopyWall, scales: Scales) {
      const thumbnail = wall.thumbnails.get(number) as Thumbnail;
      const [name, stands, changed] = [titleOf(number, t), standingOf(thumbnail, t), changesOf(state, wall, number, t)];
      setText(title, name);
      setText(standing, stands);
      setText(changes, changed);
      const read = thumbnail.lanes.map((_, lane) => readingOf(thumbnail, lane, t));
      setText(reading, read.join('\n'));
      setText(ofGradient, t('wall.axis.gradient'));
      setText(ofLoss, t('wall.axis.loss'));
      setAttribute(
        card, number === WATCHED ? 'role' : 'aria-label',
        number === WATCHED ? 'group' : `${t('wall.open', { name })} ${[changed, stands, ...read].join('. ')}`,
      );
      const held = state.heldCopy === number;
      home.dataset.state = thumbnail.state;
      home.classList.toggle('is-held', held);
      holder.hidden = state.watching !== null;
      setAttribute(holder, 'aria-pressed', String(held));
      setText(holder, t(held ? 'wall.held' : 'wall.hold'));
      setAttribute(holder, 'aria-label', t(held ? 'wall.held.label' : 'wall.hold.label', { name }));
      const first = wall.thumbnails.get(WATCHED);
      drawInto(gradient, [
        ...(first && number !== WATCHED && first.time_steps === thumbnail.time_steps
          ? first.lanes.map(({ profile }) => path(numbersOf(profile), ends(scales.gradient), 'wall-beside'))
          : []),
        ...thumbnail.lanes.map(({ profile }, lane) =>
          path(numbersOf(profile), ends(scales.gradient), 'wall-curve', lane)),
      ]);
      const last = Math.max(...thumbnail.lanes.map(({ steps }) => steps[1]));
      drawInto(loss, thumbnail.lanes.map(({ losses, steps }, lane) =>
        path(numbersOf(losses), scales.loss, 'wall-curve', lane, spanOf(steps, last))));
    },
  };
}

function sheet(): SVGElement {
  return svg('svg', {
    viewBox: `0 0 ${SHEET.width} ${SHEET.height}`, class: 'wall-sheet', 'aria-hidden': 'true',
    preserveAspectRatio: 'none',
  });
}

const ends = ({ floor, top }: GradientScale) => ({ low: floor, high: top });

function path(
  values: Float64Array,
  scale: { low: number, high: number },
  kind: string,
  lane: number | null = null,
  span?: { from: number, to: number },
) {
  return {
    d: pathOf(curveOf(values, SHEET, scale, span)), class: kind,
    ...(lane !== null && { 'data-lane': lane, 'stroke-dasharray': LANE_DASHES[lane].join(' ') || 'none' }),
  };
}

/** Paths that are there already are written anew. */
function drawInto(picture: SVGElement, curves: Record<string, string | number>[]) {
  while (picture.childElementCount > curves.length) picture.lastElementChild?.remove();
  curves.forEach((attributes, index) => {
    const there = picture.children[index];
    if (there) for (const [name, value] of Object.entries(attributes)) setAttribute(there, name, String(value));
    else picture.append(svg('path', attributes));
  });
}
