import assert from 'node:assert/strict';
import test from 'node:test';

import { boxOf, crossings, overlaps, placeNames, textWidth } from '../../frontend/src/charts/level_places.js';
import { levelsOf, quantityText } from '../../frontend/src/charts/levels.js';
import { lossFlags } from '../../frontend/src/charts/loss_flags.js';
import { curveOf, lossFigure, lossTable, MOST_POINTS } from '../../frontend/src/charts/loss_figure.js';

/** @import { RunView, Series, TaskFacts } from '../../frontend/src/state/types.d.ts' */

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
  lanes: ['violet', 'teal', 'olive', 'grey'], dashes: [[], [6, 3], [2, 2], [8, 3, 2, 3]], surface0: 'rgb(255, 255, 255)', ink1: 'black', ink2: 'black', ink3: 'grey', line: 'grey', lineStrong: 'grey', good: 'green', fontUi: 'sans',
});
const words = { lanes: ['A', 'B'], level: (/** @type {any} */ { kind }) => kind, mark: () => 'mark', diverged: () => 'diverged', value: () => '{step} {value}', over: () => '{step} {value}' };
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

/** The boxes of the levels' names, in pixels of the plot. @param {any} layout @returns {{ left: number, right: number, top: number, bottom: number }[]} */
function nameBoxes(layout) {
  const plot = { width: 270 - layout.margin.l - layout.margin.r, height: layout.height - layout.margin.t - layout.margin.b };
  const [low, high] = layout.yaxis.range;
  return layout.annotations.map((/** @type {any} */ { x, y, yanchor, text }) => {
    const line = plot.height * ((high - y) / (high - low));
    return boxOf({ key: '', y: line, width: textWidth(text) }, { x: x * plot.width, above: yanchor === 'bottom', spot: '' });
  });
}

/** @param {any} layout */
function assertApart(layout) {
  const boxes = nameBoxes(layout);
  const height = layout.height - layout.margin.t - layout.margin.b;
  for (const [index, box] of boxes.entries()) {
    assert.ok(box.top >= -1 && box.bottom <= height + 1, JSON.stringify(box));
    for (const other of boxes.slice(index + 1)) assert.equal(overlaps(box, other), false, JSON.stringify(boxes));
  }
}

test('texts of lines that lie close, at the edge or over the axis do not lie on each other', () => {
  const solvedByMetric = { ...adding.solved, quantity: /** @type {const} */ ('metric') };
  for (const task of [{ ...adding, chance: 0.011 }, { ...adding, chance: 2.3, floor: 2.2, solved: solvedByMetric }, { ...adding, chance: 2, floor: 1, solved: { ...adding.solved, value: 0.9 } }]) {
    for (const loss of [(/** @type {number} */ step) => (step ? 0.2 : 0.001), () => 30, (/** @type {number} */ step) => 10 ** (-step / 5)]) {
      assertApart(lossFigure(run([series(50, loss)], { facts: /** @type {any} */ ({ task }) }), { ...look, height: 150, tokens, words }).layout);
    }
  }
});

test('no text lies over a curve that runs along its level', () => {
  const named = { ...words, level: () => 'guessing 0.167' };
  for (const loss of [(/** @type {number} */ step) => 0.167 * 1.02 ** (step % 3), (/** @type {number} */ step) => (step < 250 ? 0.19 : 0.14), (/** @type {number} */ step) => (step < 150 ? 0.12 : 0.18)]) {
    const { layout } = lossFigure(run([series(400, loss)], { facts: /** @type {any} */ ({ task: { ...adding, solved: { ...adding.solved, value: 0.001 } } }) }), { ...look, tokens, words: named });
    const { yaxis, height, margin } = /** @type {any} */ (layout);
    const [low, high] = yaxis.range;
    const curve = /** @type {[number, number][]} */ (Array.from({ length: 400 }, (_, step) => [(220 * step) / 399, (height - margin.t - margin.b) * ((high - Math.log10(loss(step))) / (high - low))]));
    for (const box of nameBoxes(layout)) assert.ok(crossings(curve, box) <= 3, `${JSON.stringify(box)} ${crossings(curve, box)}`);
  }
});

