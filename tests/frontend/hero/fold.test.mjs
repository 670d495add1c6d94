import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cellDiagram, WIDTH } from '../../../frontend/src/inspect/diagram.ts';
import { copiesOf, wayOf, weightOf } from '../../../frontend/src/hero/layout/copies.ts';
import { foldedStep } from '../../../frontend/src/hero/fold/fold_rows.ts';
import { foldedAt, foldedLayout, slotOnTheWay } from '../../../frontend/src/hero/fold/folded_layout.ts';
import { heroLayout } from '../../../frontend/src/core/model/hero_layout.ts';
import { hitAt } from '../../../frontend/src/hero/layout/hit.ts';
import { columnCentre } from '../../../frontend/src/core/model/time_axis.ts';
import { canBeWired, firstUnit, isCrowded, lettersOf, nodeName, wiresAt, wiresOf } from '../../../frontend/src/hero/wires/wires_layout.ts';
import { figureIn } from '../../../frontend/src/hero/wires/wires_picture.ts';

const task = { kind: 'hello', loss: 'cross_entropy', structure: 'many-to-many', sequence_length: 4, input_size: 4, output_size: 4, required_lag: 1, modality: 'symbols' };
const shape = { width: 800, height: 600, task, lanes: [{ lane: 0, layers: 1, hiddenSize: 3 }] };

test('folded, every time step stands on the one column in the middle', () => {
  const folded = foldedLayout(heroLayout(shape), shape);
  assert.equal(folded.height, heroLayout(shape).height);
  const centres = [0, 1, 2, 3].map((step) => columnCentre(foldedAt(folded, step, 4).axis, step));
  assert.ok(centres.every((centre) => Math.abs(centre - centres[0]) <= 1), String(centres));
});

const names = [0, 1, 2, 3].map((lane) => ({ lane, layers: 1, hiddenSize: 16 }));

test('folded, up to four models stand beside each other on the same rows', () => {
  const order = { ...task, kind: 'temporal_order', structure: 'many-to-one', sequence_length: 50, input_size: 6, required_lag: 44 };
  for (const count of [2, 3, 4]) {
    const wanted = { width: 876, height: 560, task: order, lanes: names.slice(0, count) };
    const { lanes, axis, profile, times, prediction, height } = foldedLayout(heroLayout(wanted), wanted);
    assert.equal(height, 560);
    assert.equal(prediction, 'bars', 'each answer stands over its own cell');
    assert.ok(times.y + times.height <= profile.y && profile.y + profile.height <= height);
    for (const [index, { axis: own, bars, layers, readIn }] of lanes.entries()) {
      assert.ok(own);
      assert.equal(layers[0].y, lanes[0].layers[0].y);
      assert.equal(bars.height, 0, 'no scale without bars');
      assert.ok(readIn.height >= 46, 'room for the loop and the name under it');
      assert.ok(own.start >= (lanes[index - 1]?.axis?.width ?? axis.start) - 0.01 && own.width <= 876);
      const square = hitAt({ ...foldedLayout(heroLayout(wanted), wanted) }, columnCentre(own, 0), layers[0].y + 5, null);
      assert.deepEqual([square?.lane, square?.timeStep, square?.onCell], [index, 0, true]);
    }
  }
});

test('a smaller model beside a larger one keeps its own layers and units', () => {
  const wanted = { ...shape, lanes: [{ lane: 0, layers: 2, hiddenSize: 16 }, { lane: 1, layers: 1, hiddenSize: 3 }] };
  const { lanes } = foldedLayout(heroLayout(wanted), wanted);
  assert.deepEqual(lanes.map(({ layers }) => layers.map(({ units }) => units)), [[16, 16], [3]]);
  assert.equal(lanes[0].layers[0].y, lanes[1].layers[0].y);
});

test('where there is little height answers stand upright, then the profile gives way', () => {
  const heightOf = (/** @type {number} */ height) => {
    const wanted = { ...shape, height, task: { ...task, structure: 'many-to-one', sequence_length: 50 }, lanes: names.slice(0, 2) };
    const layout = foldedLayout(heroLayout(wanted), wanted);
    return [layout.prediction, layout.profile.height > 0];
  };
  assert.deepEqual([560, 450, 370].map(heightOf), [['bars', true], ['standing', true], ['standing', false]]);
});

