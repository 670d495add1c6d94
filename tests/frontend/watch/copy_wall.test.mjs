import assert from 'node:assert/strict';
import { test } from 'node:test';

import { curveOf, spanOf } from '../../../frontend/src/watch/thumbnail_layout.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';
import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { setAt, withCell } from '../../../frontend/src/core/model/experiment.ts';
import { copyWords } from '../../../frontend/src/watch/copy_wall/copy_words.ts';
import { createTranslate } from '../../../frontend/src/core/text/i18n.ts';
import { followHeldCopy } from '../../../frontend/src/watch/copy_wall/wall_button.ts';
import { readingOf } from '../../../frontend/src/watch/copy_wall/wall_words.ts';
import { applyRelay } from '../../../frontend/src/core/model/relay.ts';
import { applyWall, emptyWall } from '../../../frontend/src/core/model/hung.ts';
import { copyFragment, copyIn, watchedBy } from '../../../frontend/src/core/protocol/ticket.ts';
import { gradientScaleOf, hung, keptOrder, lossScaleOf, numbersOf } from '../../../frontend/src/watch/copy_wall/wall_places.ts';
import { catalog } from '../support/catalog.mjs';
import { wordsOf } from '../support/words.mjs';

const t = createTranslate({ en: wordsOf('en'), ko: wordsOf('ko') }, () => 'en');
const bytes = (/** @type {number[]} */ values) => btoa(String.fromCharCode(...values));
/** @param {any} [over] */
const lane = (over = {}) => ({ steps: [0, 9], diverged: null, loss: 1, losses: [-1, 0, bytes([255, 1])], reach: 4, profile: [-8, 0, bytes([1, 255])], ...over });
/** @param {number} number @param {any} [over] */
const drawn = (number, ...lanes) => ({ number, state: 'running', step: 9, time_steps: 10, lanes: lanes.length ? lanes : [lane()] });
/** @param {any[]} thumbnails @param {any} [over] */
const told = (thumbnails, over = {}) => ({ more: 0, gone: [], copies: thumbnails.map(({ number }) => ({ number, document: { task: { kind: 'hello' }, lanes: [] } })), thumbnails, ...over });

test('a wall holds the newest of each copy until it is gone', () => {
  const first = applyWall(emptyWall(), told([drawn(0), drawn(1), drawn(2)]));
  assert.deepEqual(hung(first, 'newest'), [2, 1]);
  const later = applyWall(first, { more: 3, copies: [], thumbnails: [{ ...drawn(1), step: 40 }], gone: [2] });
  assert.deepEqual([hung(later, 'newest'), later.thumbnails.get(1)?.step, later.more], [[1], 40, 3]);
  assert.deepEqual(hung(first, 'newest'), [2, 1]);
  const again = applyWall(first, told([drawn(0), drawn(3)], { whole: true }));
  assert.deepEqual(hung(again, 'newest'), [3], 'a line that was cut brings the whole wall anew');
});

test('what the server says of copies goes into the state, of the wall only while it is open', () => {
  const state = /** @type {any} */ (initialState());
  assert.deepEqual(applyRelay(state, { type: 'copies', count: 3 }), { copies: 3 });
  assert.deepEqual(applyRelay(state, { type: 'place', number: 2, shown: true }), { copyPlace: { number: 2, shown: true } });
  assert.deepEqual(applyRelay(state, { type: 'copy_wall', ...told([drawn(1)]) }), {});
  assert.equal(applyRelay({ ...state, wall: emptyWall() }, { type: 'copy_wall', ...told([drawn(1)]) }).wall?.thumbnails.size, 1);
});

test('copies hang by loss or by reach, those without last, and keep their places while others come', () => {
  const wall = applyWall(emptyWall(), told([drawn(1, lane({ loss: 0.5, reach: 3 })), drawn(2, lane({ loss: 0.1, reach: null }), lane({ loss: 2 })), drawn(3, lane({ loss: null, reach: 9, diverged: 4 }))]));
  assert.deepEqual(hung(wall, 'loss'), [2, 1, 3]);
  assert.deepEqual(hung(wall, 'reach'), [3, 2, 1]);
  const more = applyWall(wall, told([drawn(5), drawn(4)], { gone: [1] }));
  assert.deepEqual(keptOrder([2, 1, 3], more), [5, 4, 2, 3]);
  assert.deepEqual(keptOrder([], more), [5, 4, 3, 2]);
});

test('a drawing is the numbers that it stands for', () => {
  const [low, gap, high] = numbersOf([-12, 0, bytes([1, 0, 255])]);
  assert.ok(Math.abs(low / 1e-12 - 1) < 1e-9 && Number.isNaN(gap) && high === 1);
  assert.equal(numbersOf(null).length, 0);
});

