/**
 * "Dial": the eigenvalues of the recurrent matrix and of every J_t in the unit circle, the fan of what their product
 * keeps, and
 * one needle, the gain of a step. Turn the matrix, or take one eigenvalue along its radius: every view answers with a
 * measured step, before any training.
 */

import type { LaneFrame, RunView, Services, State, Store } from '../../core/model/types.ts';
import type { Point } from '../../core/model/eigenvalue_trails.ts';
import { scaled, withMoved } from './dial_model.ts';
import { fanOf } from '../../draw/fan.ts';
import { slice } from '../../core/model/slices.ts';
import { stepEigenvalues } from '../../core/model/step_spectrum.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { watch } from '../../core/model/select.ts';
import { rateOf, rateWords } from '../../core/text/gain.ts';
import { threeFigures } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { fanPicture } from '../../ui/fan_picture.ts';
import { chartPicture } from '../../ui/chart_svg.ts';
import { createChoice, tableOf } from '../../ui/panel_frame.ts';
import { markKey } from '../../ui/scale_keys.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { circleMarks, dialPicture, needlePicture, pointAt, reachOf } from './dial_picture.ts';
import { createGate } from '../../ui/gate.ts';

const FAN_ROOM = { width: 270, height: 178, left: 34, right: 8, top: 8, bottom: 28 };
/** Of the radius that a key changes. */
const STEP = 0.02;
const FIGURES = 5;

/** the matrix as it was when somebody took hold of it */
export type Grip = { matrix: number[][], own: Point[], held: number | null, radius: number };