test('on a phone they stand one below the other, in a picture that is high enough', () => {
  for (const count of [1, 2, 3, 4]) {
    const wanted = { width: 400, height: 0, task: { ...task, sequence_length: 50 }, lanes: names.slice(0, count), tall: true };
    const flat = heroLayout(wanted);
    const { lanes, height, profile } = foldedLayout(flat, wanted);
    assert.ok(lanes.every(({ axis, readIn }) => !axis && readIn.height >= 46), String(lanes.map(({ readIn }) => readIn.height)));
    assert.ok(height <= flat.height && profile.height > 0, `${height} in ${flat.height}`);
  }
});

test('a picture folds to the one pixel that is read', () => {
  const image = { ...task, kind: 'digits', modality: 'image', structure: 'many-to-one', sequence_length: 64, input_size: 1, image_size: [8, 8] };
  const folded = foldedLayout(heroLayout({ ...shape, task: image }), { ...shape, task: image });
  assert.ok(folded.inputs.rows.every(({ kind }) => kind !== 'picture'));
});

test('the folded cell follows the cursor, then the stage, then walks by itself', () => {
  const base = { count: 4, cursor: null, stage: null, progress: 0, walking: false, now: 0, rest: 3 };
  assert.equal(foldedStep(base), 3);
  assert.equal(foldedStep({ ...base, cursor: 1, walking: true }), 1);
  assert.deepEqual([0, 0.3, 0.99, 1].map((progress) => foldedStep({ ...base, stage: 'forward', progress })), [0, 1, 3, 3]);
  assert.deepEqual([0, 0.3, 1].map((progress) => foldedStep({ ...base, stage: 'backward', progress })), [3, 2, 0]);
  assert.deepEqual([0, 500, 1600, 2000].map((now) => foldedStep({ ...base, walking: true, now })), [0, 1, 3, 0]);
});

test('on the way a column slides from its place to the middle', () => {
  assert.deepEqual([0, 0.5, 1].map((share) => slotOnTheWay(100, 40, 400, share)), [100, 240, 380]);
});

test('a weight stands at every time step, on the arrow of its matrix', () => {
  assert.deepEqual(weightOf('weight/W_hh.1[2,0]'), { name: 'W_hh', layer: 1, row: 2, column: 0 });
  assert.equal(weightOf('hidden_state[0,1,2]'), null);
  assert.equal(weightOf(null), null);
  const ways = ['W_xh', 'W_hh', 'W_hy', 'b_hh', 'b_y'].map((name) => wayOf({ name, layer: 0, row: 0, column: 0 }));
  assert.deepEqual(ways, ['input', 'recurrent', 'output', 'recurrent', 'output']);
  const layout = heroLayout(shape);
  const copies = (/** @type {string} */ source) => copiesOf(layout, layout.lanes[0], /** @type {any} */ (weightOf(source)), { count: 4, isScored: (step) => step > 1, forwardY: 200 });
  assert.equal(copies('weight/W_xh.0[0,0]').length, 4);
  assert.equal(copies('weight/W_hh.0[0,0]').length, 4);
  assert.equal(copies('weight/W_hy[0,0]').length, 2, 'only where something is read out');
  for (const name of ['W_xh.0', 'W_hh.0', 'W_hy']) {
    const boxes = copies(`weight/${name}[0,0]`);
    for (const [index, { x, width, height }] of boxes.entries()) {
      assert.ok(width > 0 && height > 0);
      if (index) assert.ok(x > boxes[index - 1].x);
    }
  }
});