test('all gradients have one scale, and all losses, which one that explodes does not take from the others', () => {
  const wall = applyWall(emptyWall(), told([drawn(1), drawn(2, lane({ profile: [-14, -2, bytes([1, 255])], losses: [-1, 6, bytes([37, 255])] }))]));
  const scale = gradientScaleOf(wall, null);
  assert.ok(scale.floor <= -14 && scale.top >= 0);
  assert.ok(gradientScaleOf(emptyWall(), scale).floor === scale.floor);
  const { low, high } = lossScaleOf(wall);
  assert.ok(low <= -1 && high >= 0 && high < 1);
  assert.deepEqual(lossScaleOf(emptyWall()), { low: -1, high: 0 });
});

test('a curve lies between the ends of its scale, breaks at gaps, and a branch begins where it grew', () => {
  const sheet = { width: 110, height: 60, margin: 5 };
  assert.deepEqual(curveOf([1, NaN, 1e-9], sheet, { low: -4, high: 0 }), [[5, 5], null, [105, 55]]);
  assert.deepEqual(curveOf([1], sheet, { low: -4, high: 0 }, spanOf([5, 10], 10)), [[105, 5]]);
  assert.deepEqual(curveOf([1, 1], sheet, { low: -4, high: 0 }, spanOf([5, 10], 10)).map((point) => point?.[0]), [55, 105]);
});

test('what a copy has changed is said in the words of lanes and branches', () => {
  const known = catalog();
  const { experiment } = known.presets[0];
  const said = (/** @type {any} */ changed, watched = experiment) => copyWords(known, watched, changed, t);
  const alone = { ...experiment, lanes: [experiment.lanes[0]] };
  const one = (/** @type {any} */ changed) => said(changed, alone);
  assert.deepEqual(one(structuredClone(alone)), []);
  assert.deepEqual(one(setAt(alone, ['lanes', 0, 'clip'], { kind: 'none' })), ['gradient clip off']);
  assert.deepEqual(one(setAt(alone, ['lanes', 0, 'optimizer', 'learning_rate'], 0.05)), ['learning rate 0.05']);
  assert.deepEqual(one({ ...alone, lanes: [withCell(known, alone.lanes[0], 'lstm')] }), ['LSTM']);
  assert.deepEqual(one(setAt(alone, ['task', 'length'], 90)), ['length T 90']);
  const branch = { ...alone.lanes[0], clip: { kind: 'none' }, origin: { lane: 0, step: 300 } };
  assert.deepEqual(one({ ...alone, lanes: [alone.lanes[0], branch] }), ['B: A from 300: gradient clip off']);
  const two = { ...alone, lanes: [alone.lanes[0], alone.lanes[0]] };
  assert.deepEqual(said(alone, two), ['without B']);
  assert.deepEqual(said(setAt(two, ['lanes', 1, 'clip'], { kind: 'none' }), two), ['B: gradient clip off']);
});

test('the reading of a thumbnail says its numbers, or why there are none', () => {
  assert.equal(readingOf(/** @type {any} */ (drawn(1)), 0, t), 'A loss 1.00 · last loss reaches back 4 of 9 time steps');
  assert.equal(readingOf(/** @type {any} */ (drawn(1, lane({ diverged: 7 }))), 0, t), 'A left the finite numbers at update 7');
  assert.match(readingOf(/** @type {any} */ (drawn(1, lane({ reach: null }))), 0, t), /reach not measured/);
  assert.match(readingOf(/** @type {any} */ (drawn(1, lane({ loss: null }))), 0, t), /nothing measured/);
});

test('the link to a copy opens its session and says its number', () => {
  const hash = `#${copyFragment({ number: 12, session: 'a-1', key: 'b_2' })}`;
  assert.deepEqual([watchedBy(hash), copyIn(hash)], [{ session: 'a-1', key: 'b_2' }, 12]);
  assert.equal(copyIn('#watch=a.b'), null);
  assert.equal(watchedBy('#watch=a.b&copy=x'), null);
});

test('a page that follows opens the wall while a copy is held up, and closes it only where it was led there', () => {
  /** @type {any} */
  const watching = { state: 'live', copy: null, waiting: false, following: true, look: null };
  const store = createStore(/** @type {any} */ ({ ...initialState(), watching }), (callback) => callback());
  const actions = /** @type {any} */ ({ openWall: () => store.set({ wall: emptyWall() }), closeWall: () => store.set({ wall: null }) });
  followHeldCopy(store, actions);
  const open = () => store.get().wall !== null;
  store.set({ heldCopy: 3 });
  assert.ok(open());
  store.set({ heldCopy: null });
  assert.ok(!open());
  store.set({ wall: emptyWall() });
  store.set({ heldCopy: 3 });
  store.set({ heldCopy: null });
  assert.ok(open());
  store.set({ wall: null, watching: { ...watching, following: false } });
  store.set({ heldCopy: 4 });
  assert.ok(!open());
});
