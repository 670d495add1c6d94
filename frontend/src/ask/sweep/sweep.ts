/**
 * "Map": what is learnt over two fields of the experiment: a cell is a real tiny run, trained in time that nobody else
 * wants.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import type { Place } from './sweep_pointing.ts';
import {
  alone, sweepOf, choicesOf, firstAxes, keyOf, readSweep, SHOWS, writeSweep, type Sweep, type Axes, type Choice,
  type Show,
} from '../../core/questions/sweep.ts';
import { csvOf, jsonOf, nextCell, opened, solvedOf, type SweepCell } from '../../core/questions/sweep_cells.ts';
import { createFilling } from './sweep_filling.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { createChoice } from '../../ui/panel_frame.ts';
import { createSweepAnswer, sizeOf } from './sweep_answer.ts';
import { createSweepAxes } from './sweep_axes.ts';
import { smallButton } from '../settings.ts';
import { createSpareButtons, setHelpedText } from '../spare_buttons.ts';

/** @returns unmount */
export function mountSweep(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const intro = el('p', { class: 'try-intro' });
  const asking = createSweepAxes(t, (axes) => choose(axes, presentSweep(store.get()).show));
  const look = createChoice('map-show', (value) => choose(presentSweep(store.get()).axes, value as Show));
  const stamp = el('p', { class: 'try-stamp' });
  const keys = el('p', { class: 'try-hint', id: 'map-keys' });
  const filling = createFilling(services.request, hurry);
  const answer = createSweepAnswer(t, filling, { change: hurry, open });
  const more = smallButton(answer.wantMore);
  const { fill, json, csv, ...spare } = createSpareButtons('map', t, {
    working: filling.filling, work: filling.fill, stop: filling.stop, onPress: hurry, file,
  });
  const buttons = el('div', { class: 'try-buttons' }, look.root, fill, more, json, csv);
  root.append(intro, asking.root, buttons, stamp, answer.root, keys);
  let choices: Choice[] = [];
  /** The sweep whose cells are there, and what it would be called if a cell of it were opened. */
  let known = { key: '', opened: '' };

  const redraw = createRedraw(root, draw);
  const unwatch = [
    watch(store, ({ experiment, details, catalog, language, link, selectedLane, errors, watching }) => [
      experiment, details.map, details.try, catalog, language, link.state, selectedLane, errors, watching,
    ], follow),
    watch(store, ({ language, scheme, fontScale }) => [language, scheme, fontScale], hurry),
  ];

  function hurry() {
    redraw.hurry();
  }

  /** The sweep is that of the experiment as it stands; it is filled while it is open and somebody answers. */
  function follow(state: State) {
    if (state.details.try !== 'map' || !state.catalog || state.errors.length) return filling.stop();
    const now = presentSweep(state);
    choices = now.choices;
    asking.render(choices, now.axes);
    const key = keyOf(now.sweep);
    if (state.link.state !== 'open') filling.stop();
    else if (key === known.key || key === known.opened) {
      if (!spare.paused()) filling.fill();
    } else {
      spare.goOn();
      known = { key, opened: '' };
      answer.reset();
      filling.begin(now.sweep);
    }
    redraw.hurry();
  }

  function choose(axes: Axes, show: Show) {
    actions.setDetail('map', writeSweep(presentSweep(store.get()).lane, axes, show));
  }

  /** The cell becomes the run of the page. */
  function open({ row, column }: Place) {
    const cell = filling.cells().find((other) => other.row === row && other.column === column);
    const reading = cell?.readings[0];
    if (!reading) return;
    const { lane, axes, show } = presentSweep(store.get());
    const experiment = opened(store.get().experiment, lane, reading.experiment);
    const { catalog } = store.get();
    const sweep = filling.sweep();
    if (catalog && sweep) known.opened = keyOf(sweepOf(catalog, alone(experiment, lane), sweep));
    actions.setDetail('map', writeSweep(lane, sweep ?? axes, show));
    actions.edit(experiment, { selectedLane: lane });
    actions.play();
  }

  function file(ending: 'json' | 'csv') {
    const sweep = filling.sweep();
    return sweep && { of: sweep.base, text: (ending === 'csv' ? csvOf : jsonOf)(sweep, filling.cells()) };
  }

  function draw() {
    const { show, axes } = presentSweep(store.get());
    setText(intro, t('try.map.intro', { steps: whole(axes.steps) }));
    setText(keys, t('try.map.keys'));
    look.set(t('try.map.show'), SHOWS.map((value) => ({ value, text: t(`try.map.show.${value}`) })), show);
    spare.render(nextCell(filling.cells(), new Set()) !== null);
    setHelpedText(more, t, 'try.map.more');
    answer.setWords();
    const counts = answer.draw(choices, show);
    if (!counts) return;
    setText(stamp, t(`try.map.${stampOf(store.get(), filling.filling(), counts)}`, counts));
    find(store, findingOf(filling.sweep(), filling.cells(), counts.done));
  }

  return () => {
    filling.stop();
    redraw.end();
    answer.end();
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}

/** @returns what the link says, as far as the experiment has it */
function presentSweep(
  { catalog, experiment, details, selectedLane }: State,
): { lane: number, axes: Axes, show: Show, sweep: Sweep, choices: Choice[] } {
  const known = catalog as NonNullable<State['catalog']>;
  const told = readSweep(details.map);
  const lane = Math.min(told?.lane ?? selectedLane, experiment.lanes.length - 1);
  const base = alone(experiment, lane);
  const choices = choicesOf(known, base);
  const there = told && [told.axes.x, told.axes.y].every(({ field }) => choices.some(({ path }) => path === field));
  const axes = there ? told.axes : firstAxes(choices);
  return { lane, axes, show: told?.show ?? 'loss', sweep: sweepOf(known, base, axes), choices };
}

/** @returns how it stands */
function stampOf({ link }: State, filling: boolean, { done, total }: { done: number, total: number }): string {
  if (link.state !== 'open') return 'no_server';
  if (filling) return 'filling';
  return done < total ? 'resting' : 'done';
}

/** @returns how many cells of the lowest and of the highest row are solved */
function findingOf(sweep: Sweep | null, cells: SweepCell[], done: number) {
  const { rows, columns } = sizeOf(sweep);
  const isSolved = (cell: SweepCell) => solvedOf(cell) * 2 > cell.readings.length;
  const solved = (row: number) => cells.filter((cell) => cell.row === row && isSolved(cell)).length;
  return { done, total: cells.length, columns, low: solved(0), high: solved(rows - 1) };
}

/** For the lessons. */
function find(store: Store<State>, map: ReturnType<typeof findingOf>) {
  if (JSON.stringify(map) === JSON.stringify(store.get().findings.map)) return;
  store.set(({ findings }) => ({ findings: { ...findings, map } }));
}
