/** The lines under the picture: the colour scales with their ends, and the present reading of the profile in words. */

import { foretellsValues } from '../core/model/foretelling.ts';
import type { PredictionStyle } from '../core/model/hero_layout.ts';
import type { Scene } from './scene.ts';
import type { Translate } from '../core/model/types.ts';
import { powerOfTen, threeFigures, trueMinus, whole } from '../core/text/number.ts';
import { el, setText } from '../ui/dom.ts';
import { gainText } from './titles.ts';
import { ribbonCaption } from './ribbon/ribbon_words.ts';
import { keepHeight } from '../ui/keep_height.ts';

/** @param explain every mark of the picture */
export function createCaption(root: HTMLElement, t: Translate, explain: () => void) {
  const low = el('span');
  const high = el('span');
  const floor = el('span');
  const top = el('span');
  const noise = el('span');
  const line = el('span');
  const curves = el('span', { class: 'hero-key hero-key-curves' });
  const band = el('span', { class: 'hero-key' });
  const stacked = el('span', { class: 'hero-key' });
  const hatch = el('span', { class: 'hero-swatch hero-swatch-noise' });
  const clock = el('p', { class: 'hero-clock-key' });
  const carried = el('p', { class: 'hero-clock-key' });
  const reading = el('p', { class: 'hero-reading' });
  const ribbon = el('p', { class: 'hero-ribbon-words' });
  const activation = el('span');
  const marks = el(
    'button', { class: 'link-button hero-marks-button', type: 'button', 'aria-haspopup': 'dialog', onclick: explain },
  );
  root.append(
    el('p', { class: 'hero-legend' },
      el('span', { class: 'hero-key' }, activation, low, el('span', { class: 'hero-swatch hero-swatch-signed' }), high),
      el(
        'span', { class: 'hero-key' }, '‖∂L/∂h‖', floor, el('span', { class: 'hero-swatch hero-swatch-gradient' }), top,
      ),
      el('span', { class: 'hero-key' }, hatch, noise),
      el('span', { class: 'hero-key' }, el('span', { class: 'hero-swatch hero-swatch-dead' }), line),
      band, stacked, curves),
    ribbon, clock, carried, marks, reading,
  );
  const room = keepHeight(root);

  let legend: readonly unknown[] = [];

  return {
    /** @param live whether what is shown is a run of one's own */
    update(scene: Scene, style: PredictionStyle | null, live: boolean) {
      setText(ribbon, ribbonCaption(scene, live, t));
      room.keep(
        [scene.task.kind, scene.visible, scene.lanes.map(({ name }) => name), t('hero.legend.activation')].join(),
      );
      setText(reading, readingOf(scene, t));
      const key = legendKey(scene, style, t);
      if (key.length === legend.length && key.every((value, index) => value === legend[index])) return;
      legend = key;
      const smallest = Math.min(...scene.visible.map((lane) => scene.lanes[lane].limit));
      setText(activation, t('hero.legend.activation'));
      setText(marks, t('hero.legend.explain'));
      setText(low, trueMinus(`-${limitWords(smallest)}`));
      setText(high, `${limitWords(smallest)}${otherLimits(scene, smallest)}`);
      setText(floor, powerOfTen(scene.scale.floor));
      setText(top, scene.scale.top === 0 ? '1' : powerOfTen(scene.scale.top));
      setText(noise, t('hero.legend.noise'));
      setText(line, t('hero.legend.floor', { floor: powerOfTen(scene.scale.floor) }));
      setText(band, extrasKey(scene, t));
      setText(curves, predictionKey(scene, style, t));
      const layers = Math.max(...scene.visible.map((lane) => scene.lanes[lane].layers));
      setText(stacked, layers > 1 ? t('hero.legend.layers', { layers }) : '');
      setText(clock, scene.visible.some((lane) => scene.lanes[lane].clock) ? t('hero.legend.clock') : '');
      setText(carried, carriedWords(scene, t));
    },
  };
}

/** All that the legend depends on; the first word tells the language. */
function legendKey(scene: Scene, style: PredictionStyle | null, t: Translate) {
  const { lanes, visible, scale, task } = scene;
  const each = visible.map((lane) => lanes[lane]);
  return [
    t('hero.legend.activation'),
    style, scale.floor, scale.top, task.kind, task.loss, task.structure, extrasKey(scene, t),
    ...each.flatMap(({ letter, limit, layers, clock, gradientName }) =>
      [letter, limit, layers, clock !== null, gradientName]),
  ];
}

/** What else stands in the profile. */
function extrasKey({ visible, lanes, frame, step }: Scene, t: Translate) {
  const extras = visible.map((lane) => lanes[lane].extras);
  const untruncated = frame && 'full_profile' in frame.panelsSkipped ? t('hero.legend.full_skipped')
    : extras.some(({ full }) => full) && t('hero.legend.full', { step: whole(frame?.panelSteps.full_profile ?? step) });
  const parts = [extras.some(({ band }) => band) && t('hero.legend.band'), untruncated, extras.some(({ kept }) => kept)
    && t('hero.legend.keep')];
  return parts.filter(Boolean).join(' · ');
}

/** The lanes whose memory lives in another state than h. */
function carriedWords({ visible, lanes }: Scene, t: Translate) {
  const others = visible.map((lane) => lanes[lane]).filter(({ carries }) => carries === 'state');
  return others.map(({ letter, gradientName }) => t('hero.legend.carried', { lane: letter, states: gradientName }))
    .join(' ');
}

/** How prediction and target are told apart. */
function predictionKey({ task }: Scene, style: PredictionStyle | null, t: Translate) {
  if (task.structure.endsWith('to-one')) return task.loss === 'cross_entropy' ? '' : t('hero.legend.values');
  if (task.loss === 'cross_entropy') return style === 'marks' ? t('hero.legend.marks') : '';
  return t(foretellsValues(task) ? 'hero.legend.curves' : 'hero.legend.curve');
}

/** The lanes whose scale ends elsewhere. */
function otherLimits({ visible, lanes }: Scene, smallest: number) {
  const others = visible.filter((lane) => lanes[lane].limit !== smallest)
    .map((lane) => `${lanes[lane].letter} ±${limitWords(lanes[lane].limit)}`);
  return others.length ? ` (${others.join(', ')})` : '';
}

function limitWords(value: number) {
  return value < 1000 ? String(value) : threeFigures(value);
}

function readingOf({ lanes, frame, task, lastLoss }: Scene, t: Translate) {
  if (!frame) return t('hero.reading.empty', { count: task.sequence_length });
  const values = lanes.filter(({ norms, faded }) => norms && !faded).map((lane) => {
    const norms = lane.norms as Float32Array[];
    const profile = norms[norms.length - 1];
    const words = t('hero.reading.lane', {
      lane: lane.letter, first: threeFigures(profile[0]), last: threeFigures(profile[lastLoss]),
    });
    const gain = gainText(lane, t);
    return gain ? t('hero.reading.gain', { words, gain }) : words;
  });
  return values.length ? t('hero.reading', { values: values.join(t('hero.reading.join')), count: lastLoss + 1 }) : '';
}
