/**
 * "Map": what is learnt over two fields of the experiment: a tile is a real tiny run, trained in time that nobody else
 * wants.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import {
  alone, atlasOf, choicesOf, firstAxes, keyOf, readMap, SHOWS, writeMap, type Atlas, type Axes, type Choice,
  type Show,
} from '../../core/questions/atlas.ts';
import {
  countsOf, csvOf, jsonOf, MOST_SEEDS, nextTile, opened, OUTCOMES, solvedOf, type Tile,
} from '../../core/questions/atlas_tiles.ts';
import { createFilling } from './atlas_filling.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { download, fileName } from '../../ui/download.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { createChoice } from '../../ui/panel_frame.ts';
import { gradientKey } from '../../ui/scale_keys.ts';
import { tokens } from '../../draw/tokens.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { createAtlasAxes } from './atlas_axes.ts';
import { drawMap, drawSign, groundOf, profileScale } from './atlas_canvas.ts';
import { createAtlasPointing } from './atlas_pointing.ts';
import { axisWords, mapTable, tileWords } from './atlas_words.ts';
import { fitCanvas } from '../../draw/squares.ts';

/** Seeds of a brushed tile; one more press of the button gives two more. */
const BRUSHED_SEEDS = 3;
const MORE_SEEDS = 2;

/** Pixels of the key: a sign with room around it. */
const SIGN = 12;
const KEY = SIGN + 8;

