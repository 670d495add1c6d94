import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alone, sweepOf, choicesOf, firstAxes, keyOf, parseValues, readSweep, valuesFor, writeSweep } from '../../../frontend/src/core/questions/sweep.ts';
import { createFilling } from '../../../frontend/src/ask/sweep/sweep_filling.ts';
import { countsOf, csvOf, jsonOf, nextCell, opened, outcomeOf, solvedOf, sweepCellsOf } from '../../../frontend/src/core/questions/sweep_cells.ts';
import { decodeLink, encodeLink } from '../../../frontend/src/core/link.ts';
import { setAt } from '../../../frontend/src/core/model/experiment.ts';
import { catalog as catalogOf } from '../support/catalog.mjs';

const catalog = catalogOf();
const integer = (/** @type {string} */ name) => ({ name, type: 'integer', text: `field.${name}`, default: 16, minimum: 1, maximum: 512, scale: 'log' });
catalog.families.task.push({ kind: 'echo', available: true, text: 'task.echo', fields: [integer('length'), integer('lag')] });
catalog.families.cell.push({ kind: 'mingru', available: true, text: 'cell.mingru', fields: [integer('hidden_size')] });
const GAIN = 'lanes.0.cell.recurrent_init.gain';
const experimentOf = (/** @type {string} */ pairs) => /** @type {any} */ (decodeLink(`v=1&${pairs}`, catalog)).experiment;
const base = alone(experimentOf('task=temporal_order&task.length=20&a=rnn&b=gru'), 0);
const pathsOf = (/** @type {any} */ document) => choicesOf(catalog, document).map(({ path }) => path);
/** @param {string} outcome @param {object} [more] @returns {any} */
const reading = (outcome, more = {}) => ({ outcome, seed: 0, solved_at: null, diverged_at: null, loss: 0.5, metric: 1, first: { norms: [], horizon: 3 }, last: null, experiment: base, ...more });

test('every number and choice of the model, the task and the training can be an axis, and no other', () => {
  const paths = pathsOf(base);
  for (const path of [GAIN, 'lanes.0.cell.kind', 'lanes.0.cell.activation', 'lanes.0.cell.hidden_size', 'lanes.0.cell.recurrent_init.spectral_radius', 'task.length', 'lanes.0.optimizer.learning_rate', 'lanes.0.clip.threshold', 'batch_size', 'weight_seed']) assert.ok(paths.includes(path), path);
  for (const path of ['steps', 'kernel', 'device', 'sample']) assert.ok(!paths.includes(path), path);
  assert.equal(new Set(paths).size, paths.length);
  assert.ok(!pathsOf(alone(experimentOf('task=echo&a=mingru'), 0)).includes(GAIN));
});

test('a map is of one lane, which is no branch any more', () => {
  const two = { ...base, lanes: [base.lanes[0], { ...base.lanes[0], origin: { lane: 0, step: 3 } }] };
  assert.deepEqual(alone(two, 1), base);
});

test('gain against lag is the first map, learning rate against size where there is neither', () => {
  assert.deepEqual([firstAxes(choicesOf(catalog, base)).x.field, firstAxes(choicesOf(catalog, base)).y.field], [GAIN, 'task.length']);
  const echo = firstAxes(choicesOf(catalog, alone(experimentOf('task=echo&a=rnn'), 0)));
  assert.equal(echo.y.field, 'task.lag');
  const hello = firstAxes(choicesOf(catalog, alone(experimentOf('task=hello&a=mingru'), 0)));
  assert.deepEqual([hello.x.field, hello.y.field], ['lanes.0.optimizer.learning_rate', 'lanes.0.cell.hidden_size']);
});

test('the values to begin with are few, different, in order and within the bounds', () => {
  for (const choice of choicesOf(catalog, base)) {
    const values = valuesFor(choice);
    assert.ok(values.length >= 2 && values.length <= 12, choice.path);
    assert.equal(new Set(values).size, values.length, choice.path);
    const { minimum, maximum, type } = choice.field;
    for (const value of values) {
      if (typeof value !== 'number') continue;
      assert.ok(value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity), `${choice.path} ${value}`);
      if (type === 'integer') assert.ok(Number.isInteger(value), `${choice.path} ${value}`);
    }
  }
});

