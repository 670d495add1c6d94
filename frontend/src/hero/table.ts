/** The selected time step as a table, for those who do not see the picture. */

import type { Cursor, Translate } from '../core/model/types.ts';
import type { Scene, SceneLane } from './scene.ts';
import { moduleOf } from '../core/model/clock.ts';
import { threeFigures } from '../core/text/number.ts';
import { el, setText } from '../ui/dom.ts';
import { gainText } from './titles.ts';
import { inputWords, isScored, predictionWords, stateWords, targetWords } from './readings.ts';

const EVERY = 1_000;

/** the name of a quantity, then its value in every lane */
export type Row = string[];

export function createTable(root: HTMLElement, t: Translate) {
  const [caption, head, body] = [el('caption'), el('thead'), el('tbody')];
  root.append(el('table', { class: 'hero-table' }, caption, head, body));
  let written = -Infinity;
  let last = '';
  let later: any = null;

  return {
    /** At most once a second while frames arrive, the last of them too; at once when another place is chosen. */
    update(scene: Scene, cursor: Cursor, now: number) {
      clearTimeout(later);
      const place = [cursor.lane, cursor.layer, cursor.timeStep, scene.lanes.length, t('hero.table.quantity')].join();
      if (place === last && now - written < EVERY) {
        later = setTimeout(() => this.update(scene, cursor, performance.now()), written + EVERY - now);
        return;
      }
      [last, written] = [place, now];
      setText(caption, t('hero.table.caption', {
        time: cursor.timeStep + 1, length: scene.task.sequence_length, layer: cursor.layer + 1,
      }));
      writeRows(
        head, [[t('hero.table.quantity'), ...scene.lanes.map(({ letter, name }) => `${letter} ${name}`)]], 'col',
      );
      writeRows(body, rowsAt(scene, cursor, t), 'row');
    },
    end: () => clearTimeout(later),
  };
}

function rowsAt(scene: Scene, { lane, layer, timeStep }: Cursor, t: Translate): Row[] {
  const { lanes, task } = scene;
  const rows = [
    [t('hero.read.input'), ...lanes.map(() => inputWords(scene, timeStep, t))],
    [
      lanes.every(({ gradientName }) => gradientName === lanes[lane].gradientName)
        ? `‖∂L/∂${lanes[lane].gradientName}‖` : t('hero.table.gradient'),
      ...lanes.map(({ norms }) => (norms ? threeFigures(norms[norms.length - 1][timeStep]) : ''))
    ],
    [t('hero.table.gain'), ...lanes.map((lane) => gainText(lane, t))],
    [t('hero.table.verdict'), ...lanes.map(({ verdict }) => t(verdict.key, verdict.params))],
  ];
  if (isScored(scene, timeStep)) {
    rows.push([t('hero.read.prediction'), ...lanes.map((each) => predictionWords(scene, each, timeStep))]);
    rows.push([t('hero.read.target'), ...lanes.map(() => targetWords(scene, timeStep))]);
  }
  for (let unit = 0; unit < lanes[lane].hiddenSize; unit += 1) {
    rows.push([
      unitName(lanes[lane], unit, t),
      ...lanes.map((each) => unitWords(each, layer, timeStep, unit, task.sequence_length)),
    ]);
  }
  const states = Object.keys(lanes[lane].data?.states ?? {});
  for (const state of states.filter((name) => !lanes[lane].layerStates.includes(name))) {
    for (let unit = 0; unit < lanes[lane].hiddenSize; unit += 1) {
      rows.push([
        t('hero.table.state', { unit: unit + 1, state }),
        ...lanes.map((each) => secondWords(each, state, layer, timeStep, unit, task.sequence_length)),
      ]);
    }
  }
  return rows;
}

function secondWords(
  { data, layers, hiddenSize, matrices }: SceneLane,
  state: string,
  layer: number,
  step: number,
  unit: number,
  count: number,
) {
  const tensor = data?.states[state];
  if (!tensor || layer >= layers || unit >= hiddenSize) return '';
  return stateWords(tensor, (layer * count + step) * hiddenSize + unit, matrices.includes(state));
}

function unitName({ clock }: SceneLane, unit: number, t: Translate) {
  if (!clock) return t('hero.table.unit', { unit: unit + 1 });
  const module = moduleOf(clock, unit);
  return t('hero.table.module_unit', { unit: unit + 1, module: module + 1, period: clock.periods[module] });
}

function unitWords({ data, layers, hiddenSize }: SceneLane, layer: number, step: number, unit: number, count: number) {
  if (!data || layer >= layers || unit >= hiddenSize) return '';
  return threeFigures(Number(data.hiddenState.data[(layer * count + step) * hiddenSize + unit]));
}

/** Only cells whose words differ are touched. */
function writeRows(part: HTMLElement, rows: Row[], scope: 'row' | 'col') {
  while (part.children.length > rows.length) part.lastChild?.remove();
  while (part.children.length < rows.length) part.append(el('tr'));
  for (const [index, words] of rows.entries()) writeRow(part.children[index], words, scope);
}

function writeRow(line: Element, words: Row, scope: 'row' | 'col') {
  while (line.children.length > words.length) line.lastChild?.remove();
  while (line.children.length < words.length) {
    const heads = scope === 'col' || line.children.length === 0;
    line.append(heads ? el('th', { scope }) : el('td'));
  }
  for (const [index, word] of words.entries()) setText(line.children[index], word);
}
