import assert from 'node:assert/strict';
import test from 'node:test';

import { LINE_HEIGHT, spreadNames, textWidth } from '../../../frontend/src/draw/level_places.ts';
import { levelsOf, quantityText } from '../../../frontend/src/core/model/levels.ts';
import { lossFlags } from '../../../frontend/src/page/side/loss_flag_places.ts';
import { curveOf, lossFigure, lossTable, MOST_POINTS } from '../../../frontend/src/draw/loss_figure.ts';

/** @import { RunView, Series, TaskFacts } from '../../../frontend/src/core/model/types.ts' */

const hello = /** @type {TaskFacts} */ ({
  kind: 'hello', structure: 'many-to-many', loss: 'cross_entropy', metric: 'accuracy', chance: Math.log(4), floor: Math.log(2) / 2, required_lag: 1,
  sequence_length: 4, input_size: 4, output_size: 4, input_labels: [], output_labels: [], sequences: null, solved: { quantity: 'metric', relation: '>=', value: 1, over: 10 },
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
  lanes: ['violet', 'teal', 'olive', 'grey'], dashes: [[], [6, 3], [2, 2], [8, 3, 2, 3]], surface0: 'rgb(255, 255, 255)', ink1: 'black', ink2: 'black', ink3: 'grey', line: 'grey', lineStrong: 'grey', good: 'green', fontUi: 'sans', textXs: 12,
});
const words = { lanes: ['A', 'B'], level: (/** @type {any} */ { kind }) => [kind], mark: () => 'mark', diverged: () => 'diverged', value: () => '{step} {value}', over: () => '{step} {value}' };
/** Pixels of a flag, right of its pole. */
const FLAG_WIDTH = 10;
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