/** @returns unmount */
export function mountAtlas(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const intro = el('p', { class: 'try-intro' });
  const asking = createAtlasAxes(t, (axes) => choose(axes, present().show));
  const look = createChoice('map-show', (value) => choose(present().axes, value as Show));
  const [fill, more, json, csv] = [onFill, onMore, () => save('json'), () => save('csv')].map((onclick) => el('button', { type: 'button', class: 'pill small', onclick }));
  const stamp = el('p', { class: 'try-stamp' });
  const canvas = el('canvas', { class: 'map-canvas', 'aria-hidden': 'true' });
  const board = el('div', { class: 'map-board', role: 'application', tabIndex: 0, 'aria-describedby': 'map-keys map-here' }, canvas);
  const here = el('p', { class: 'map-here', id: 'map-here', role: 'status' });
  const keys = el('p', { class: 'try-hint', id: 'map-keys' });
  const answer = createAnswerFrame();
  answer.figure.append(board, here);
  root.append(intro, asking.root, el('div', { class: 'try-buttons' }, look.root, fill, more, json, csv), stamp, answer.root, keys);
  let choices: Choice[] = [];
  /** The map whose tiles are there, and what it would be called if a tile of it were opened. */
  let known = { key: '', opened: '' };
  /** Somebody wants no more tiles for now. */
  let paused = false;

  const redraw = createRedraw(root, draw);
  const filling = createFilling(services.request, () => redraw.hurry());
  const pointing = createAtlasPointing(board, { size: () => sizeOf(filling.atlas()), ground: () => groundNow(), change: () => redraw.hurry(), open, brush });
  const resize = new ResizeObserver(() => redraw.hurry());
  resize.observe(answer.figure);
  const unwatch = [
    watch(store, ({ experiment, details, catalog, language, link, selectedLane, errors, watching }) => [experiment, details.map, details.try, catalog, language, link.state, selectedLane, errors, watching], follow),
    watch(store, ({ language, scheme, type }) => [language, scheme, type], () => redraw.hurry()),
  ];

  /** @returns what the link says, as far as the experiment has it */
  function present(
    state: State = store.get(),
  ): { lane: number, axes: Axes, show: Show, atlas: Atlas, choices: Choice[] } {
    const { catalog, experiment, details, selectedLane } = state;
    const told = readMap(details.map);
    const lane = Math.min(told?.lane ?? selectedLane, experiment.lanes.length - 1);
    const base = alone(experiment, lane);
    const offered = choicesOf(catalog as NonNullable<State['catalog']>, base);
    const there = told && [told.axes.x, told.axes.y].every(({ field }) => offered.some(({ path }) => path === field));
    const axes = there ? told.axes : firstAxes(offered);
    return { lane, axes, show: told?.show ?? 'loss', atlas: atlasOf(catalog as NonNullable<State['catalog']>, base, axes), choices: offered };
  }

  /** The map is that of the experiment as it stands; it is filled while it is open and somebody answers. */
  function follow(state: State) {
    if (state.details.try !== 'map' || !state.catalog || state.errors.length) return filling.stop();
    const now = present(state);
    choices = now.choices;
    asking.render(choices, now.axes);
    const key = keyOf(now.atlas);
    if (state.link.state !== 'open') filling.stop();
    else if (key === known.key || key === known.opened) {
      if (!paused) filling.fill();
    } else {
      paused = false;
      known = { key, opened: '' };
      pointing.reset();
      filling.begin(now.atlas);
    }
    redraw.hurry();
  }

  function choose(axes: Axes, show: Show) {
    actions.setDetail('map', writeMap(present().lane, axes, show));
  }

  function onFill() {
    paused = filling.filling();
    if (paused) filling.stop();
    else filling.fill();
    redraw.hurry();
  }

  /** @returns the brushed ones, else the one that is pointed at */
  function chosen(): Tile[] {
    const inside = pointing.inside();
    return filling.tiles().filter(inside);
  }

  /** Somebody has drawn over several tiles. */
  function brush() {
    filling.want(chosen(), BRUSHED_SEEDS);
    redraw.hurry();
  }

  function onMore() {
    const tiles = chosen();
    filling.want(tiles, Math.min(MOST_SEEDS, MORE_SEEDS + Math.max(0, ...tiles.map(({ wanted }) => wanted))));
    redraw.hurry();
  }

  /** The tile becomes the run of the page. */
  function open({ row, column }: { row: number, column: number }) {
    const reading = filling.tiles().find((tile) => tile.row === row && tile.column === column)?.readings[0];
    if (!reading) return;
    const { lane } = present();
    const experiment = opened(store.get().experiment, lane, reading.experiment);
    const { catalog } = store.get();
    const map = filling.atlas();
    if (catalog && map) known.opened = keyOf(atlasOf(catalog, alone(experiment, lane), map));
    actions.setDetail('map', writeMap(lane, map ?? present().axes, present().show));
    actions.edit(experiment, { selectedLane: lane });
    actions.play();
  }

  function save(ending: 'json' | 'csv') {
    const map = filling.atlas();
    if (!map) return;
    const text = ending === 'csv' ? csvOf(map, filling.tiles()) : jsonOf(map, filling.tiles());
    download(fileName(map.base, ending, 'map'), new Blob([text], { type: ending === 'csv' ? 'text/csv' : 'application/json' }));
  }

  function sizeOf(map: Atlas | null): { rows: number, columns: number } {
    return { rows: map?.y.values.length ?? 0, columns: map?.x.values.length ?? 0 };
  }

  function groundNow() {
    const { rows, columns } = sizeOf(filling.atlas());
    return groundOf(answer.figure.clientWidth, Math.max(1, columns), Math.max(1, rows));
  }

  function draw() {
    words();
    const [map, tiles] = [filling.atlas(), filling.tiles()];
    answer.show(map !== null);
    if (!map || !answer.figure.clientWidth) return;
    const { show } = present();
    const [x, y] = [axisWords(choices, map.x, t), axisWords(choices, map.y, t)];
    const scale = profileScale(tiles, show);
    const cursor = pointing.cursor();
    const brushed = new Set(pointing.brushing() ? chosen() : []);
    drawMap(canvas, groundNow(), { atlas: map, tiles, show, scale, cursor, brushed, focused: document.activeElement === board, names: { x: x.name, y: y.name }, words: { x: x.values, y: y.values } }, tokens());
    const tile = tiles.find(({ row, column }) => row === cursor.row && column === cursor.column);
    if (tile) setText(here, t('try.map.here', { x: x.name, x_value: x.values[tile.column], y: y.name, y_value: y.values[tile.row], said: tileWords(tile, t) }));
    const counts = countsOf(tiles);
    setText(answer.caption, t('try.map.caption', counts) + (counts.wrong ? ` ${t('try.map.wrong', counts)}` : ''));
    setText(stamp, t(store.get().link.state !== 'open' ? 'try.map.no_server' : filling.filling() ? 'try.map.filling' : counts.done < counts.total ? 'try.map.resting' : 'try.map.done', counts));
    answer.setTable(() => mapTable(map, tiles, choices, t));
    answer.legend.replaceChildren(...OUTCOMES.map(outcomeKey), ...(scale ? [gradientKey(t(`try.map.show.${show}`), scale)] : []));
    find(tiles, counts.done);
  }

  function outcomeKey(outcome: import('../../core/questions/atlas_tiles.ts').Outcome) {
    const sign = el('canvas', { class: 'map-sign', 'aria-hidden': 'true' });
    drawSign(fitCanvas(sign, KEY, KEY), { x: 0, y: 0, width: KEY, height: KEY }, outcome, tokens(), SIGN);
    return el('span', { class: 'scale-key' }, sign, t(`try.map.outcome.${outcome}`));
  }

  /** For the lessons: how many tiles of the lowest and of the highest row are solved. */
  function find(tiles: Tile[], done: number) {
    const { rows, columns } = sizeOf(filling.atlas());
    const solved = (row: number) => tiles.filter((tile) => tile.row === row && solvedOf(tile) * 2 > tile.readings.length).length;
    const map = { done, total: tiles.length, columns, low: solved(0), high: solved(rows - 1) };
    if (JSON.stringify(map) !== JSON.stringify(store.get().findings.map)) store.set(({ findings }) => ({ findings: { ...findings, map } }));
  }

  function words() {
    const { show, axes } = present();
    fill.hidden = !filling.filling() && nextTile(filling.tiles(), new Set()) === null;
    setText(intro, t('try.map.intro', { steps: whole(axes.steps) }));
    setText(keys, t('try.map.keys'));
    look.set(t('try.map.show'), SHOWS.map((value) => ({ value, text: t(`try.map.show.${value}`) })), show);
    const labels = [[fill, filling.filling() ? 'pause' : 'fill'], [more, 'more'], [json, 'json'], [csv, 'csv']] as [HTMLElement, string][];
    for (const [button, key] of labels) {
      setText(button, t(`try.map.${key}`));
      setAttribute(button, 'aria-description', t(`try.map.${key}.help`));
      button.dataset.tip = t(`try.map.${key}.help`);
    }
    setAttribute(board, 'aria-label', t('try.map.name'));
    answer.setWords(t('try.map.name'), t('chart.table'), t('chart.waiting'));
  }

  return () => {
    filling.stop();
    redraw.end();
    resize.disconnect();
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}
