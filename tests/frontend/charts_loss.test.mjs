import assert from 'node:assert/strict';
import test from 'node:test';

import { curveOf, levelsOf, lossFigure, lossTable, MOST_POINTS, quantityText } from '../../frontend/src/charts/loss_figure.js';

/** @import { RunView, Series, TaskFacts } from '../../frontend/src/state/types.d.ts' */

const hello = /** @type {TaskFacts} */ ({
  kind: 'hello', structure: 'many-to-many', loss: 'cross_entropy', metric: 'accuracy', chance: Math.log(4), floor: Math.log(2) / 2, required_lag: 1,
  sequence_length: 4, input_size: 4, output_size: 4, input_labels: [], output_labels: [], solved: { quantity: 'metric', relation: '>=', value: 1, over: 10 },
});
const adding = /** @type {TaskFacts} */ ({ ...hello, loss: 'mean_squared_error', metric: 'mean_squared_error', chance: 1 / 6, floor: null, output_size: 1, solved: { quantity: 'loss', relation: '<=', value: 0.01, over: 10 } });

/** @param {number} length @param {(step: number) => number} loss @returns {Series} */
function series(length, loss) {
  const steps = Float64Array.from({ length }, (_, step) => step);
  const values = Float32Array.from(steps, loss);
  return { length, steps, loss: values, metric: values, gradientNorm: values };
}

/** @param {Series[]} lanes @param {Partial<RunView>} [more] @returns {RunView} */
function run(lanes, more = {}) {
  const views = lanes.map((lane) => ({ state: /** @type {const} */ ('training'), divergedAt: null, quantity: null, series: lane }));
  return /** @type {any} */ ({ id: 'r', step: lanes[0].length - 1, marks: [], lanes: views, facts: { task: hello }, ...more });
}

const tokens = /** @type {any} */ ({
  lanes: ['violet', 'teal', 'olive', 'grey'], dashes: [[], [6, 3], [2, 2], [8, 3, 2, 3]], surface0: 'rgb(255, 255, 255)', ink1: 'black', ink2: 'black', ink3: 'grey', line: 'grey', lineStrong: 'grey', good: 'green', fontUi: 'sans',
});
const words = { lanes: ['A', 'B'], level: (/** @type {any} */ { kind }) => kind, mark: () => 'mark', diverged: () => 'diverged', value: () => '{step} {value}' };
const look = /** @type {const} */ ({ quantity: 'loss', logarithmic: true, heldStep: null, height: 176 });

test('the levels of the loss are chance and the floor without memory, of the accuracy chance and solved', () => {
  assert.deepEqual(levelsOf(hello, 'loss').map(({ kind }) => kind), ['chance', 'floor']);
  assert.deepEqual(levelsOf(hello, 'metric'), [{ kind: 'chance', value: 0.25 }, { kind: 'solved', value: 1 }]);
  assert.deepEqual(levelsOf({ ...hello, metric_chance: 0.5 }, 'metric')[0], { kind: 'chance', value: 0.5 });
  assert.deepEqual(levelsOf(adding, 'loss').map(({ kind }) => kind), ['chance', 'solved']);
});

test('where a task knows what guessing comes to, that is the level, not one of its outputs', () => {
  assert.equal(levelsOf({ ...hello, output_size: 9, metric_chance: 1 / 8 }, 'metric')[0].value, 1 / 8);
});

test('a curve reaches the screen with few points and is found once for a series', () => {
  const long = series(50_000, (step) => 1 / (1 + step));
  const curve = curveOf(long, 'loss');
  assert.ok(curve.raw.length + curve.mean.length <= MOST_POINTS);
  assert.equal(curveOf(long, 'loss'), curve);
  assert.notEqual(curveOf({ ...long }, 'loss'), curve);
});

