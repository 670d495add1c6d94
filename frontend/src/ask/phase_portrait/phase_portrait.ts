/**
 * "Portrait": where the state of a layer goes under the input of one time step, while the network learns: the field,
 * where it stands still, what ends where, and the sequence on its way, from its own start or from one that is dragged.
 */

import type { Answer, RunView, Services, State, Store } from '../../core/model/types.ts';
import type { Translate } from '../../core/text/i18n.ts';
import {
  phasePortraitOf, readTurned, wantedReach, writeTurned, type Place, type PhasePortrait,
} from './phase_portrait_model.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { threeFigures } from '../../core/text/number.ts';
import { el, setAttribute, setHelp, setText } from '../../ui/dom.ts';
import { createSelectedLane, laneSelected } from '../../ui/lane_choice.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { createQuestion } from '../../ui/question.ts';
import { markKey } from '../../ui/scale_keys.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { placeAt, planePicture, portraitMarks } from './phase_plane.ts';

const RATE = 3;
/** Of the picture's reach that a key moves the start. */
const STEP = 0.04;
const MOVES: Record<string, Place> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @returns unmount */
export function mountPhasePortrait(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const lanes = createSelectedLane('portrait-lane', services);
  const fresh = el('button', { type: 'button', class: 'pill small', onclick: takeNewAxes });
  const back = el('button', { type: 'button', class: 'pill small', onclick: () => turn(null) });
  const keys = el('p', { class: 'try-hint', id: 'portrait-keys' });
  const answer = createAnswerFrame();
  const plane = planePicture();
  answer.figure.append(plane);
  const question = createQuestion(root, store, services, { kind: 'portrait', rate: RATE, put });
  const buttons = el('div', { class: 'try-buttons' }, back, fresh);
  question.mount([lanes.root, buttons], [answer.root, keys]);
  /** `size`: of the states that its axes are for */
  let found: { portrait: PhasePortrait, lane: number, timeStep: number, size: string } | null = null;

  const unwatch = [
    watch(store, ({ run, language, scheme, selectedLane, cursor, details }) => [
      run?.id, run?.experiment, run?.facts, language, scheme, selectedLane, cursor?.timeStep, details.portrait,
    ], draw),
    onChange(store, ({ run, selectedLane, cursor, details, sample }) => [
      run?.id, selectedLane, cursor?.timeStep, details.portrait, sample,
    ], question.hurry),
  ];
  listenTo(plane, () => found?.portrait ?? null, startNow, (start) => {
    turn(start);
    draw();
  });

  /** @returns null: the sequence's own */
  function startNow() {
    return readTurned(store.get().details.portrait).start;
  }

  function turn(start: Place | null) {
    actions.setDetail('portrait', writeTurned(timeStepOf(store.get()), start));
  }

  function takeNewAxes() {
    found = null;
    question.hurry();
  }

  function put(run: RunView, state: State) {
    const [lane, timeStep, start] = [laneSelected(state), timeStepOf(state), startNow()];
    const { cell } = run.experiment.lanes[lane];
    const size = [lane, cell.kind, cell.hidden_size, cell.layers].join();
    const known = found?.size === size ? found.portrait : null;
    const plan = known && { centre: known.centre, axes: known.axes, reach: wantedReach(known) };
    return {
      body: { lane, time_step: timeStep, ...plan, ...(start && { start }) },
      take(reply: Answer) {
        const portrait = phasePortraitOf(reply);
        found = { portrait, lane, timeStep, size };
        draw();
        const stable = portrait.fixed.filter((point) => point.stable).length;
        const radius = Math.max(0, ...portrait.fixed.map((point) => point.radius));
        return { stable, unstable: portrait.fixed.length - stable, radius, time: timeStep };
      },
    };
  }

  function draw() {
    const state = store.get();
    setText(keys, t('try.portrait.keys'));
    for (const [button, key] of [[fresh, 'fresh'], [back, 'back']] as const) {
      setText(button, t(`try.portrait.${key}`));
      setHelp(button, t(`try.portrait.${key}.help`));
    }
    setAttribute(plane, 'aria-label', t('try.portrait.plane'));
    setAttribute(plane, 'aria-describedby', keys.id);
    answer.setWords(t('try.portrait.name'), t('chart.table'), t('chart.waiting'));
    lanes.render(state);
    answer.show(found !== null);
    if (!found) return;
    const { portrait, lane, timeStep } = found;
    const two = portrait.centre.length === 2;
    const start = startNow();
    fresh.hidden = two;
    back.hidden = start === null;
    const component = (number: 1 | 2) => t('try.portrait.component', { number });
    const axes: [string, string] = two ? ['h₁', 'h₂'] : [component(1), component(2)];
    plane.replaceChildren(...portraitMarks(portrait, { timeStep, start, lane, axes }));
    answer.legend.replaceChildren(...legendOf(lane, t));
    setText(answer.caption, captionOf(portrait, timeStep, t));
    answer.setTable(() => tableFor(portrait, t));
  }

  return () => {
    for (const stop of unwatch) stop();
    question.end();
  };
}