test('four noisy lanes that begin at chance leave the names of the levels readable', () => {
  const noise = (/** @type {number} */ step, /** @type {number} */ lane) => 1 + 0.03 * Math.sin(step * 1.7 + lane * 2.1);
  for (const length of [30, 100, 400]) {
    for (const pace of [0, 40, 12, 6]) {
      const losses = [0, 1, 2, 3].map((lane) => (/** @type {number} */ step) => Math.log(4) * noise(step, lane) * (lane && pace ? 10 ** (-Math.max(0, step - 20 * lane) / (pace * lane)) : 1));
      const { layout } = lossFigure(run(losses.map((loss) => series(length, loss)), { facts: /** @type {any} */ ({ task: { ...hello, floor: null } }) }), { ...look, height: 150, tokens, words: { ...words, level: () => 'guessing 1.39' } });
      const { yaxis, xaxis, height, margin } = /** @type {any} */ (layout);
      const [low, high] = yaxis.range;
      const plotted = height - margin.t - margin.b;
      const [box] = nameBoxes(layout);
      for (const loss of losses) {
        const curve = /** @type {[number, number][]} */ (Array.from({ length }, (_, step) => [(220 * step) / xaxis.range[1], (plotted * (high - Math.log10(loss(step)))) / (high - low)]));
        assert.ok(crossings(curve, box) <= 2, `${length} ${pace} ${JSON.stringify(box)} ${crossings(curve, box)}`);
      }
    }
  }
});

test('a flag on a curve does not lie on the name of a level', () => {
  const level = { ...words, level: () => 'guessing 1.39' };
  for (const falls of [[110], [130], [100, 140], [60, 110, 150]]) {
    const view = run(falls.map((at) => ({ ...series(220, (step) => (step < at ? 1.38 : 1.28)), metric: new Float32Array(220) })), { facts: /** @type {any} */ ({ task: { ...hello, floor: null } }) });
    const { layout } = lossFigure(view, { ...look, height: 150, tokens, words: level });
    const [box] = nameBoxes(layout);
    const { l, t } = /** @type {any} */ (layout).margin;
    const flags = lossFlags(view, 'loss', /** @type {any} */ (layout), 270);
    assert.equal(flags.length, falls.length);
    for (const { x, y } of flags) {
      const flag = { left: x - l, right: x - l + 10, top: y - t - 14, bottom: y - t };
      assert.equal(overlaps(box, flag), false, JSON.stringify({ box, flag }));
    }
  }
});

test('larger type keeps within the plot', () => {
  const view = run([series(220, () => 1.38)], { facts: /** @type {any} */ ({ task: { ...hello, floor: null } }) });
  for (const scale of [1, 1.2, 1.5]) {
    const { layout } = lossFigure(view, { ...look, height: 150, scale, tokens, words: { ...words, level: () => 'guessing 1.39' } });
    const [{ x }] = /** @type {any} */ (layout).annotations;
    assert.ok(220 * x + scale * textWidth('guessing 1.39') <= 221, `${scale}: ${x}`);
  }
});

test('texts keep off each other before they keep off the curves', () => {
  const plot = { width: 220, height: 120 };
  const curves = [0, 6, 12, 18].map((shift) => Array.from({ length: 221 }, (_, x) => /** @type {[number, number]} */ ([x, 45 + shift + 8 * (x % 2)])));
  const names = [{ key: 'chance', y: 60, width: 88 }, { key: 'floor', y: 62, width: 130 }];
  const places = placeNames(names, plot, curves);
  const [one, other] = names.map((name) => boxOf(name, /** @type {any} */ (places.get(name.key))));
  assert.equal(overlaps(one, other), false);
});

test('a text stays where it stands while a curve comes near', () => {
  const name = { key: 'chance', y: 60, width: 80 };
  const plot = { width: 220, height: 120 };
  const free = placeNames([name], plot, []);
  assert.deepEqual([free.get('chance')?.x, free.get('chance')?.above], [140, true]);
  const left = placeNames([name], plot, [[[0, 110], [220, 50]]]);
  assert.notEqual(left.get('chance')?.spot, free.get('chance')?.spot);
  assert.equal(placeNames([name], plot, [], left).get('chance')?.spot, left.get('chance')?.spot);
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
