import assert from 'node:assert/strict';
import { test } from 'node:test';

import { flatSketch } from '../../../frontend/src/core/model/sketch.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';
import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { median, readClass } from '../../../frontend/src/watch/class_guesses.ts';
import { followLook } from '../../../frontend/src/watch/follow.ts';
import { leadLook } from '../../../frontend/src/watch/lead.ts';
import { lookedAt, lookOf } from '../../../frontend/src/core/model/look.ts';
import { readOnlyActions, readOnlyLine } from '../../../frontend/src/watch/read_only.ts';
import { applyRelay } from '../../../frontend/src/core/model/relay.ts';
import { watchedBy, watchFragment } from '../../../frontend/src/core/protocol/ticket.ts';

const LOOK = { cursor: { lane: 0, layer: 0, time_step: 3, unit: 2 }, pinned: true, lane: 0, step: 7, loss: null, view: 'folded', panels: ['norms'], lesson: '2.1', claim: null, held_copy: null };
const catalog = { panels: [{ kind: 'norms' }], lessons: [{ steps: ['a'] }, { steps: ['a', 'b'] }] };

/** @param {any} [over] @returns {any} */
const page = (over = {}) => ({ ...initialState(), catalog, run: { id: 'r', source: 'live', lanes: [{}], step: 9 }, link: { state: 'open', retryAt: null }, ...over });
/** @param {any} [over] */
const watched = (over = {}) => ({ state: 'live', waiting: false, following: true, look: null, ...over });

test('a link to watch holds a session and the key of its viewers, and no other link is one', () => {
  assert.equal(watchFragment({ session: 'a-1', key: 'secret', viewerKey: 'b_2' }), 'watch=a-1.b_2');
  assert.equal(watchFragment({ session: 'a', key: 'secret' }), null);
  assert.deepEqual(watchedBy('#watch=a-1.b_2'), { session: 'a-1', key: 'b_2' });
  for (const hash of ['', '#', '#v=1&task=hello', '#watch=a', '#watch=a.b.c', '#watch=a.b&v=1', `#watch=${'a'.repeat(65)}.b`]) assert.equal(watchedBy(hash), null, hash);
});

test('where one page looks is where the other looks then', () => {
  const leads = page({ cursor: { lane: 0, layer: 0, timeStep: 3, unit: 2 }, pinned: true, view: 'folded', panels: ['norms', 'unknown'], lesson: { number: 1, step: 0 } });
  leads.playback = { ...leads.playback, following: false, shownStep: 7 };
  const look = lookOf(leads);
  assert.deepEqual(look, LOOK);
  const follows = { ...page(), ...lookedAt(page(), look) };
  assert.deepEqual(follows.cursor, leads.cursor);
  assert.deepEqual([follows.pinned, follows.view, follows.panels, follows.lesson.number, follows.lesson.step], [true, 'folded', ['norms'], 1, 0]);
  assert.equal(lookOf(page()).step, null);
});

test('what the run or the catalog does not have is not looked at', () => {
  const shown = lookedAt(page(), /** @type {any} */ ({ ...LOOK, cursor: { ...LOOK.cursor, lane: 3 }, lane: 3, lesson: '9.9' }));
  assert.equal(shown.cursor, null);
  assert.equal(shown.selectedLane, 0);
  assert.equal(shown.lesson, null);
});

test('a lesson that is open stays the same one, with what was answered', () => {
  const lesson = { number: 1, step: 0, answer: { vote: 'a' } };
  assert.equal(lookedAt(page({ lesson }), /** @type {any} */ (LOOK)).lesson, lesson);
  assert.equal(lookedAt(page({ lesson }), /** @type {any} */ ({ ...LOOK, lesson: null })).lesson, null);
});

test('a claim that is open is followed, and its run is left to the other page', () => {
  assert.equal(lookOf(page({ claim: { id: 'fading', given: false } })).claim, 'fading');
  const look = /** @type {any} */ ({ ...LOOK, lesson: null, claim: 'fading' });
  assert.deepEqual(lookedAt(page(), look).claim, { id: 'fading', given: true });
  const claim = { id: 'fading', given: true };
  assert.equal(lookedAt(page({ claim }), look).claim, claim);
  assert.equal(lookedAt(page({ claim }), { ...look, claim: null }).claim, null);
});

test('a page tells where it looks only to somebody, at once and then once a period, the newest', () => {
  /** @type {any[]} */
  const sent = [];
  /** @type {(() => void)[]} */
  const later = [];
  const store = createStore(page(), (callback) => callback());
  leadLook(store, (message) => Boolean(sent.push(message)), (callback) => later.push(callback));
  store.set({ lossTimeStep: 1 });
  assert.equal(sent.length, 0);
  store.set({ viewers: 1 });
  assert.equal(sent.length, 1);
  for (const loss of [2, 3, 4]) store.set({ lossTimeStep: loss });
  assert.equal(sent.length, 1);
  later.shift()?.();
  assert.deepEqual(sent.map(({ type, loss }) => [type, loss]), [['look', 1], ['look', 4]]);
  later.shift()?.();
  assert.equal(sent.length, 2);
  store.set({ viewers: 0 });
  store.set({ viewers: 1 });
  assert.equal(sent.length, 3);
});