test('typed values are numbers that the field may be, or none', () => {
  const [gain, length] = [GAIN, 'task.length'].map((path) => /** @type {any} */ (choicesOf(catalog, base).find((choice) => choice.path === path)));
  assert.deepEqual(parseValues(gain, '0.5, 1  2;3'), [0.5, 1, 2, 3]);
  assert.deepEqual(parseValues(length, '10,20'), [10, 20]);
  for (const text of ['', ' , ', 'one', '1,1', '1e999', Array.from({ length: 13 }, (_, index) => index).join()]) assert.equal(parseValues(gain, text), null, text);
  assert.equal(parseValues(length, '10.5'), null);
});

test('the base takes up the kind that has the field of an axis', () => {
  const atlas = sweepOf(catalog, base, firstAxes(choicesOf(catalog, base)));
  assert.deepEqual(atlas.base.lanes[0].cell.recurrent_init, { kind: 'gaussian', gain: 1, spectral_radius: null });
  const free = setAt(base, ['lanes', 0, 'clip'], { kind: 'none' });
  const clipped = sweepOf(catalog, free, { x: { field: 'lanes.0.clip.threshold', values: [1] }, y: { field: 'task.length', values: [10] }, steps: 5 });
  assert.deepEqual(clipped.base.lanes[0].clip, { kind: 'norm', threshold: 1 });
});

test('a map is the same whatever its own fields stand at, and another where anything else differs', () => {
  const axes = firstAxes(choicesOf(catalog, base));
  const key = (/** @type {any} */ document) => keyOf(sweepOf(catalog, document, axes));
  const gaussian = sweepOf(catalog, base, axes).base;
  assert.equal(key(setAt(setAt(gaussian, GAIN.split('.'), 3), ['task', 'length'], 6)), key(base));
  assert.equal(key({ ...base, steps: 7 }), key(base));
  assert.notEqual(key({ ...base, batch_size: 7 }), key(base));
  assert.notEqual(keyOf(sweepOf(catalog, base, { ...axes, steps: 5 })), key(base));
});

test('the link carries the map', () => {
  const axes = { x: { field: 'lanes.0.cell.activation', values: ['tanh', 'leaky_relu'] }, y: { field: 'lanes.0.optimizer.learning_rate', values: [1e-7, 0.003] }, steps: 250 };
  const text = writeSweep(1, axes, 'first');
  assert.deepEqual(readSweep(text), { lane: 1, axes, show: 'first' });
  const link = encodeLink(base, { details: { try: 'map', map: text } }, catalog);
  assert.equal(decodeLink(link, catalog)?.page.details?.map, text);
  const longest = writeSweep(0, { x: { field: GAIN, values: Array.from({ length: 12 }, (_, index) => 0.0001234 + index) }, y: { field: 'lanes.0.cell.recurrent_init.spectral_radius', values: Array.from({ length: 12 }, (_, index) => 0.0001234 + index) }, steps: 2000 }, 'loss');
  assert.deepEqual(decodeLink(encodeLink(base, { details: { map: longest } }, catalog), catalog)?.page.details?.map, longest);
  for (const bad of [undefined, '', 'a', 'e@x:1@y:1@5@loss', 'a@x:1@y:1@0@loss', 'a@x:1@y:1@5@gain', 'a@x:@y:1@5@loss', 'a@x:1,,2@y:1@5@loss', 'a@x:1@y:1@5@loss@more']) assert.equal(readSweep(bad), null, String(bad));
});

test('tiles are filled coarse before fine, brushed ones first', () => {
  const tiles = sweepCellsOf(/** @type {any} */ ({ x: { values: [1, 2, 3, 4] }, y: { values: [1, 2, 3, 4] } }));
  const order = [];
  for (let tile = nextCell(tiles, new Set()); tile; tile = nextCell(tiles, new Set())) {
    order.push(`${tile.row}${tile.column}`);
    tile.readings.push(reading('solved'));
  }
  assert.equal(new Set(order).size, 16);
  assert.deepEqual(new Set(order.slice(0, 4)), new Set(['00', '02', '20', '22']));
  tiles[15].wanted = tiles[1].wanted = 3;
  assert.equal(nextCell(tiles, new Set([tiles[15]])), tiles[15]);
  tiles[15].problem = new Error('no');
  assert.equal(nextCell(tiles, new Set([tiles[15]])), tiles[1]);
});

