/**
 * The row under the lanes that shows one less the other: squares of h on the signed scale, and the ratio of the
 * gradient profiles.
 */

import type { Catalog, Cursor, Translate } from '../../core/model/types.ts';
import type { DifferenceLayout, HeroLayout } from '../../core/model/hero_layout.ts';
import type { Picture, Scene, SceneLane } from '../scene.ts';
import { laneDifference, type LaneDifference } from './lane_difference.ts';
import { columnCentre } from '../../core/model/time_axis.ts';
import { subtracted } from '../../core/model/difference.ts';
import { knobFigures, powerOfTen, threeFigures, trueMinus } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { paintCells } from '../cells.ts';
import { setText as setFont, type Context } from '../../draw/pen.ts';
import { tableOf } from '../../ui/panel_frame.ts';

const TABLE_EVERY = 1_000;

/** @returns null where there is nothing to subtract */
export function differenceOf(scene: Scene, catalog: Catalog | null, selected: number): LaneDifference | null {
  const pair = catalog && subtracted(catalog, scene.experiment, selected);
  return pair && laneDifference(scene.lanes[pair.minuend], scene.lanes[pair.subtrahend]);
}

export function paintDifference(context: Context, picture: Picture, difference: LaneDifference) {
  const box = picture.layout.difference;
  if (!box) return;
  if (difference.values) paintCells(context, picture, asLane(difference), { layers: box.layers } as any);
  if (difference.decades) paintDecades(context, picture, difference, difference.decades, box);
}

/** The difference as the painter of cells wants it. */
function asLane({ minuend, subtrahend, values, limit }: LaneDifference): SceneLane {
  return { ...minuend, clock: null, entries: 1, values, limit, faded: minuend.faded || subtrahend.faded };
}

/** Up where the minuend's gradient is the larger one, down where it is the smaller. */
function paintDecades(
  context: Context,
  { layout, tokens, first, last, light, task }: Picture,
  { reach }: LaneDifference,
  decades: Float64Array,
  { bars }: DifferenceLayout,
) {
  const { axis } = layout;
  const [middle, half] = [bars.y + bars.height / 2, bars.height / 2 - 3];
  const width = Math.min(52, Math.max(axis.column, axis.pitch * 0.5));
  for (let step = first; step <= last; step += 1) {
    const share = Math.max(-1, Math.min(1, decades[step] / reach));
    if (!Number.isFinite(share)) continue;
    context.globalAlpha = light.gradient(step);
    context.fillStyle = share > 0 ? tokens.positive : tokens.negative;
    const height = Math.max(1, Math.abs(share) * half);
    context.fillRect(columnCentre(axis, step) - width / 2, share > 0 ? middle - height : middle, width, height);
  }
  context.globalAlpha = 1;
  context.fillStyle = tokens.lineStrong;
  context.fillRect(axis.start, Math.round(middle), axis.pitch * task.sequence_length, 1);
}

/** The ends of the scale, beside the row. */
export function paintDifferenceMargin(
  context: Context,
  { layout, tokens }: Picture,
  { decades, reach }: LaneDifference,
) {
  const bars = layout.difference?.bars;
  if (!bars || !decades) return;
  setFont(context, { size: 10.5, family: tokens.fontUi, align: 'right' });
  context.fillStyle = tokens.ink3;
  const words = (sign: number) => (reach === 1 ? (sign > 0 ? '10' : '0.1') : powerOfTen(sign * reach));
  context.fillText(words(1), layout.gutter - 8, bars.y + 6);
  context.fillText(words(-1), layout.gutter - 8, bars.y + bars.height - 5);
}

/** The row's title and its numbers as a table. */
export function createDifferenceWords({ titles, table }: { titles: HTMLElement, table: HTMLElement }, t: Translate) {
  const name = el('strong', { class: 'difference-name' });
  const [low, high] = [el('span'), el('span')];
  const scale = el('span', { class: 'hero-key' }, low, el('span', { class: 'hero-swatch hero-swatch-signed' }), high);
  const reading = el('span', { class: 'difference-reading' });
  const root = el('div', { class: 'hero-difference' }, name, scale, reading);
  const twin = el('div');
  titles.append(root);
  table.append(twin);
  let written = -Infinity;
  let last = '';

  return {
    update(difference: LaneDifference, layout: HeroLayout) {
      const title = layout.difference?.title;
      if (!title) return;
      root.style.top = `${title.y}px`;
      root.style.height = `${title.height}px`;
      setText(name, `${difference.minuend.letter} − ${difference.subtrahend.letter}`);
      scale.hidden = !difference.values;
      setText(low, trueMinus(`-${knobFigures(difference.limit)}`));
      setText(high, knobFigures(difference.limit));
      setText(reading, readingOf(difference, t));
      setAttribute(root, 'data-tip', t(
        'race.row.help', { minuend: difference.minuend.letter, subtrahend: difference.subtrahend.letter },
      ));
    },
    /** At most once a second while frames arrive. */
    updateTable(difference: LaneDifference, { layer, timeStep }: Cursor, now: number) {
      const place = [difference.minuend.letter, difference.subtrahend.letter, layer, timeStep].join();
      if (place === last && now - written < TABLE_EVERY) return;
      [last, written] = [place, now];
      twin.replaceChildren(tableOf(
        [t('race.table', { time: timeStep + 1 }), `${difference.minuend.letter} − ${difference.subtrahend.letter}`],
        tableRows(difference, layer, timeStep, t),
      ));
    },
    remove() {
      root.remove();
      twin.remove();
    },
  };
}

function readingOf({ minuend, subtrahend, values, largest, decades }: LaneDifference, t: Translate): string {
  const letters = { minuend: minuend.letter, subtrahend: subtrahend.letter };
  const ratio = decades && Number.isFinite(decades[0])
    ? t('race.ratio', { ...letters, ratio: threeFigures(10 ** decades[0]) })
    : '';
  if (!minuend.data || !subtrahend.data) return t('race.row.waiting');
  if (!values) return [t('race.row.sizes', { ...letters, sizes: [minuend, subtrahend].map(sizeOf).join(' · ') }), ratio]
    .filter(Boolean)
    .join(' ');
  if (!largest || largest.value === 0) return [t('race.row.equal'), ratio].filter(Boolean).join(' ');
  return [
    t('race.row.largest', { value: threeFigures(largest.value), time: largest.timeStep + 1, unit: largest.unit + 1 }),
    ratio,
  ].filter(Boolean).join(' ');
}

/** @returns "A 16" or "A 2 × 16" */
function sizeOf({ letter, layers, hiddenSize }: SceneLane): string {
  return `${letter} ${layers > 1 ? `${layers} × ` : ''}${hiddenSize}`;
}

function tableRows({ minuend, values, decades }: LaneDifference, layer: number, timeStep: number, t: Translate) {
  const count = decades?.length ?? 0;
  const units = values && layer < minuend.layers ? Array.from({ length: minuend.hiddenSize }, (_, unit) => [
    t('hero.table.unit', { unit: unit + 1 }),
    threeFigures(values[(layer * count + timeStep) * minuend.hiddenSize + unit]),
  ]) : [];
  return [
    [
      t('race.table.ratio'),
      decades && Number.isFinite(decades[timeStep]) ? `× ${threeFigures(10 ** decades[timeStep])}` : '–',
    ],
    ...units,
  ];
}