/** @returns unmount */
export function mountDial(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const intro = el('p', { class: 'try-intro' });
  const lanes = createChoice('dial-lane', (value) => actions.selectLane(Number(value)));
  const circle = dialPicture();
  const needle = el('div', { class: 'dial-gauge' });
  const gain = el('p', { class: 'dial-gain', role: 'status' });
  const fan = chartPicture(FAN_ROOM);
  const answer = createAnswerFrame();
  const radius = el('input', { type: 'range', id: 'dial-radius', class: 'knob', min: '0', max: '3', step: '0.01', oninput: () => turn(null, Number(radius.value)), onchange: letGo });
  const radiusLabel = el('label', { for: radius.id });
  const figure = el('output', { class: 'scale-figure' });
  const whole = el('div', { class: 'try-scale dial-knob' }, radiusLabel, figure, radius);
  const keys = el('p', { class: 'try-hint', id: 'dial-keys' });
  const note = el('p', { class: 'try-problem', hidden: true });
  answer.figure.classList.add('dial-columns');
  answer.figure.append(el('div', {}, circle), el('div', { class: 'dial-middle' }, needle, gain, whole), el('div', {}, fan));
  const content = el('div', {}, intro, lanes.root, note, answer.root, keys);
  // What is seen while somebody drags is a probe: no run that could be asked, but measured. A recording has no weights to turn.
  const gate = createGate(store, services, content, ({ run }) => run?.source !== 'recording');
  root.append(gate.root, content);

  let grip: Grip | null = null;
  /** Which eigenvalue the keys move. */
  let chosen = 0;
  let dragging = false;
  let reach = 1.25;
  const redraw = createRedraw(root, draw, { rate: 20 });
  const unwatch = watch(store, ({ run, language, scheme, selectedLane, cursor }) => [run?.frame, run?.id, language, scheme, selectedLane, cursor?.timeStep], redraw.hurry);

  function subject({ run, selectedLane }: State): { run: RunView, lane: number, data: LaneFrame | null } | null {
    if (!run?.frame) return null;
    const lane = Math.min(selectedLane, run.experiment.lanes.length - 1);
    return { run, lane, data: run.frame.lanes[lane] ?? null };
  }

  /** Rows of W_hh that the circle shows: all, or those of the candidate. */
  function blockOf(run: RunView, lane: number) {
    const { gates, candidate } = run.facts.lanes[lane];
    return Math.max(0, gates.indexOf(candidate ?? ''));
  }

  /** The whole W_hh of the lane, as rows; null where the cell makes its matrix from something else. */
  function weights(data: LaneFrame | null): number[][] | null {
    const tensor = data?.weights?.['W_hh.0'];
    if (!tensor || tensor.shape.length !== 2) return null;
    const [rows, columns] = tensor.shape;
    return Array.from({ length: rows }, (_, row) => Array.from((tensor.data as Float32Array).subarray(row * columns, (row + 1) * columns)));
  }

  /** @returns null where there is nothing to take hold of */
  function take(): Grip | null {
    const seen = subject(store.get());
    const all = seen && weights(seen.data);
    if (!seen?.data || !all) return null;
    const own = ownOf(seen.data);
    const from = blockOf(seen.run, seen.lane) * all[0].length;
    return own.length ? { matrix: all.slice(from, from + all[0].length), own, held: null, radius: largest(own) } : null;
  }

  /** @param held which eigenvalue; null: the whole matrix @param wanted its radius, or the largest */
  function turn(held: number | null, wanted: number) {
    if (!grip || grip.held !== held) grip = take();
    if (!grip) return;
    grip.held = held;
    const before = held === null ? grip.radius : Math.hypot(...grip.own[held]);
    if (!(before > 0)) return complain('try.dial.zero');
    const matrix = held === null ? scaled(grip.matrix, wanted / before) : withMoved(grip.matrix, grip.own[held], wanted / before);
    if (!matrix) return complain('try.dial.defective');
    complain(null);
    apply(matrix);
  }

  function complain(key: string | null) {
    note.hidden = key === null;
    setText(note, key ? t(key) : '');
  }

  /** The experiment with that block of W_hh, and beside it, once it has trained, the other weights that are seen. */
  function apply(block: number[][]) {
    const state = store.get();
    const seen = subject(state);
    const all = seen && weights(seen.data);
    if (!seen?.data?.weights || !all) return;
    const from = blockOf(seen.run, seen.lane) * block.length;
    const matrix = all.map((row, index) => (block[index - from] ?? row).map((value) => Number(value.toPrecision(FIGURES))));
    const { experiment } = state;
    const kept = (seen.run.frame?.step ?? 0) > 0 ? Object.fromEntries(Object.entries(seen.data.weights).map(([name, tensor]) => [name, rowsOf(tensor)])) : (experiment.lanes[seen.lane].initial_weights ?? {});
    const lane = { ...experiment.lanes[seen.lane], initial_weights: { ...kept as object, 'W_hh.0': matrix } };
    actions.edit({ ...experiment, lanes: experiment.lanes.map((each, index) => (index === seen.lane ? lane : each)) });
  }

  function letGo() {
    dragging = false;
    grip = null;
    redraw.hurry();
  }

  circle.addEventListener('pointerdown', (event) => {
    grip = take();
    if (!grip) return;
    const point = pointAt(circle, event, reach);
    const distances = grip.own.map(([real, imaginary]) => Math.hypot(real - point[0], Math.abs(imaginary) - Math.abs(point[1])));
    chosen = distances.indexOf(Math.min(...distances));
    dragging = true;
    grip.held = chosen;
    circle.setPointerCapture(event.pointerId);
    redraw.hurry();
  });
  circle.addEventListener('pointermove', (event) => {
    if (dragging) turn(chosen, Math.min(3, Math.hypot(...pointAt(circle, event, reach))));
  });
  for (const kind of ['pointerup', 'pointercancel']) circle.addEventListener(kind, letGo);
  circle.addEventListener('keydown', press);
  circle.addEventListener('keyup', () => void (dragging || letGo()));

  function press(event: KeyboardEvent) {
    const by = ({ ArrowLeft: -1, ArrowRight: 1 } as Record<string, number>)[event.key];
    const out = ({ ArrowUp: STEP, ArrowDown: -STEP } as Record<string, number>)[event.key];
    const own = grip?.own ?? take()?.own ?? [];
    if (event.ctrlKey || event.metaKey || event.altKey || (by === undefined && out === undefined) || !own.length) return;
    event.preventDefault();
    event.stopPropagation();
    if (by !== undefined) {
      grip = null;
      chosen = (chosen + by + own.length) % own.length;
    } else {
      const now = subject(store.get())?.data;
      const present = now ? ownOf(now) : own;
      grip = null;
      turn(chosen, Math.max(0.01, Math.hypot(...(present[chosen] ?? own[chosen])) + (out ?? 0)));
    }
    redraw.hurry();
    say(own[chosen]);
  }

  function say([real, imaginary]: Point) {
    store.set({ announcement: { text: t('try.dial.held', { radius: threeFigures(Math.hypot(real, imaginary)), angle: Math.round((Math.atan2(imaginary, real) * 180) / Math.PI) }), assertive: false } });
  }

  function draw() {
    const state = store.get();
    const seen = subject(state);
    setText(intro, t('try.dial.intro'));
    setText(radiusLabel, t('try.dial.radius'));
    setText(keys, t('try.dial.keys'));
    setAttribute(circle, 'aria-label', t('try.dial.circle'));
    setAttribute(circle, 'aria-describedby', keys.id);
    setAttribute(radius, 'aria-description', t('try.dial.radius.help'));
    whole.dataset.tip = t('try.dial.radius.help');
    whole.dataset.tipBelow = ''; // Above it stands what the needle says.
    answer.setWords(t('try.dial.name'), t('chart.table'), t('try.dial.none'));
    const data = seen?.data;
    const own = data ? ownOf(data) : [];
    answer.show(Boolean(seen && data && own.length));
    if (!seen || !data || !own.length) return;
    drawLanes(seen.run, seen.lane);
    const { count, steps, here, at } = stepsOf(seen, state);
    reach = dragging || grip ? reach : reachOf(own);
    const held = Math.min(grip?.held ?? chosen, own.length - 1);
    circle.replaceChildren(...circleMarks({ own, steps, here, held: document.activeElement === circle || dragging ? nearest(own, held) : null, reach, lane: seen.lane }));
    const size = largest(own);
    if (document.activeElement !== radius || !grip) radius.value = String(size);
    radius.max = String(Math.max(3, size));
    radius.disabled = !weights(data);
    setText(figure, threeFigures(size));
    radius.setAttribute('aria-valuetext', threeFigures(size));
    radius.style.setProperty('--share', String(Math.min(1, size / Number(radius.max))));
    drawGain(data);
    const products = data.tensors.get('jacobian_singular_values');
    fan.replaceChildren(...(products ? fanPicture(fanOf(products, 0), seen.lane, count - 1 - at, t) : []));
    answer.legend.replaceChildren(markKey(t('try.dial.own'), 'dot', seen.lane), markKey(t('try.dial.steps', { time: at + 1 }), 'open', seen.lane), markKey(t('try.dial.fan'), 'line', seen.lane));
    setText(answer.caption, captionOf(data, own, products ? slice(products, 0) : null, products?.shape[2] ?? 0));
    answer.setTable(() => tableOf([t('spectrum_panel.real'), t('spectrum_panel.imaginary'), '|λ|'], own.map(([real, imaginary]) => [threeFigures(real), threeFigures(imaginary), threeFigures(Math.hypot(real, imaginary))])));
  }

  function drawLanes(run: RunView, lane: number) {
    lanes.root.hidden = run.experiment.lanes.length < 2;
    lanes.set(t('chart.model'), run.experiment.lanes.map((_, index) => ({ value: String(index), text: LANE_LETTERS[index] })), String(lane));
  }

  function stepsOf({ data }: { run: RunView, data: LaneFrame | null }, { cursor }: State) {
    const count = data?.hiddenState.shape[1] ?? 1;
    const at = Math.min(count - 1, cursor?.timeStep ?? count - 1);
    const of = (timeStep: number) => stepEigenvalues(data, 0, timeStep) ?? [];
    return { count, at, steps: Array.from({ length: count }, (_, timeStep) => of(timeStep)).flat(), here: of(at) };
  }

  function drawGain(data: LaneFrame) {
    const rate = rateOf(data, 0);
    needle.replaceChildren(needlePicture(rate.gain));
    setText(gain, rateWords(rate, t));
    store.set(({ findings }) => ({ findings: { ...findings, dial: { gain: rate.gain, radius: largest(ownOf(data)) } } }));
  }

  function captionOf(data: LaneFrame, own: readonly Point[], products: Float32Array | null, width: number) {
    const words = [t('try.dial.caption', { radius: threeFigures(largest(own)) })];
    if (products) words.push(t('try.dial.kept', { distance: data.hiddenState.shape[1] - 1, largest: threeFigures(products[0]), smallest: threeFigures(products[width - 1]) }));
    if (!weights(data)) words.push(t('try.dial.fixed'));
    return words.join(' ');
  }

  return () => {
    redraw.end();
    unwatch();
    gate.end();
    root.replaceChildren();
  };
}

/** The eigenvalues of the first layer's matrix. */
function ownOf({ recurrentEigenvalues }: LaneFrame): Point[] {
  if (!recurrentEigenvalues) return [];
  const values = slice(recurrentEigenvalues, 0);
  return Array.from({ length: recurrentEigenvalues.shape[1] }, (_, index) => [values[2 * index], values[2 * index + 1]] as Point);
}

function largest(points: readonly Point[]): number {
  return Math.max(0, ...points.map((point) => Math.hypot(...point)));
}

function nearest(own: readonly Point[], held: number): number {
  return Math.max(0, Math.min(own.length - 1, held));
}

function rowsOf({ shape, data }: import('../../core/model/types.ts').Tensor): number[] | number[][] {
  const values = Array.from(data as Float32Array, (value) => Number(value.toPrecision(FIGURES)));
  return shape.length === 1 ? values : Array.from({ length: shape[0] }, (_, row) => values.slice(row * shape[1], (row + 1) * shape[1]));
}