test('several seeds come to what most of them do, and the counts count tiles', () => {
  const tiles = sweepCellsOf(/** @type {any} */ ({ x: { values: [1, 2, 3] }, y: { values: [1] } }));
  tiles[0].readings = [reading('chance'), reading('solved'), reading('solved')];
  tiles[1].readings = [reading('diverged'), reading('chance')];
  tiles[2].problem = new Error('no');
  assert.deepEqual(tiles.map(outcomeOf), ['solved', 'chance', null]);
  assert.equal(solvedOf(tiles[0]), 2);
  assert.deepEqual(countsOf(tiles), { solved: 1, learning: 0, chance: 1, diverged: 0, wrong: 1, total: 3, done: 3 });
});

test('an opened tile takes the place of its lane and leaves the others', () => {
  const two = experimentOf('task=temporal_order&task.length=20&a=rnn&b=gru&steps=900');
  const tile = { ...alone(two, 0), steps: 300, task: { kind: 'temporal_order', length: 6 } };
  const run = opened(two, 0, setAt(tile, ['lanes', 0, 'cell', 'hidden_size'], 4));
  assert.deepEqual([run.steps, run.task.length, run.lanes[0].cell.hidden_size, run.lanes[1]], [900, 6, 4, two.lanes[1]]);
});

test('what leaves the page has a line for each run, and every number', () => {
  const atlas = /** @type {any} */ ({ x: { field: 'x', values: [0.5] }, y: { field: 'y', values: [10, 20] } });
  const tiles = sweepCellsOf(atlas);
  tiles[1].readings = [reading('solved', { solved_at: 12, last: { norms: [], horizon: 9 } }), reading('chance', { seed: 1, loss: null })];
  assert.equal(csvOf(atlas, tiles), 'x,y,seed,outcome,solved_at,diverged_at,loss,metric,first_horizon,last_horizon\n0.5,20,0,solved,12,,0.5,1,3,9\n0.5,20,1,chance,,,,1,3,\n');
  assert.equal(JSON.parse(jsonOf(atlas, tiles)).tiles.length, 2);
});

/** A server that answers when a test says so. */
function serverOf() {
  /** @type {{ body: any, signal: AbortSignal, resolve: (value: any) => void, reject: (error: Error) => void }[]} */
  const asked = [];
  const request = (/** @type {string} */ _kind, /** @type {any} */ body, /** @type {any} */ { signal }) => new Promise((resolve, reject) => asked.push({ body, signal, resolve, reject }));
  return { asked, request, last: () => asked[asked.length - 1] };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));
const refusal = (/** @type {string} */ type) => new Error(type, { cause: { type, parameters: {} } });
const SMALL = /** @type {any} */ ({ x: { field: 'x', values: [1, 2] }, y: { field: 'y', values: [1] }, steps: 3 });

test('one tile at a time is asked for, a wrong one is told of and the others are filled', async () => {
  const { asked, request, last } = serverOf();
  const filling = createFilling(request, () => {});
  filling.begin(SMALL);
  assert.equal(asked.length, 1);
  last().reject(refusal('atlas_field'));
  await settle();
  assert.equal(asked.length, 2);
  last().reject(refusal('busy'));
  await settle();
  assert.deepEqual(asked[2].body, asked[1].body);
  last().resolve(reading('solved'));
  await settle();
  assert.equal(filling.filling(), false);
  assert.deepEqual(filling.cells().map(({ problem, readings }) => [problem?.message, readings.length]), [['atlas_field', 0], [undefined, 1]]);
});

test('more seeds are asked for with their numbers; another map gives the tile under way up', async () => {
  const { asked, request, last } = serverOf();
  const filling = createFilling(request, () => {});
  filling.begin(SMALL);
  last().resolve(reading('solved'));
  await settle();
  filling.want([filling.cells()[0]], 2);
  last().resolve(reading('chance'));
  await settle();
  assert.deepEqual([last().body.column, last().body.seed], [0, 1]);
  const before = last();
  filling.begin({ ...SMALL, steps: 4 });
  assert.ok(before.signal.aborted);
  before.resolve(reading('solved'));
  await settle();
  assert.deepEqual(filling.cells().map(({ readings }) => readings.length), [0, 0]);
  assert.equal(asked.length, 4);
});

test('a line that is cut stops it, and it goes on where it was', async () => {
  const { request, last } = serverOf();
  const filling = createFilling(request, () => {});
  filling.begin(SMALL);
  last().reject(refusal('not_connected'));
  await settle();
  assert.equal(filling.filling(), false);
  filling.fill();
  assert.equal(filling.filling(), true);
  last().resolve(reading('learning'));
  await settle();
  assert.equal(filling.cells().filter(({ readings }) => readings.length).length, 1);
});
