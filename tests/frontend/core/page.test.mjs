import assert from 'node:assert/strict';
import { test } from 'node:test';

import { linkedExperiment, linkOf, openingOf } from '../../../frontend/src/core/actions/address.ts';
import { recordedRun, records } from '../../../frontend/src/core/actions/autoplay.ts';
import { createPageActions, movedCursor } from '../../../frontend/src/core/actions/page_actions.ts';
import { readPreferences, writePreferences } from '../../../frontend/src/core/actions/preferences.ts';
import { isPlaying } from '../../../frontend/src/core/actions/playing.ts';
import { panelsFor, watchMessage } from '../../../frontend/src/core/actions/watch_panels.ts';
import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';
import { laneName } from '../../../frontend/src/core/text/lane.ts';
import { cardText } from '../../../frontend/src/page/transport/cards.ts';
import { catalog as makeCatalog } from '../support/catalog.mjs';

const catalog = makeCatalog();
const [{ experiment }] = catalog.presets;
/** @param {any} over @returns {any} */
const run = (over = {}) => ({ id: 'r', state: 'running', step: 5, source: 'live', experiment, marks: [], frame: null, lanes: [], facts: { task: { sequence_length: 50 } }, ...over });

test('a page without a link opens with the first preset; a link with what it says', () => {
  const fresh = openingOf(catalog, '');
  assert.deepEqual([fresh.experiment, fresh.preset, fresh.pace, fresh.linked], [experiment, 'vanishing', 100, false]);
  const linked = openingOf(catalog, '#v=1&task=sine&a=lstm&lane=d&preset=unheard_of&pace=max');
  assert.deepEqual([linked.experiment?.task.kind, linked.preset, linked.pace, linked.selectedLane, linked.linked], ['sine', null, null, 0, true]);
});

test('a link that names a preset and no task opens the preset as it is, in what the link says of the page', () => {
  const [story] = catalog.presets;
  const opened = openingOf(catalog, `#v=1&preset=${story.id}&embed=1&controls=task`);
  assert.deepEqual([opened.experiment, opened.preset, opened.pace, opened.panels], [story.experiment, story.id, story.pace, story.panels ?? []]);
  assert.deepEqual([opened.embed, opened.linked], [{ controls: ['task'] }, true]);
  assert.equal(openingOf(catalog, `#v=1&preset=${story.id}&task=sine&a=lstm`).experiment?.task.kind, 'sine');
});

test('a link carries the knobs that were turned while the run went on', () => {
  const turned = { ...experiment, lanes: [{ ...experiment.lanes[0], changes: [{ step: 3, learning_rate: 0.1 }] }] };
  const state = { ...initialState(), catalog, experiment, run: run({ experiment: turned, marks: [{}] }) };
  assert.equal(linkedExperiment(state), turned);
  assert.match(linkOf(state), /a\.changes=/);
  assert.equal(linkedExperiment({ ...state, run: run() }), experiment);
});

test('a recording fits the experiment whose beginning it shows', () => {
  const recording = /** @type {any} */ ({ experiment: { ...experiment, steps: 300 } });
  assert.ok(records(recording, experiment));
  assert.ok(!records(recording, { ...experiment, weight_seed: 1 }));
});

test('a recorded run knows nothing of what comes after the frame it shows', () => {
  const series = { length: 30, steps: Float64Array.from({ length: 30 }, (_, step) => step), loss: new Float32Array(30) };
  const recording = /** @type {any} */ ({ experiment, series: [series], frames: [{ step: 0, run: '' }, { step: 10, run: '' }, { step: 29, run: '' }], marks: [] });
  const facts = /** @type {any} */ ({});
  assert.deepEqual([0, 1, 2].map((index) => recordedRun(recording, facts, index).lanes[0].series.length), [1, 11, 30]);
  assert.equal(recordedRun(recording, facts, 2).state, 'finished');
  assert.equal(recordedRun(recording, facts, 0).source, 'recording');
});

test('a recorded lane has diverged once its scalars end, or are not finite', () => {
  const steps = Float64Array.from({ length: 11 }, (_, step) => step);
  const lanes = [{ length: 11, steps, loss: new Float32Array(11) }, { length: 4, steps, loss: Float32Array.of(1, 2, 3, Infinity) }];
  const recording = /** @type {any} */ ({ experiment, series: lanes, frames: [2, 3, 10].map((step) => ({ step, run: '' })), marks: [] });
  const states = [0, 1, 2].map((index) => recordedRun(recording, /** @type {any} */ ({}), index).lanes.map(({ state, divergedAt }) => [state, divergedAt]));
  assert.deepEqual(states.map(([first]) => first), Array(3).fill(['training', null]));
  assert.deepEqual(states.map(([, second]) => second), [['training', null], ['diverged', 3], ['diverged', 3]]);
});

test('what plays: a live run on the server\'s clock or on slow motion\'s', () => {
  const { playback } = initialState();
  const plays = (/** @type {any} */ view, /** @type {any} */ how) => isPlaying(/** @type {any} */ ({ run: view, playback: { ...playback, ...how } }));
  assert.deepEqual([plays(run(), { playing: true }), plays(run({ state: 'paused' }), { walking: true })], [true, true]);
  assert.deepEqual([plays(null, { playing: true }), plays(run(), {}), plays(run({ state: 'finished' }), { walking: true }), plays(run({ source: 'recording' }), { playing: true })], [false, false, false, false]);
});