test('validations are circles on a thin line of the lane, and the axis has room for them', () => {
  const validations = [15, 31, 47, 95].map((step) => ({ step, loss: 40, metric: 0.5 }));
  const given = { ...words, validation: (/** @type {number} */ lane) => `${lane} {step}: {value}` };
  const view = run([{ ...series(100, () => 1), validations }, series(100, () => 0.5)]);
  const { traces, layout } = lossFigure(view, { ...look, tokens, words: given });
  const circles = /** @type {any[]} */ (traces).filter(({ mode }) => mode === 'lines+markers');
  assert.equal(circles.length, 1);
  assert.deepEqual([circles[0].x, circles[0].y, circles[0].marker.color], [[15, 31, 47, 95], [40, 40, 40, 40], 'violet']);
  assert.match(circles[0].hovertemplate, /^0 %\{x\}: %\{y:/);
  assert.ok(/** @type {any} */ (layout).yaxis.range[1] >= Math.log10(16), 'as far as the roof lets a curve rise');
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

/** The names of the levels, in pixels of the plot. @param {any} layout @param {number} [scale] @returns {{ top: number, bottom: number, line: number }[]} */
function namesBeside(layout, scale = 1) {
  const plot = layout.height - layout.margin.t - layout.margin.b;
  const [low, high] = layout.yaxis.range;
  const lines = layout.shapes.filter((/** @type {any} */ { xref }) => xref === 'paper').map((/** @type {any} */ { y0 }) => plot * ((high - Math.log10(y0)) / (high - low)));
  return layout.annotations.map((/** @type {any} */ { y, text }, /** @type {number} */ index) => {
    const half = (scale * LINE_HEIGHT * text.split('<br>').length) / 2;
    return { top: plot * (1 - y) - half, bottom: plot * (1 - y) + half, line: lines[index] };
  });
}

test('names of levels that lie close, or at the edge, stand apart in the margin and within its height', () => {
  const solvedByMetric = { ...adding.solved, quantity: /** @type {const} */ ('metric') };
  const tasks = [{ ...adding, chance: 0.011 }, { ...adding, chance: 2.3, floor: 2.2, solved: solvedByMetric }, { ...adding, chance: 2, floor: 1.9, solved: { ...adding.solved, value: 1.8 } }];
  const named = { ...words, level: (/** @type {any} */ { kind }) => (kind === 'floor' ? ['without', 'memory'] : [kind]) };
  for (const task of tasks) {
    for (const loss of [(/** @type {number} */ step) => (step ? 0.2 : 0.001), () => 30, (/** @type {number} */ step) => 10 ** (-step / 5)]) {
      const { layout } = lossFigure(run([series(50, loss)], { facts: /** @type {any} */ ({ task }) }), { ...look, height: 150, tokens, words: named });
      const names = namesBeside(layout).sort((one, other) => one.top - other.top);
      assert.ok(names[0].top >= -0.01 && names[names.length - 1].bottom <= 120.01, JSON.stringify(names));
      for (const [index, name] of names.slice(1).entries()) assert.ok(name.top >= names[index].bottom - 0.01, JSON.stringify(names));
    }
  }
});

test('a name with room stands beside its line, right of whatever is drawn in the plot', () => {
  const { layout } = lossFigure(run([series(50, () => 0.1)], { facts: /** @type {any} */ ({ task: adding }) }), { ...look, height: 150, tokens, words });
  for (const { top, bottom, line } of namesBeside(layout)) assert.ok(Math.abs((top + bottom) / 2 - line) < 0.01);
  for (const { x, xref, xanchor, xshift } of /** @type {any} */ (layout).annotations) assert.deepEqual([x, xref, xanchor, xshift > 0], [1, 'paper', 'left', true]);
});

test('the margin is as wide as the widest name, in larger type too, and no wider without names', () => {
  const view = run([series(50, () => 1)]);
  const named = { ...words, level: (/** @type {any} */ { kind }) => (kind === 'floor' ? ['without', 'memory'] : [kind]) };
  const margin = (/** @type {object} */ more) => /** @type {any} */ (lossFigure(view, { ...look, tokens, words: named, ...more }).layout).margin.r;
  for (const scale of [1, 1.2, 1.5]) assert.ok(margin({ scale }) >= scale * textWidth('without'), String(scale));
  const bare = run([series(50, () => 1)], { facts: /** @type {any} */ ({ task: adding }) });
  assert.ok(/** @type {any} */ (lossFigure(bare, { ...look, quantity: 'metric', tokens, words }).layout).margin.r < margin({}) / 2);
});

test('all type is of the page\'s smallest size, and the margin grows with it', () => {
  const drawn = (/** @type {number} */ textXs) => /** @type {any} */ (lossFigure(run([series(50, () => 1)]), { ...look, tokens: { ...tokens, textXs }, words }).layout);
  const { font, hoverlabel, annotations, margin } = drawn(15);
  for (const { size } of [font, hoverlabel.font, ...annotations.map((/** @type {any} */ each) => each.font)]) assert.equal(size, 15);
  assert.ok(margin.r > drawn(12).margin.r);
});

test('a flag at the right end of a curve does not lie on a name', () => {
  const view = run([110, 219].map((at) => ({ ...series(220, (step) => (step < at ? 1.38 : 1.28)), metric: new Float32Array(220) })), { facts: /** @type {any} */ ({ task: { ...hello, floor: null } }) });
  const { layout } = lossFigure(view, { ...look, height: 150, tokens, words });
  const { margin, annotations: [{ xshift }] } = /** @type {any} */ (layout);
  const flags = lossFlags(view, 'loss', /** @type {any} */ (layout), 270);
  assert.ok(flags.length > 0);
  for (const { x } of flags) assert.ok(x + FLAG_WIDTH <= 270 - margin.r + xshift, JSON.stringify({ x, margin, xshift }));
});

test('names keep their order and part as little as they must', () => {
  assert.deepEqual(spreadNames([{ y: 50, height: 14 }, { y: 90, height: 14 }], 120), [50, 90]);
  assert.deepEqual(spreadNames([{ y: 50, height: 14 }, { y: 52, height: 14 }], 120), [50, 64]);
  assert.deepEqual(spreadNames([{ y: 2, height: 14 }, { y: 119, height: 28 }], 120), [7, 106]);
  assert.deepEqual(spreadNames([{ y: 118, height: 14 }, { y: 119, height: 14 }], 120), [99, 113]);
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
