/** What one network makes of a sequence: in a line of words, over all time steps, and at one of them. */

import type { Translate } from '../../core/model/types.ts';
import { ranked, rowAt, type LaneReading } from './reading.ts';
import { sayingWords } from './reading_words.ts';
import { paintColumn, paintStrips, type Scene } from './reading_strip.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';
import { el, setText } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';

export type Truth = (number | null)[] | null;

/** @param number of the lane */
export function createReadingLane(number: number, name: string, t: Translate) {
  const says = el('p', { class: 'reading-says' });
  const strip = el('canvas', { class: 'reading-strip', 'aria-hidden': 'true' });
  const column = el('canvas', { class: 'reading-column' });
  const place = el('sub');
  const bars = el('div', { class: 'reading-bars' });
  const state = el('div', { class: 'reading-state', 'aria-hidden': 'true' }, column, el('span', {}, 'h', place));
  const body = el(
    'div', { class: 'reading-body' }, el('div', { class: 'reading-strip-room' }, strip),
    el('div', { class: 'reading-now' }, state, bars),
  );
  return {
    root: laneSection(number, name, says, body),
    strip,
    /** @param width CSS pixels of the strips */
    paint(scene: Scene, width: number, lane: LaneReading, truth: Truth) {
      const { task, at } = scene;
      paintStrips(strip, width, scene, lane, number, truth);
      paintColumn(column, lane, at, scene.tokens);
      setText(place, String(at + 1));
      fillBars(bars, scene, lane, truth);
      setText(says, sayingWords(task, lane, at, truth?.[at], t));
    },
  };
}

/** What stands there for a network that has left the finite numbers. */
export function divergedLane(number: number, name: string, t: Translate): HTMLElement {
  const words = t('chart.diverged_lane', { lane: LANE_LETTERS[number] });
  return laneSection(number, name, el('p', { class: 'reading-says' }, words));
}

function laneSection(number: number, name: string, says: HTMLElement, ...body: HTMLElement[]): HTMLElement {
  const key = laneKey(number, 'line', el('span', { class: 'reading-name' }, name));
  return el('section', { class: 'reading-lane', 'data-lane': String(number) }, el('header', {}, key, says), ...body);
}

/** The answer at the moment: the likeliest classes, or the values. */
function fillBars(bars: HTMLElement, { task, at, names }: Scene, lane: LaneReading, truth: Truth) {
  const row = rowAt(lane.output, at);
  if (task.loss !== 'cross_entropy') {
    return bars.replaceChildren(el('p', { class: 'reading-value' }, row.map(threeFigures).join(', ')));
  }
  const classes = ranked(row, task.output_labels);
  const best = Math.max(...row);
  while (bars.children.length > classes.length) bars.lastChild?.remove();
  while (bars.children.length < classes.length) bars.append(barRow());
  for (const [place, { index, share }] of classes.entries()) {
    const element = bars.children[place] as HTMLElement;
    const [label, track, figure] = [...element.children] as HTMLElement[];
    setText(label, names[index]);
    (track.firstChild as HTMLElement).style.setProperty('--share', String(share));
    setText(figure, percent(share));
    element.dataset.best = String(share === best);
    element.dataset.right = String(truth?.[at] === index);
  }
}

function barRow(): HTMLElement {
  const track = el('span', { class: 'bar-track' }, el('span', { class: 'bar-fill' }));
  return el('div', { class: 'bar-row' }, el('span', { class: 'bar-label' }), track, el('span', { class: 'bar-share' }));
}