test('the wires of a 4–2–2 network over two time steps: the same weights in both', () => {
  const network = { input: 4, hidden: 2, output: 2, layers: 1, steps: 2, block: 0, names: ['W_xh.0', 'W_hh.0', 'W_hy', 'b_y'] };
  const { nodes, wires } = wiresOf(network, { width: 700, height: 400 });
  assert.equal(nodes.length, 2 * (4 + 2 + 2));
  assert.equal(wires.length, 2 * 4 * 2 + 2 * 2 + 2 * 2 * 2);
  const twice = wires.filter(({ source }) => source === 'weight/W_xh.0[1,3]');
  assert.deepEqual(twice.map(({ from, to }) => [from.step, from.index, to.step, to.index]), [[0, 3, 0, 1], [1, 3, 1, 1]]);
  const recurrent = wires.filter(({ matrix }) => matrix === 'W_hh.0');
  assert.ok(recurrent.every(({ from, to }) => from.step === 0 && to.step === 1));
  assert.ok(nodes.every(({ x, y, radius }) => x - radius > 0 && x + radius < 700 && y - radius > 0 && y + radius < 400));
});

test('letters stand beside what goes in and comes out of it, clear of the circles, and not where one would run into the next', () => {
  const network = { input: 4, hidden: 2, output: 2, layers: 1, steps: 2, block: 0, names: ['W_xh.0', 'W_hh.0', 'W_hy'] };
  const names = { input: [...'helo'], output: [...'lo'] };
  for (const [width, height] of [[368, 260], [860, 500]]) {
    const picture = wiresOf(network, { width, height });
    const letters = lettersOf(picture, names);
    assert.equal(letters.map(({ words }) => words).join(''), 'helolohelolo');
    assert.ok(letters.every(({ y }) => y > 8 && y < height));
    const circles = picture.nodes.filter(({ kind }) => kind !== 'hidden');
    assert.ok(letters.every(({ x, y }, index) => x === circles[index].x && Math.abs(y - circles[index].y) > circles[index].radius));
  }
  const long = lettersOf(wiresOf(network, { width: 368, height: 260 }), { input: ['h', 'e', 'l', 'a long name'], output: [...'lo'] });
  assert.equal(long.map(({ words }) => words).join(''), 'lolo');
});

test('a number in a circle has three figures where they can be read there, else three decimals or two', () => {
  const [wide, narrow] = [25, 17].map((radius) => /** @type {any} */ ({ radius }));
  assert.deepEqual([0.457, -0.00964, 1].map((value) => figureIn(wide, value)), ['0.457', '−0.00964', '1.00']);
  assert.deepEqual([0.457, 0.00123, -0.00964, -12.34, -1234.5].map((value) => figureIn(narrow, value)), ['0.457', '0.001', '−0.01', '−12.3', '−1230']);
});

test('of a gated cell one block is wired, of a large network nothing', () => {
  const network = { input: 1, hidden: 3, output: 1, layers: 1, steps: 2, block: 2, names: ['W_xh.0', 'W_hh.0', 'W_hy'] };
  assert.ok(wiresOf(network, { width: 700, height: 400 }).wires.some(({ source }) => source === 'weight/W_hh.0[8,2]'));
  assert.ok(canBeWired({ input: 24, hidden: 2, output: 2 }) && !canBeWired({ input: 2, hidden: 25, output: 2 }));
});

test('of a crowded network one unit at a time: its own row and column of every matrix', () => {
  const network = { input: 2, hidden: 16, output: 3, layers: 1, steps: 2, block: 0, names: ['W_xh.0', 'W_hh.0', 'W_hy'] };
  assert.deepEqual([isCrowded(network), isCrowded({ hidden: 6 })], [true, false]);
  const all = wiresOf(network, { width: 700, height: 400 });
  const unit = firstUnit(all);
  assert.equal(nodeName(all.nodes[unit], 2, 1), 'h_2 [1]');
  const near = wiresAt(all, unit).map((index) => all.wires[index]);
  assert.equal(near.length, 2 + 16 + 3);
  assert.ok(near.every(({ from, to }) => from === all.nodes[unit] || to === all.nodes[unit]));
  assert.deepEqual(wiresAt(all, -1), []);
});