test('each lane has its colour and dash, a faint raw curve and a mean', () => {
  const { traces } = lossFigure(run([series(100, () => 1), series(100, () => 0.5)]), { ...look, tokens, words });
  const lines = /** @type {any[]} */ (traces);
  assert.deepEqual(lines.map(({ line }) => line.color), ['violet', 'violet', 'teal', 'teal']);
  assert.deepEqual([lines[1].line.dash, lines[3].line.dash], ['solid', '6px,3px']);
  assert.ok(lines[0].opacity < 0.5);
});

test('an exploding lane leaves the picture instead of flattening the others', () => {
  const { layout } = lossFigure(run([series(50, () => 1), series(50, (step) => 10 ** step)]), { ...look, tokens, words });
  const [low, high] = /** @type {any} */ (layout).yaxis.range;
  assert.ok(high < 3 && low < 0, `${low} ${high}`);
});

test('a knob that was turned and a divergence are in the picture', () => {
  const view = run([series(50, () => 1), series(20, () => 1)], { marks: [{ lane: 0, step: 10, change: {} }] });
  view.lanes[1] = { ...view.lanes[1], state: 'diverged', divergedAt: 20 };
  const { traces, layout } = lossFigure(view, { ...look, heldStep: 30, tokens, words });
  const markers = /** @type {any[]} */ (traces).filter(({ mode }) => mode === 'markers');
  assert.deepEqual(markers.map(({ x, marker }) => [x, marker.symbol]), [[[20], 'x'], [[10], 'triangle-up']]);
  const verticals = /** @type {any} */ (layout).shapes.filter((/** @type {any} */ shape) => shape.yref === 'paper');
  assert.deepEqual(verticals.map((/** @type {any} */ { x0 }) => x0), [10, 30]);
});

test('texts of lines that lie close do not lie on each other', () => {
  const close = { ...adding, chance: 0.011 };
  const { layout } = lossFigure(run([series(50, (step) => (step ? 0.2 : 0.001))], { facts: /** @type {any} */ ({ task: close }) }), { ...look, tokens, words });
  assert.deepEqual(/** @type {any} */ (layout).annotations.map((/** @type {any} */ { yanchor }) => yanchor), ['bottom', 'top']);
});

test('a text that would hang over the axis stands at the other end of its line', () => {
  const close = { ...adding, chance: 2.3, floor: 2.2, solved: { ...adding.solved, quantity: /** @type {const} */ ('metric') } };
  const { layout } = lossFigure(run([series(50, () => 30)], { facts: /** @type {any} */ ({ task: close }) }), { ...look, height: 150, tokens, words });
  assert.deepEqual(/** @type {any} */ (layout).annotations.map((/** @type {any} */ { x, yanchor }) => [x, yanchor]), [[1, 'bottom'], [0, 'bottom']]);
});

test('three texts squeezed under the upper edge stand one below the other', () => {
  const close = { ...adding, chance: 2, floor: 1, solved: { ...adding.solved, value: 0.9 } };
  const { layout } = lossFigure(run([series(50, (step) => 10 ** (-step / 5))], { facts: /** @type {any} */ ({ task: close }) }), { ...look, tokens, words });
  const { range } = /** @type {any} */ (layout).yaxis;
  const tops = /** @type {any[]} */ (/** @type {any} */ (layout).annotations).map(({ y, yanchor, yshift }) => (
    ((range[1] - y) / (range[1] - range[0])) * (look.height - 30) - yshift - (yanchor === 'bottom' ? 15 : 0)));
  assert.ok(tops[0] >= 0 && tops[1] - tops[0] > 14.9 && tops[2] - tops[1] > 14.9, String(tops));
});

test('the table twin holds a dozen steps, the first and the last among them, and nothing for a lane that is gone', () => {
  const rows = lossTable(run([series(200, (step) => step), series(20, (step) => step)]), 'loss');
  assert.equal(rows.length, 12);
  assert.deepEqual([rows[0].step, rows.at(-1)?.step], [0, 199]);
  assert.deepEqual(rows.at(-1)?.values, [199, null]);
});

test('an accuracy is a share, an error a number', () => {
  assert.equal(quantityText(0.5, 'metric', hello), '50\u00a0%');
  assert.equal(quantityText(0.5, 'loss', hello), '0.500');
});
