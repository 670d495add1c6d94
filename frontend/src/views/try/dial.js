/**
 * "Dial": the eigenvalues of the recurrent matrix and of every J_t in the unit circle, the fan of what their product keeps, and
 * one needle, the gain of a step. Turn the matrix, or take one eigenvalue along its radius: every view answers with a
 * measured step, before any training.
 *
 * @import { LaneFrame, RunView, Services, State, Store } from '../../state/types.d.ts'
 * @import { Point } from '../../charts/eigenvalue_trails.js'
 */

import { scaled, withMoved } from '../../charts/dial.js';
import { fanOf } from '../../charts/fan.js';
import { slice } from '../../charts/slices.js';
import { stepEigenvalues } from '../../charts/step_spectrum.js';
import { createRedraw } from '../../charts/redraw.js';
import { watch } from '../../state/select.js';
import { rateOf, rateWords } from '../../text/gain.js';
import { threeFigures } from '../../text/number.js';
import { el, setAttribute, setText } from '../dom.js';
import { fanPicture } from '../measurements/jacobian.js';
import { chartPicture } from '../chart_svg.js';
import { createChoice, tableOf } from '../panel_frame.js';
import { markKey } from '../scale_keys.js';
import { LANE_LETTERS } from '../tokens.js';
import { createAnswerFrame } from './answer_frame.js';
import { circleMarks, dialPicture, needlePicture, pointAt, reachOf } from './dial_picture.js';
import { createGate } from './gate.js';

const FAN_ROOM = { width: 270, height: 178, left: 34, right: 8, top: 8, bottom: 28 };
/** Of the radius that a key changes. */
const STEP = 0.02;
const FIGURES = 5;