const tensor = (/** @type {number[]} */ ...dimensions) => ({ shape: dimensions, dtype: 'F32', data: Float32Array.from({ length: dimensions.reduce((a, b) => a * b) }, (_, index) => index / 100) });

/** @param {object} [over] @returns {any} a place with two time steps, two units, one input */
const place = (over = {}) => ({
  frame: { input: tensor(2, 1), lossMask: { shape: [2], data: Uint8Array.of(0, 1) } },
  lane: { hiddenState: tensor(1, 2, 2), output: tensor(2, 3), states: {}, hiddenGradient: tensor(1, 2, 2), preActivation: tensor(1, 2, 2), gates: null, tensors: new Map() },
  cell: { kind: 'rnn', activation: 'tanh', recurrence: 'on' }, gates: [], loss: 'cross_entropy', ...over,
});

test('the diagram carries what comes in, what is made and what goes on, each number with its source', () => {
  const { vectors, wires, marks, height } = cellDiagram({ place: place(), layer: 0, timeStep: 1 }, ['h']);
  assert.deepEqual(vectors.map(({ id }) => id), ['before/h', 'after/h', 'sum', 'input', 'output', 'gradient/after', 'gradient/before']);
  assert.deepEqual(vectors[0].entries.map(({ source }) => source), ['hidden_state[0,0,0]', 'hidden_state[0,0,1]']);
  assert.ok(vectors.every(({ x, y, width, height: tall }) => x >= 0 && x + width <= WIDTH && y >= 0 && y + tall <= height));
  assert.equal(wires.filter(({ back }) => back).length, 1);
  assert.deepEqual(marks.map(({ words }) => words).sort(), ['+', 'W_hh', 'W_hy', 'W_xh', 'tanh']);
});

test('without memory nothing comes from the left, at the first time step nothing goes back', () => {
  const cut = cellDiagram({ place: place({ cell: { kind: 'rnn', activation: 'tanh', recurrence: 'off' } }), layer: 0, timeStep: 1 }, ['h']);
  assert.ok(!cut.marks.some(({ words }) => words === 'W_hh') && !cut.wires.some(({ back }) => back));
  const first = cellDiagram({ place: place(), layer: 0, timeStep: 0 }, ['h']);
  assert.ok(!first.vectors.some(({ id }) => id === 'gradient/before' || id === 'output'));
});

test('a matrix stands on the wire as rows and columns, the gates act on it, and h reads it', () => {
  const matrix = place({ cell: { kind: 'deltanet', recurrence: 'on' }, gates: ['α', 'β', 'v'], matrices: ['S'] });
  Object.assign(matrix.lane, { states: { S: tensor(1, 2, 2, 3) }, gates: tensor(1, 2, 3, 2) });
  const { vectors, wires, marks } = cellDiagram({ place: matrix, layer: 0, timeStep: 1 }, ['h', 'S']);
  assert.deepEqual(vectors.map(({ id }) => id).slice(0, 7), ['before/S', 'before/h', 'after/S', 'after/h', 'gate/α', 'gate/β', 'gate/v']);
  const [before, , after] = vectors;
  assert.deepEqual([before.columns, before.entries.length, after.columns], [3, 6, 3]);
  assert.deepEqual(after.entries.map(({ source }) => source).slice(0, 4), ['state/S[0,1,0,0]', 'state/S[0,1,0,1]', 'state/S[0,1,0,2]', 'state/S[0,1,1,0]']);
  assert.deepEqual(vectors.filter(({ kind }) => kind === 'gate').map(({ entries }) => entries.length), [1, 1, 2]);
  assert.deepEqual(marks.map(({ words }) => words).filter((words) => ['×', '+', 'q'].includes(words)).sort(), ['+', 'q', '×']);
  assert.ok(!wires.some(({ back }) => back), 'h is not handed on, so no gradient comes back to the one before');
});