test('a page follows until it looks around, and comes back to where the other is then', () => {
  /** @type {any[]} */
  const steps = [];
  const store = createStore(page({ watching: watched() }), (callback) => callback());
  followLook(store, { showLedStep: (step) => void steps.push(step) });
  const look = (/** @type {any} */ over) => store.set(({ watching }) => ({ watching: { ...watching, look: { ...LOOK, ...over } } }));
  look({});
  look({ loss: 2 });
  assert.deepEqual([store.get().lossTimeStep, steps], [2, [7]]);
  store.set(({ watching }) => ({ watching: { ...watching, following: false } }));
  look({ loss: 5, step: null });
  assert.deepEqual([store.get().lossTimeStep, steps], [2, [7]]);
  store.set(({ watching }) => ({ watching: { ...watching, following: true } }));
  assert.deepEqual([store.get().lossTimeStep, steps], [5, [7, null]]);
});

test('what the server says of watching goes into the state of who watches', () => {
  assert.deepEqual(applyRelay(page(), { type: 'viewers', count: 3 }), { viewers: 3 });
  assert.deepEqual(applyRelay(page(), { type: 'look', ...LOOK }), {});
  const watching = watched();
  assert.deepEqual(applyRelay(page({ watching }), { type: 'look', ...LOOK }).watching?.look, LOOK);
  assert.equal(applyRelay(page({ watching }), { type: 'attached', run: null }).watching?.waiting, true);
  assert.deepEqual(applyRelay(page(), { type: 'guesses', run: 'r', count: 1, drawn: null }), { classGuesses: { run: 'r', count: 1, drawn: null } });
  assert.deepEqual(applyRelay(page(), { type: 'from the future' }), {});
});

test('who watches sends no orders and asks nothing that costs, and says so', async () => {
  let watching = true;
  /** @type {string[]} */
  const out = [];
  const line = readOnlyLine({ send: (message) => Boolean(out.push(String(message.type))), request: async (kind) => void out.push(kind) }, () => watching);
  line.send({ type: 'start' });
  line.send({ type: 'guess' });
  await line.request('frame');
  await assert.rejects(line.request('probe'), (/** @type {any} */ error) => error.cause.type === 'read_only');
  watching = false;
  line.send({ type: 'start' });
  await line.request('probe');
  assert.deepEqual(out, ['guess', 'frame', 'start', 'probe']);
});

test('orders of who watches do nothing, and looking elsewhere is noticed', () => {
  let [watching, around] = [true, 0];
  /** @type {string[]} */
  const done = [];
  const actions = /** @type {any} */ (new Proxy({}, { get: (_, name) => () => void done.push(String(name)), ownKeys: () => [] }));
  const guarded = readOnlyActions(actions, () => watching, () => void (around += 1));
  guarded.play();
  guarded.edit(/** @type {any} */ ({}));
  assert.deepEqual([done, around], [[], 0]);
  guarded.setCursor(null);
  assert.equal(around, 0);
  guarded.setCursor(/** @type {any} */ ({ lane: 0 }));
  guarded.scrub(3);
  assert.deepEqual([done, around], [['setCursor', 'setCursor', 'scrub'], 2]);
  watching = false;
  guarded.play();
  guarded.scrub(3);
  assert.deepEqual([done.slice(3), around], [['play', 'scrub'], 2]);
});

test('a class is read by its median, about the model that most have drawn', () => {
  const sketch = (/** @type {number} */ deep) => flatSketch().map((_, point, all) => deep * (1 - point / (all.length - 1)) + 0);
  const drawn = [{ lane: 1, sketch: sketch(-10) }, { lane: 1, sketch: sketch(-20) }, { lane: 1, sketch: sketch(-30) }, { lane: 0, sketch: sketch(0) }, { lane: 1, sketch: [1] }];
  const reading = readClass(drawn, 2, 9);
  assert.equal(reading?.lane, 1);
  assert.equal(reading?.sketches.length, 3);
  assert.deepEqual(reading?.middle, sketch(-20));
  assert.ok(Math.abs((reading?.gain ?? 0) - 10 ** -2.5) < 1e-9);
  assert.equal(readClass(null, 2, 11), null);
  assert.equal(readClass([{ lane: 5, sketch: sketch(0) }], 2, 11), null);
  assert.equal(median([3, 1]), 2);
});