/** @returns the one that is pointed at, or that the link says, or the last */
function timeStepOf({ run, cursor, details }: State): number {
  const count = run?.facts.task.sequence_length ?? 1;
  return Math.min(count - 1, cursor?.timeStep ?? readTurned(details.portrait).timeStep ?? count - 1);
}

/**
 * The start is dragged, or moved by the arrow keys.
 * @param shown null: there is nothing to take hold of
 * @param start where the sequence was made to start
 * @param onTurn null: where it starts of itself
 */
function listenTo(
  plane: SVGElement,
  shown: () => PhasePortrait | null,
  start: () => Place | null,
  onTurn: (start: Place | null) => void,
) {
  let dragging = false;

  function drag(event: PointerEvent) {
    const portrait = shown();
    if (dragging && portrait) onTurn(placeAt(plane, event, portrait.reach));
  }

  plane.addEventListener('pointerdown', (event) => {
    if (!shown()) return;
    dragging = true;
    plane.setPointerCapture(event.pointerId);
    drag(event);
  });
  plane.addEventListener('pointermove', drag);
  for (const kind of ['pointerup', 'pointercancel']) plane.addEventListener(kind, () => void (dragging = false));
  plane.addEventListener('keydown', (event) => {
    const portrait = shown();
    const move = MOVES[event.key];
    if (!portrait || event.ctrlKey || event.metaKey || event.altKey || (!move && event.key !== 'Home')) return;
    event.preventDefault();
    event.stopPropagation();
    const { reach, trajectory } = portrait;
    const [x, y] = start() ?? trajectory[0];
    onTurn(move ? [x + STEP * reach * move[0], y + STEP * reach * move[1]] : null);
  });
}

function legendOf(lane: number, t: Translate) {
  const ring = markKey(t('try.portrait.unstable'), 'dot');
  ring.classList.add('portrait-ring-key');
  return [
    markKey(t('try.portrait.stable'), 'dot'), ring,
    markKey(t('try.portrait.run'), 'line', lane), markKey(t('try.portrait.started'), 'dashed'),
  ];
}

function captionOf({ centre, fixed, started, basins, waiting: copied }: PhasePortrait, timeStep: number, t: Translate) {
  const time = timeStep + 1;
  const stable = fixed.filter((point) => point.stable);
  const [x, y] = started[started.length - 1];
  const ends = basins.filter((basin) => basin >= 0).length / basins.length;
  const copying = copied === centre.length ? 'try.portrait.all_wait' : 'try.portrait.some_wait';
  return [
    copied
      ? t(copying, { time, count: copied, units: centre.length })
      : t('try.portrait.caption', { time, count: fixed.length, stable: stable.length }),
    stable.length ? t('try.portrait.basins', { share: Math.round(100 * ends) }) : '',
    t('try.portrait.ends', { x: threeFigures(x), y: threeFigures(y) }),
  ].filter(Boolean).join(' ');
}

function tableFor({ fixed }: PhasePortrait, t: Translate) {
  return tableOf(
    [t('try.portrait.point'), 'x', 'y', t('try.portrait.radius'), '‖f(s, x) − s‖'],
    fixed.map(({ place: [x, y], radius, residual, stable }, index) => [
      `${index + 1}: ${t(stable ? 'try.portrait.stable' : 'try.portrait.unstable')}`,
      ...[x, y, radius, residual].map(threeFigures),
    ]),
  );
}