test('states of the layer have wires of their own, as long as they are, and gates of the layer one number', () => {
  const matrix = place({ cell: { kind: 'mlstm', recurrence: 'on' }, gates: ['i', 'f', 'v', 'o'], matrices: ['C'], layerStates: ['n', 'm'] });
  Object.assign(matrix.lane, { states: { C: tensor(1, 2, 2, 3), n: tensor(1, 2, 3), m: tensor(1, 2, 1) }, gates: tensor(1, 2, 4, 2) });
  const { vectors, wires, marks } = cellDiagram({ place: matrix, layer: 0, timeStep: 1 }, ['h', 'C', 'n', 'm']);
  const after = vectors.filter(({ id }) => id.startsWith('after/'));
  assert.deepEqual(after.map(({ id, entries }) => [id, entries.length]), [['after/C', 6], ['after/n', 3], ['after/m', 1], ['after/h', 2]]);
  assert.deepEqual(after[1].entries.map(({ source }) => source), ['state/n[0,1,0]', 'state/n[0,1,1]', 'state/n[0,1,2]']);
  assert.deepEqual(vectors.filter(({ kind }) => kind === 'gate').map(({ id, entries }) => [id, entries.length]), [['gate/f', 1], ['gate/i', 1], ['gate/v', 2], ['gate/o', 2]]);
  assert.ok(marks.some(({ words }) => words === '÷ nᵀq'));
  const cut = cellDiagram({ place: { ...matrix, cell: { kind: 'mlstm', recurrence: 'off' } }, layer: 0, timeStep: 1 }, ['h', 'C', 'n', 'm']);
  assert.equal(wires.length - cut.wires.length, 3, 'off, none of the three goes on');
});

test('what is read and h enter the memory of an LMU, which goes on by itself, and h reads it', () => {
  const lmu = place({ cell: { kind: 'lmu', recurrence: 'on' }, gates: [], layerStates: ['m'] });
  Object.assign(lmu.lane, { states: { m: tensor(1, 2, 8) } });
  const { vectors, wires, marks } = cellDiagram({ place: lmu, layer: 0, timeStep: 1 }, ['h', 'm']);
  const of = (/** @type {string} */ id) => /** @type {import('../../../frontend/src/inspect/diagram.ts').Vector} */ (vectors.find((vector) => vector.id === id));
  assert.deepEqual(of('after/m').entries.map(({ source }) => source), Array.from({ length: 8 }, (_, number) => `state/m[0,1,${number}]`));
  assert.ok(of('after/m').y + of('after/m').height < of('after/h').y, 'the longer of the two does not reach into the other');
  for (const words of ['A_θ', 'B_θ', 'W_mh', 'W_hh', 'W_xh']) assert.equal(marks.filter((mark) => mark.words === words).length, 1, words);
  const added = marks.filter(({ words }) => words === '+');
  for (const { x, y } of added) {
    assert.ok(wires.some(({ points }) => { const [toX, toY] = points[points.length - 1]; return Math.hypot(toX - x, toY - y) < 12; }), 'something comes in');
  }
  assert.equal(added.length, 2);
});

test('an LSTM keeps its memory on a wire of its own, its gates between', () => {
  const lstm = place({ cell: { kind: 'lstm', recurrence: 'on' }, gates: ['i', 'f', 'g', 'o'] });
  Object.assign(lstm.lane, { states: { c: tensor(1, 2, 2) }, gates: tensor(1, 2, 4, 2) });
  const { vectors, marks } = cellDiagram({ place: lstm, layer: 0, timeStep: 1 }, ['h', 'c']);
  assert.deepEqual(vectors.map(({ id }) => id).slice(0, 8), ['before/c', 'before/h', 'after/c', 'after/h', 'gate/f', 'gate/i', 'gate/g', 'gate/o']);
  const gates = vectors.filter(({ kind }) => kind === 'gate');
  for (const [index, { x }] of gates.entries()) if (index) assert.ok(x >= gates[index - 1].x + gates[index - 1].width);
  assert.deepEqual(marks.map(({ words }) => words).filter((words) => ['×', '+'].includes(words)).sort(), ['+', '×', '×', '×']);
  assert.deepEqual(vectors.find(({ id }) => id === 'gate/f')?.entries.map(({ source }) => source), ['gates[0,1,1,0]', 'gates[0,1,1,1]']);
});