test('an error stays beside a notice, in the language of the page, until another takes its place', () => {
  const store = createStore(/** @type {any} */ (initialState()), () => {});
  const actions = createPageActions(store, /** @type {any} */ ({ t: (/** @type {string} */ key) => key }));
  const kinds = () => store.get().cards.map(({ kind }) => kind);
  actions.warn({ message: 'no images', cause: { type: 'mnist_missing', parameters: {} } });
  actions.notify('copied');
  actions.notify('copied again');
  assert.deepEqual(kinds(), ['error', 'notice']);
  assert.deepEqual(cardText(store.get().cards[0], (key) => (key === 'problem.mnist_missing' ? 'keine Bilder' : key)), { text: 'keine Bilder', lang: null });
  actions.warn({ message: 'too much' });
  assert.deepEqual(kinds(), ['notice', 'error']);
  assert.deepEqual(cardText(store.get().cards[1], (key) => key), { text: 'too much', lang: 'en' });
});

test('the cursor starts where the loss is and stays within the sequence', () => {
  assert.deepEqual(movedCursor(run(), null, 1, -1), { lane: 1, layer: 0, timeStep: 49, unit: 0 });
  const cursor = { lane: 0, layer: 1, timeStep: 0, unit: 3 };
  assert.equal(movedCursor(run(), cursor, 0, -1).timeStep, 0);
  assert.deepEqual(movedCursor(run(), cursor, 0, 1), { ...cursor, timeStep: 1 });
});

/** @param {number} parameters @param {object} [over] @returns {any} */
const looking = (parameters, over = {}) => ({ run: { source: 'live', step: 9 }, facts: { task: { structure: 'many-to-many', required_lag: 5 }, lanes: [{ parameters }, { parameters }] }, experiment, catalog: null, panels: [], details: {}, profileInSight: false, lossTimeStep: null, sample: 0, ...over });

test('every weight is asked for only where it can be looked at, and only a sample that there is', () => {
  assert.ok(panelsFor(looking(1000)).includes('weights'));
  assert.ok(!panelsFor(looking(300_000)).includes('weights'));
  assert.equal(watchMessage(looking(1, { facts: null, sample: 9, experiment: { ...experiment, batch_size: 4 } })).sample, 3);
});

test('a costly measurement is asked for while its card is open, where this version has it', () => {
  const catalog = { panels: ['gradients', 'gates', 'spectrum', 'pre_activation', 'triangle', 'band', 'full_profile'].map((kind) => ({ kind, available: kind !== 'gates' })) };
  assert.deepEqual(panelsFor(looking(1, { catalog })), ['gradients', 'spectrum', 'pre_activation']);
  assert.deepEqual(panelsFor(looking(1, { catalog, panels: ['triangle', 'spectrum', 'chess'] })), ['gradients', 'spectrum', 'pre_activation', 'triangle']);
  assert.deepEqual(panelsFor(looking(1, { catalog, profileInSight: true })).at(-1), 'band');
  assert.ok(panelsFor(looking(1, { catalog, lossTimeStep: 3 })).includes('triangle'), 'a ribbon is a row of the triangle');
  assert.ok(!panelsFor(looking(1, { catalog, lossTimeStep: 3, facts: { task: { structure: 'many-to-one' }, lanes: [] } })).includes('triangle'), 'of a single loss it is the profile');
  const truncated = { ...experiment, lanes: [{ bptt: { kind: 'full' } }, { bptt: { kind: 'truncated' } }] };
  assert.deepEqual(panelsFor(looking(1, { catalog, profileInSight: true, experiment: truncated })).slice(-2), ['band', 'full_profile']);
});

test('preferences survive a storage that is broken, full or absent', () => {
  assert.deepEqual(readPreferences(null), {});
  const broken = /** @type {any} */ ({ getItem: () => '{', setItem: () => { throw new Error('full'); } });
  assert.deepEqual(readPreferences(broken), {});
  assert.doesNotThrow(() => writePreferences(broken, { theme: 'dark' }));
  let kept = '{"language":"xx","theme":"dark"}';
  const storage = /** @type {any} */ ({ getItem: () => kept, setItem: (/** @type {string} */ _, /** @type {string} */ text) => void (kept = text) });
  assert.deepEqual(readPreferences(storage), { theme: 'dark' });
  writePreferences(storage, { shortcuts: false });
  assert.deepEqual(readPreferences(storage), { theme: 'dark', shortcuts: false });
  writePreferences(storage, { fontScale: 'large' });
  assert.equal(JSON.parse(storage.getItem('rnn-playground')).type, 'large', 'as browsers have it since the first version');
  assert.equal(readPreferences(storage).fontScale, 'large');
});

test('a lane is named by its cell and what sets it apart', () => {
  const t = (/** @type {string} */ key) => /** @type {Record<string, string>} */ ({ 'cell.rnn.label': 'RNN', 'activation.tanh.label': 'tanh', 'lane.no_memory': 'no memory', 'lane.layers': '2 layers' })[key] ?? key;
  const lane = (/** @type {any} */ cell) => /** @type {any} */ ({ cell });
  assert.equal(laneName(lane({ kind: 'rnn', activation: 'tanh', layers: 1 }), t), 'RNN · tanh');
  assert.equal(laneName(lane({ kind: 'rnn', activation: 'tanh', layers: 2, recurrence: 'off' }), t), 'RNN · tanh · 2 layers · no memory');
});
