/**
 * The selected time step as a table, for those who do not see the picture.
 *
 * @import { Cursor, Translate } from '../state/types.d.ts'
 * @import { Scene, SceneLane } from './hero-scene.js'
 */

import { threeFigures } from '../text/number.js';
import { el } from './dom.js';
import { inputWords, isScored, predictionWords, targetWords } from './hero-readings.js';

const EVERY = 500;

/** @param {HTMLElement} root @param {Translate} t */
export function createTable(root, t) {
  const table = el('table', { class: 'visually-hidden hero-table' });
  root.append(table);
  let written = -Infinity;
  let last = '';

  return {
    /** At most twice a second while frames arrive; at once when another place is chosen. @param {Scene} scene @param {Cursor} cursor @param {number} now */
    update(scene, cursor, now) {
      const place = [cursor.lane, cursor.layer, cursor.timeStep, scene.lanes.length, t('hero.table.quantity')].join();
      if (place === last && now - written < EVERY) return;
      [last, written] = [place, now];
      table.replaceChildren(...content(scene, cursor, t));
    },
  };
}

/** @param {Scene} scene @param {Cursor} cursor @param {Translate} t @returns {HTMLElement[]} */
function content(scene, { lane, layer, timeStep }, t) {
  const { lanes, task } = scene;
  const head = el('tr', {}, el('th', { scope: 'col' }, t('hero.table.quantity')), ...lanes.map(({ letter, name }) => el('th', { scope: 'col' }, `${letter} ${name}`)));
  const rows = [
    row(t('hero.read.input'), lanes.map(() => inputWords(scene, timeStep))),
    row('‖∂L/∂h‖', lanes.map(({ norms }) => (norms ? threeFigures(norms[norms.length - 1][timeStep]) : ''))),
    row(t('hero.table.verdict'), lanes.map(({ verdict }) => t(verdict.key, verdict.params))),
  ];
  if (isScored(scene, timeStep)) {
    rows.push(row(t('hero.read.prediction'), lanes.map((each) => predictionWords(scene, each, timeStep))));
    rows.push(row(t('hero.read.target'), lanes.map(() => targetWords(scene, timeStep))));
  }
  const chosen = lanes[lane] ?? lanes[0];
  rows.push(...unitRows(chosen, Math.min(layer, chosen.layers - 1), timeStep, lanes, task.sequence_length, t));
  const caption = el('caption', {}, t('hero.table.caption', { time: timeStep + 1, length: task.sequence_length, layer: layer + 1 }));
  return [caption, el('thead', {}, head), el('tbody', {}, ...rows)];
}

/** @param {SceneLane} chosen @param {number} layer @param {number} step @param {SceneLane[]} lanes @param {number} count @param {Translate} t */
function unitRows(chosen, layer, step, lanes, count, t) {
  const value = (/** @type {SceneLane} */ lane, /** @type {number} */ unit) =>
    lane.data && lane.layers > layer && unit < lane.hiddenSize
      ? threeFigures(Number(lane.data.hiddenState.data[(layer * count + step) * lane.hiddenSize + unit]))
      : '';
  return Array.from({ length: chosen.hiddenSize }, (_, unit) => row(t('hero.table.unit', { unit: unit + 1 }), lanes.map((lane) => value(lane, unit))));
}

/** @param {string} name @param {string[]} values */
function row(name, values) {
  return el('tr', {}, el('th', { scope: 'row' }, name), ...values.map((value) => el('td', {}, value)));
}
