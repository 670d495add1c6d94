/**
 * "Portrait": where the state of a layer goes under the input of one time step, while the network learns: the field,
 * where it
 * stands still, what ends where, and the sequence on its way, from its own start or from one that is dragged.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { portraitOf, readTurned, wantedReach, writeTurned, type Place, type Portrait } from './portrait_model.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { threeFigures } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { createChoice, tableOf } from '../../ui/panel_frame.ts';
import { markKey } from '../../ui/scale_keys.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { createGate } from '../../ui/gate.ts';
import { canBeAsked, createInquiry, onLineOpen } from '../../ui/inquiry.ts';
import { placeAt, planePicture, portraitMarks } from './portrait_picture.ts';
import { stampWords } from '../../ui/stamp.ts';

const RATE = 3;
/** Of the picture's reach that a key moves the start. */
const STEP = 0.04;
const MOVES: Record<string, Place> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @returns unmount */
export function mountPortrait(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const inquiry = createInquiry(services);
  const intro = el('p', { class: 'try-intro' });
  const lanes = createChoice('portrait-lane', (value) => actions.selectLane(Number(value)));
  const fresh = el('button', { type: 'button', class: 'pill small', onclick: takeNewAxes });
  const back = el('button', { type: 'button', class: 'pill small', onclick: () => turn(null) });
  const stamp = el('p', { class: 'try-stamp' });
  const keys = el('p', { class: 'try-hint', id: 'portrait-keys' });
  const answer = createAnswerFrame();
  const plane = planePicture();
  answer.figure.append(plane);
  const content = el('div', {}, intro, lanes.root, el('div', { class: 'try-buttons' }, back, fresh), inquiry.root, stamp, answer.root, keys);
  const gate = createGate(store, services, content);
  root.append(gate.root, content);
  let found: { portrait: Portrait, lane: number, timeStep: number, start: Place | null, size: string } | null = null;
  let waiting = false;
  let again = false;
  let dragging = false;

  const follow = createRedraw(root, () => void ask(), { rate: RATE });
  const unwatch = [
    watch(store, ({ run, language, scheme, selectedLane, cursor, details }) => [run?.id, run?.experiment, run?.facts, language, scheme, selectedLane, cursor?.timeStep, details.portrait], draw),
    onChange(store, ({ run, selectedLane, cursor, details, sample }) => [run?.id, selectedLane, cursor?.timeStep, details.portrait, sample], () => follow.hurry()),
    onLineOpen(store, follow.request),
    watch(store, (state) => [state.run?.frame, state.run?.step, state.language, canBeAsked(state)], (state) => {
      if (found) setText(stamp, stampWords(t, state, found.portrait.step));
      if (canBeAsked(state)) follow.request();
    }),
  ];

  function turnedNow() {
    return readTurned(store.get().details.portrait);
  }

  function placeNow({ run, selectedLane, cursor, details }: State) {
    const count = run?.facts.task.sequence_length ?? 1;
    const timeStep = Math.min(count - 1, cursor?.timeStep ?? readTurned(details.portrait).timeStep ?? count - 1);
    return { lane: Math.min(selectedLane, (run?.experiment.lanes.length ?? 1) - 1), timeStep };
  }

  /** @param start null: the sequence's own */
  function turn(start: Place | null) {
    actions.setDetail('portrait', writeTurned(placeNow(store.get()).timeStep, start));
  }

  function takeNewAxes() {
    found = null;
    follow.hurry();
  }

  async function ask() {
    const state = store.get();
    const { run } = state;
    if (!run || !canBeAsked(state)) return;
    if (waiting) {
      again = true;
      return;
    }
    waiting = true;
    const { lane, timeStep } = placeNow(state);
    const { start } = turnedNow();
    const { cell } = run.experiment.lanes[lane];
    const size = [lane, cell.kind, cell.hidden_size, cell.layers].join();
    const known = found?.size === size ? found.portrait : null;
    const reply = await inquiry.ask('portrait', {
      lane, time_step: timeStep, ...(known && { centre: known.centre, axes: known.axes, reach: wantedReach(known) }), ...(start && { start }),
    });
    waiting = false;
    if (reply && store.get().run?.id === run.id) {
      found = { portrait: portraitOf(reply), lane, timeStep, start, size };
      const { fixed } = found.portrait;
      store.set(({ findings }) => ({ findings: { ...findings, portrait: {
        stable: fixed.filter((point) => point.stable).length, unstable: fixed.filter((point) => !point.stable).length,
        radius: Math.max(0, ...fixed.map(({ radius }) => radius)), time: timeStep
      } } }));
      draw();
    }
    if (again) {
      again = false;
      follow.hurry();
    }
  }

  function draw() {
    const state = store.get();
    setText(intro, t('try.portrait.intro'));
    setText(keys, t('try.portrait.keys'));
    setText(fresh, t('try.portrait.fresh'));
    setText(back, t('try.portrait.back'));
    for (const [button, key] of ([[fresh, 'fresh'], [back, 'back']] as [HTMLElement, string][])) {
      setAttribute(button, 'aria-description', t(`try.portrait.${key}.help`));
      button.dataset.tip = t(`try.portrait.${key}.help`);
    }
    setAttribute(plane, 'aria-label', t('try.portrait.plane'));
    setAttribute(plane, 'aria-describedby', keys.id);
    answer.setWords(t('try.portrait.name'), t('chart.table'), t('chart.waiting'));
    inquiry.render();
    const { run } = state;
    lanes.root.hidden = (run?.experiment.lanes.length ?? 1) < 2;
    lanes.set(t('chart.model'), (run?.experiment.lanes ?? []).map((_, index) => ({ value: String(index), text: LANE_LETTERS[index] })), String(placeNow(state).lane));
    answer.show(found !== null);
    if (!found) return;
    const { portrait, lane, timeStep } = found;
    const two = portrait.centre.length === 2;
    fresh.hidden = two;
    back.hidden = turnedNow().start === null;
    plane.replaceChildren(...portraitMarks(portrait, { timeStep, start: turnedNow().start, lane, axes: two ? ['h₁', 'h₂'] : [t('try.portrait.component', { number: 1 }), t('try.portrait.component', { number: 2 })] }));
    answer.legend.replaceChildren(markKey(t('try.portrait.stable'), 'dot'), ringKey(t('try.portrait.unstable')), markKey(t('try.portrait.run'), 'line', lane), markKey(t('try.portrait.started'), 'dashed'));
    setText(answer.caption, captionOf(portrait, timeStep));
    setText(stamp, stampWords(t, state, portrait.step));
    answer.setTable(() => tableOf([t('try.portrait.point'), 'x', 'y', t('try.portrait.radius'), '‖f(s, x) − s‖'],
      portrait.fixed.map(({ place: [x, y], radius, residual, stable }, index) => [
        `${index + 1}: ${t(stable ? 'try.portrait.stable' : 'try.portrait.unstable')}`,
        threeFigures(x), threeFigures(y), threeFigures(radius), threeFigures(residual),
      ])));
  }

  function ringKey(words: string) {
    const key = markKey(words, 'dot');
    key.classList.add('portrait-ring-key');
    return key;
  }

  function captionOf({ centre, fixed, started, basins, waiting: copied }: Portrait, timeStep: number) {
    const stable = fixed.filter((point) => point.stable);
    const [x, y] = started[started.length - 1];
    const ends = basins.filter((basin) => basin >= 0).length / basins.length;
    return [
      copied
        ? t(copied === centre.length ? 'try.portrait.all_wait' : 'try.portrait.some_wait', { time: timeStep + 1, count: copied, units: centre.length })
        : t('try.portrait.caption', { time: timeStep + 1, count: fixed.length, stable: stable.length }),
      stable.length ? t('try.portrait.basins', { share: Math.round(100 * ends) }) : '',
      t('try.portrait.ends', { x: threeFigures(x), y: threeFigures(y) }),
    ].filter(Boolean).join(' ');
  }

  plane.addEventListener('pointerdown', (event) => {
    if (!found) return;
    dragging = true;
    plane.setPointerCapture(event.pointerId);
    turn(placeAt(plane, event, found.portrait.reach));
    draw();
  });
  plane.addEventListener('pointermove', (event) => {
    if (!dragging || !found) return;
    turn(placeAt(plane, event, found.portrait.reach));
    draw();
  });
  for (const kind of ['pointerup', 'pointercancel']) plane.addEventListener(kind, () => void (dragging = false));
  plane.addEventListener('keydown', (event) => {
    const move = MOVES[event.key];
    if (!found || event.ctrlKey || event.metaKey || event.altKey || (!move && event.key !== 'Home')) return;
    event.preventDefault();
    event.stopPropagation();
    const { reach, trajectory } = found.portrait;
    const [x, y] = turnedNow().start ?? trajectory[0];
    turn(move ? [x + STEP * reach * move[0], y + STEP * reach * move[1]] : null);
    draw();
  });

  return () => {
    follow.end();
    for (const stop of unwatch) stop();
    gate.end();
    root.replaceChildren();
  };
}