/** @typedef {{ matrix: number[][], own: Point[], held: number | null, radius: number }} Grip the matrix as it was when somebody took hold of it */

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountDial(root, store, services) {
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

  /** @type {Grip | null} */
  let grip = null;
  /** Which eigenvalue the keys move. */
  let chosen = 0;
  let dragging = false;
  let reach = 1.25;
  const redraw = createRedraw(root, draw, { rate: 20 });
  const unwatch = watch(store, ({ run, language, scheme, selectedLane, cursor }) => [run?.frame, run?.id, language, scheme, selectedLane, cursor?.timeStep], redraw.hurry);

  /** @param {State} state @returns {{ run: RunView, lane: number, data: LaneFrame | null } | null} */
  function subject({ run, selectedLane }) {
    if (!run?.frame) return null;
    const lane = Math.min(selectedLane, run.experiment.lanes.length - 1);
    return { run, lane, data: run.frame.lanes[lane] ?? null };
  }

  /** Rows of W_hh that the circle shows: all, or those of the candidate. @param {RunView} run @param {number} lane */
  function blockOf(run, lane) {
    const { gates, candidate } = run.facts.lanes[lane];
    return Math.max(0, gates.indexOf(candidate ?? ''));
  }

  /** The whole W_hh of the lane, as rows; null where the cell makes its matrix from something else. @param {LaneFrame | null} data @returns {number[][] | null} */
  function weights(data) {
    const tensor = data?.weights?.['W_hh.0'];
    if (!tensor || tensor.shape.length !== 2) return null;
    const [rows, columns] = tensor.shape;
    return Array.from({ length: rows }, (_, row) => Array.from(/** @type {Float32Array} */ (tensor.data).subarray(row * columns, (row + 1) * columns)));
  }

  /** @returns {Grip | null} null where there is nothing to take hold of */
  function take() {
    const seen = subject(store.get());
    const all = seen && weights(seen.data);
    if (!seen?.data || !all) return null;
    const own = ownOf(seen.data);
    const from = blockOf(seen.run, seen.lane) * all[0].length;
    return own.length ? { matrix: all.slice(from, from + all[0].length), own, held: null, radius: largest(own) } : null;
  }

  /** @param {number | null} held which eigenvalue; null: the whole matrix @param {number} wanted its radius, or the largest */
  function turn(held, wanted) {
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

  /** @param {string | null} key */
  function complain(key) {
    note.hidden = key === null;
    setText(note, key ? t(key) : '');
  }

  /** The experiment with that block of W_hh, and beside it, once it has trained, the other weights that are seen. @param {number[][]} block */
  function apply(block) {
    const state = store.get();
    const seen = subject(state);
    const all = seen && weights(seen.data);
    if (!seen?.data?.weights || !all) return;
    const from = blockOf(seen.run, seen.lane) * block.length;
    const matrix = all.map((row, index) => (block[index - from] ?? row).map((value) => Number(value.toPrecision(FIGURES))));
    const { experiment } = state;
    const kept = (seen.run.frame?.step ?? 0) > 0 ? Object.fromEntries(Object.entries(seen.data.weights).map(([name, tensor]) => [name, rowsOf(tensor)])) : (experiment.lanes[seen.lane].initial_weights ?? {});
    const lane = { ...experiment.lanes[seen.lane], initial_weights: { .../** @type {object} */ (kept), 'W_hh.0': matrix } };
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

  /** @param {KeyboardEvent} event */
  function press(event) {
    const by = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1 })[event.key];
    const out = /** @type {Record<string, number>} */ ({ ArrowUp: STEP, ArrowDown: -STEP })[event.key];
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

  /** @param {Point} point */
  function say([real, imaginary]) {
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

  /** @param {RunView} run @param {number} lane */
  function drawLanes(run, lane) {
    lanes.root.hidden = run.experiment.lanes.length < 2;
    lanes.set(t('chart.model'), run.experiment.lanes.map((_, index) => ({ value: String(index), text: LANE_LETTERS[index] })), String(lane));
  }

  /** @param {{ run: RunView, data: LaneFrame | null }} seen @param {State} state */
  function stepsOf({ data }, { cursor }) {
    const count = data?.hiddenState.shape[1] ?? 1;
    const at = Math.min(count - 1, cursor?.timeStep ?? count - 1);
    const of = (/** @type {number} */ timeStep) => stepEigenvalues(data, 0, timeStep) ?? [];
    return { count, at, steps: Array.from({ length: count }, (_, timeStep) => of(timeStep)).flat(), here: of(at) };
  }

  /** @param {LaneFrame} data */
  function drawGain(data) {
    const rate = rateOf(data, 0);
    needle.replaceChildren(needlePicture(rate.gain));
    setText(gain, rateWords(rate, t));
    store.set(({ findings }) => ({ findings: { ...findings, dial: { gain: rate.gain, radius: largest(ownOf(data)) } } }));
  }

  /** @param {LaneFrame} data @param {readonly Point[]} own @param {Float32Array | null} products @param {number} width */
  function captionOf(data, own, products, width) {
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

/** The eigenvalues of the first layer's matrix. @param {LaneFrame} data @returns {Point[]} */
function ownOf({ recurrentEigenvalues }) {
  if (!recurrentEigenvalues) return [];
  const values = slice(recurrentEigenvalues, 0);
  return Array.from({ length: recurrentEigenvalues.shape[1] }, (_, index) => /** @type {Point} */ ([values[2 * index], values[2 * index + 1]]));
}

/** @param {readonly Point[]} points @returns {number} */
function largest(points) {
  return Math.max(0, ...points.map((point) => Math.hypot(...point)));
}

/** @param {readonly Point[]} own @param {number} held @returns {number} */
function nearest(own, held) {
  return Math.max(0, Math.min(own.length - 1, held));
}

/** @param {import('../../state/types.d.ts').Tensor} tensor @returns {number[] | number[][]} */
function rowsOf({ shape, data }) {
  const values = Array.from(/** @type {Float32Array} */ (data), (value) => Number(value.toPrecision(FIGURES)));
  return shape.length === 1 ? values : Array.from({ length: shape[0] }, (_, row) => values.slice(row * shape[1], (row + 1) * shape[1]));
}
