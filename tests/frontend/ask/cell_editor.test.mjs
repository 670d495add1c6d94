import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cellDocument, cellReading, markedPlace } from '../../../frontend/src/ask/cell_editor/cell_model.ts';
import { formulaGraph } from '../../../frontend/src/ask/cell_editor/formula_graph.ts';
import { formulaOf, FORMULA_PRESETS } from '../../../frontend/src/core/model/formula_presets.ts';

const node = (/** @type {string} */ kind, name = '', /** @type {number[]} */ operands = [], value = 0) => /** @type {any} */ ({ kind, name, operands, value });
/** z = sigmoid(W x + U h + b); h = (1 - z) * h */
const program = /** @type {any} */ ({
  nodes: [node('input', 'x'), node('matrix', 'W', [0]), node('state', 'h'), node('matrix', 'U', [2]), node('+', '', [1, 3]), node('vector', 'b'), node('+', '', [4, 5]), node('function', 'sigmoid', [6]), node('number', '', [], 1), node('-', '', [8, 7]), node('*', '', [9, 2])],
  assigned: [['z', 7], ['h', 10]], parameters: [['W', 'of_input'], ['U', 'of_units'], ['b', 'vector']], candidate: 7, bend: 'sigmoid', main_matrix: 'U',
});

test('vectors and numbers stand in the operation that takes them, every other operand has a wire', () => {
  const { boxes, wires } = formulaGraph(program, ['h']);
  assert.deepEqual(boxes.map(({ words }) => words), ['x', 'W', 'h', 'U', '+', '+ b', 'σ', '1 −', '×', 'h']);
  assert.equal(wires.length, 10);
  assert.deepEqual(boxes.filter(({ name }) => name).map(({ name, words }) => [name, words]), [['z', 'σ']]);
  assert.deepEqual(boxes.filter(({ recurrent }) => !recurrent).map(({ words }) => words), ['x', 'W']);
  assert.deepEqual(boxes.filter(({ candidate }) => candidate).map(({ words }) => words), ['σ']);
});

test('time runs right, and no two boxes lie on each other', () => {
  const { boxes, wires, width, height } = formulaGraph(program, ['h']);
  for (const { points } of wires) assert.ok(points.every(([x], index) => index === 0 || x > points[index - 1][0]));
  const places = boxes.map(({ x, y }) => `${x},${y}`);
  assert.equal(new Set(places).size, places.length);
  for (const { x, y } of boxes) assert.ok(x > 0 && x < width && y > 0 && y < height);
});

test('what is taken away is marked where both sides are wires', () => {
  const nodes = [node('input', 'x'), node('matrix', 'W', [0]), node('state', 'h'), node('-', '', [1, 2])];
  const { wires } = formulaGraph({ ...program, nodes, assigned: [['h', 3]], candidate: null }, ['h']);
  assert.deepEqual(wires.map(({ sign }) => sign), ['', '', '−', '']);
});

test('a state made of a vector alone has a box', () => {
  const nodes = [node('vector', 'b'), node('input', 'x'), node('matrix', 'W', [1]), node('state', 'c'), node('+', '', [2, 3])];
  const { boxes } = formulaGraph({ ...program, nodes, assigned: [['h', 4], ['c', 0]], candidate: null }, ['h', 'c']);
  assert.deepEqual(boxes.map(({ words }) => words), ['b', 'x', 'W', 'c', '+', 'h', 'c']);
});

test('the bench begins with the equation of the cell that is selected', () => {
  assert.equal(formulaOf({ kind: 'formula', formula: 'h = W x' }), 'h = W x');
  assert.match(formulaOf({ kind: 'lstm' }), /c = f \* c \+ i \* g/);
  assert.equal(formulaOf({ kind: 'lru' }), FORMULA_PRESETS[0].formula);
});

test('the equation is measured in the first lane, beside the selected one unless that grows from another or is held', () => {
  const size = { name: 'hidden_size', type: 'integer', default: 16 };
  const catalog = /** @type {any} */ ({ families: { cell: [{ kind: 'formula', fields: [{ name: 'formula', type: 'text', default: 'h = W x' }, size] }, { kind: 'rnn', fields: [size] }] } });
  const lane = { cell: { kind: 'rnn', hidden_size: 8 }, optimizer: { kind: 'sgd' }, clip: { kind: 'none' }, bptt: { kind: 'full' }, initial_weights: {}, changes: [{ step: 3 }] };
  const experiment = /** @type {any} */ ({ lanes: [lane, { ...lane, origin: { lane: 0, step: 2 } }], kernel: 'fused' });
  const asked = cellDocument(catalog, experiment, 0, 'h = V x');
  assert.equal(asked.kernel, 'auto');
  assert.deepEqual(asked.lanes.map(({ cell }) => cell.kind), ['formula', 'rnn']);
  assert.deepEqual(asked.lanes[0].cell, { kind: 'formula', formula: 'h = V x', hidden_size: 8 });
  assert.ok(!('initial_weights' in asked.lanes[0]) && !('changes' in asked.lanes[0]));
  assert.equal(cellDocument(catalog, experiment, 1, 'h = V x').lanes.length, 1);
});

test('a problem of the equation says where it is, any other does not', () => {
  const problem = { path: ['lanes', 0, 'cell', 'formula'], message: 'no', cause: { type: 'formula_sign', parameters: { start: 4, end: 7 } } };
  assert.deepEqual(markedPlace([{ path: ['work'], message: 'much' }, problem])?.place, { start: 4, end: 7 });
  assert.equal(markedPlace([{ path: ['work'], message: 'much' }]), null);
});

test('the rows are those of the last time step back', () => {
  const tensor = (/** @type {number[]} */ shape, /** @type {number[]} */ data) => ({ shape, data: Float32Array.from(data) });
  const reading = cellReading(/** @type {any} */ ({
    hiddenGradientNorm: tensor([1, 3], [1, 2, 4]),
    tensors: new Map([['jacobian_singular_values', tensor([1, 3, 2], [0.25, 0.125, 0.5, 0.375, 1, 1])], ['step_eigenvalues', tensor([1, 3, 1, 2], [0, 0, 0.5, 0, 3, 4])], ['gain_per_step', tensor([1], [0.5])], ['half_life', tensor([1], [1])], ['decay_explained', tensor([1], [1])], ['decay_steps', tensor([1], [2])]]),
  }));
  assert.deepEqual(reading.rows, [
    { distance: 0, gradient: 4, radius: 5, largest: 1, smallest: 1 },
    { distance: 1, gradient: 2, radius: 0.5, largest: 0.5, smallest: 0.375 },
    { distance: 2, gradient: 1, radius: 0, largest: 0.25, smallest: 0.125 },
  ]);
  assert.deepEqual([reading.rate, reading.eigenvalues], [{ gain: 0.5, halfLife: 1, explained: 1, steps: 2 }, [[3, 4]]]);
});
