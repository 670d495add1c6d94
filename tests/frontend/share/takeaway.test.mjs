import assert from 'node:assert/strict';
import test from 'node:test';

import { decodeRecording } from '../../../frontend/src/core/protocol/recording.ts';
import { createAutoplay } from '../../../frontend/src/core/actions/autoplay.ts';
import { beginReplay } from '../../../frontend/src/core/actions/replay.ts';
import { isPlaying } from '../../../frontend/src/core/actions/playing.ts';
import { createRunActions } from '../../../frontend/src/core/actions/run_actions.ts';
import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { applyStatus } from '../../../frontend/src/core/model/reducer.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';
import { fileName } from '../../../frontend/src/ui/download.ts';
import { pathData } from '../../../frontend/src/share/recorded_path.ts';
import { MOST_BYTES, readRecordingFile } from '../../../frontend/src/share/recording_file.ts';
import { base64, replayPage } from '../../../frontend/src/share/replay_page.ts';
import { csvOf, jsonOf, shortest } from '../../../frontend/src/share/tables.ts';
import { choiceOf } from '../../../frontend/src/page/embed_bar.ts';
import { catalog as makeCatalog } from '../support/catalog.mjs';
import { goldenBytes } from '../support/golden.mjs';

const catalog = makeCatalog();
const series = (/** @type {number} */ first, /** @type {number[]} */ loss) => ({
  length: loss.length, steps: Float64Array.from(loss, (_, index) => first + index),
  loss: Float32Array.from([...loss, 9]), metric: new Float32Array(loss.length), gradientNorm: Float32Array.from(loss, (value) => 2 * value),
});

test('a float32 is written with as few digits as tell it apart', () => {
  for (const [value, text] of /** @type {[number, string][]} */ ([[0.1, '0.1'], [1e-40, '1e-40'], [16777216, '16777216'], [1 / 3, '0.33333334'], [-0.5, '-0.5'], [NaN, 'nan'], [-Infinity, '-inf']])) {
    assert.equal(shortest(Math.fround(value)), text);
  }
  let state = 1;
  for (let round = 0; round < 2000; round += 1) {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    const value = new Float32Array(Uint32Array.of(state).buffer)[0];
    if (Number.isFinite(value)) assert.equal(Math.fround(Number(shortest(value))), value);
  }
});

test('a table has a row for every update and leaves out what a lane has not lived', () => {
  const lanes = /** @type {any} */ ([{ series: series(0, [1, 0.1, Infinity]) }, { series: series(1, [3, 4, 5]) }]);
  assert.deepEqual(csvOf({ lanes }).split('\n'), [
    'step,loss_A,metric_A,gradient_norm_A,loss_B,metric_B,gradient_norm_B',
    '0,1,0,2,,,', '1,0.1,0,0.2,3,0,6', '2,inf,0,inf,4,0,8', '3,,,,5,0,10', '',
  ]);
  const { scalars, marks } = JSON.parse(jsonOf(/** @type {any} */ ({ experiment: {}, facts: {}, marks: [{ lane: 0 }], lanes, frame: { kernel: 'fused' } })));
  assert.deepEqual(scalars[0], { steps: [0, 1, 2], loss: [1, 0.1, null], metric: [0, 0, 0], gradient_norm: [2, 0.2, null] });
  assert.deepEqual(marks, [{ lane: 0 }]);
});

test('a file is named after what is in it', () => {
  const experiment = /** @type {any} */ ({ task: { kind: 'copy' }, lanes: [{ cell: { kind: 'rnn' } }, { cell: { kind: 'lstm' } }], weight_seed: 3 });
  assert.equal(fileName(experiment, 'svg', 'gradient/triangle'), 'copy-rnn-lstm-seed3-gradient-triangle.svg');
});

test('paths are written as SVG has them', () => {
  assert.equal(pathData([['moveTo', [0, 1.234]], ['lineTo', [2, 3]], ['closePath', []]]), 'M0 1.23L2 3Z');
  assert.equal(pathData([['rect', [1, 2, 3, 4]]]), 'M1 2h3v4h-3Z');
  assert.match(pathData([['arc', [0, 0, 1, 0, 2 * Math.PI]]]), /^M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0$/);
  assert.match(pathData([['arc', [0, 0, 1, 0, Math.PI / 2]]]), /A1 1 0 0 1 0 1$/);
  assert.match(pathData([['roundRect', [0, 0, 10, 4, 9]]]), /^M2 0h6a2 2 0 0 1 2 2v0a2 2 0 0 1 -2 2h-6a/);
});

const file = (/** @type {ArrayBuffer} */ bytes, name = 'run.safetensors') => ({ name, size: bytes.byteLength, arrayBuffer: async () => bytes });
const golden = () => /** @type {ArrayBuffer} */ (new Uint8Array(goldenBytes('diverging.safetensors')).buffer);
const valid = async (/** @type {any} */ experiment) => /** @type {any} */ ({ experiment, facts: { task: { sequence_length: 3 } } });
/** @param {Promise<unknown>} reading @returns {Promise<string>} the reason of the refusal */
const refusal = (reading) => reading.then(() => 'taken', (error) => error.cause.type);

test('a recording is read with its document judged; anything else is refused for its reason', async () => {
  const { recording, bytes } = await readRecordingFile(file(golden()), valid);
  assert.equal(recording.frames.length, 7);
  assert.equal(bytes.byteLength, golden().byteLength);
  const encoded = (/** @type {string} */ text) => /** @type {ArrayBuffer} */ (new TextEncoder().encode(text).buffer);
  assert.equal(await refusal(readRecordingFile(file(encoded('a text that is no recording')), valid)), 'recording_format');
  assert.equal(await refusal(readRecordingFile(file(golden().slice(0, -200)), valid)), 'recording_damaged');
  assert.equal(await refusal(readRecordingFile({ ...file(golden()), size: MOST_BYTES + 1 }, valid)), 'recording_large');
  const judged = async () => /** @type {any} */ ({ errors: [{ path: ['lanes', 0], message: 'wrong' }] });
  assert.equal(await refusal(readRecordingFile(file(golden()), judged)), 'recording_document');
  const alone = readRecordingFile(file(golden()), () => Promise.reject(new Error('no server')));
  assert.ok(['taken', 'recording_alone'].includes(await refusal(alone)));
});

/** A store that stands in a replay, and what was sent to a server meanwhile. */
function replaying() {
  const store = createStore(/** @type {any} */ ({ ...initialState(), catalog }), () => {});
  const recording = decodeRecording(golden());
  const player = beginReplay(store, { recording, facts: /** @type {any} */ ({ task: { sequence_length: 3 } }), name: 'run.safetensors' });
  /** @type {any[]} */
  const sent = [];
  const session = /** @type {any} */ ({ send: (/** @type {any} */ message) => sent.push(message) > 0, request: async () => null });
  const walk = /** @type {any} */ ({ stop() {}, start() {}, freeze() {}, resume() {} });
  const actions = createRunActions(store, session, walk, () => player, /** @type {any} */ ({ edit() {}, valid: async () => true }));
  return { store, actions, sent, recording };
}

test('a replay is stepped, scrubbed and set back on the page alone', async () => {
  const { store, actions, sent } = replaying();
  const at = () => store.get().run?.step;
  assert.deepEqual([at(), store.get().run?.source, isPlaying(store.get())], [6, 'recording', false]);
  actions.reset();
  assert.equal(at(), 0);
  actions.step(2);
  assert.equal(at(), 2);
  actions.scrub(4);
  assert.equal(at(), 4);
  actions.play();
  assert.equal(isPlaying(store.get()), true);
  actions.pause();
  assert.equal(isPlaying(store.get()), false);
  assert.deepEqual(sent, []);
  assert.deepEqual(applyStatus(store.get(), /** @type {any} */ ({ type: 'status', run: 'old', state: 'stopped', step: 9 })), {});
});

test('a replay ends with the run that begins', () => {
  const { store, actions, sent } = replaying();
  actions.begin(store.get().experiment, false);
  assert.equal(store.get().replay, null);
  assert.equal(sent.at(-1).type, 'start');
});

test('a replay is played once, to its end', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const store = createStore(/** @type {any} */ (initialState()), () => {});
  const recording = decodeRecording(golden());
  const player = createAutoplay(store, recording, /** @type {any} */ ({}), { once: true });
  player.begin(true);
  for (let tick = 0; tick < 40; tick += 1) context.mock.timers.tick(500);
  assert.deepEqual([store.get().run?.step, store.get().autoplay], [6, 'paused']);
});

test('of a replay of a few frames each can be looked at', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const store = createStore(/** @type {any} */ (initialState()), () => {});
  const { frames, ...others } = decodeRecording(golden());
  createAutoplay(store, { ...others, frames: frames.slice(0, 3) }, /** @type {any} */ ({}), { once: true }).begin(true);
  context.mock.timers.tick(700);
  assert.equal(store.get().run?.step, frames[0].step);
  context.mock.timers.tick(200);
  assert.equal(store.get().run?.step, frames[1].step);
});

test('the page without a server carries the recording and how it was looked at', async () => {
  const room = '<script type="application/octet-stream" id="recording"></script>';
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
  const looked = /** @type {any} */ ({ language: 'ko', panels: ['triangle'], selectedLane: 0, facts: { task: '</script>' } });
  const page = await replayPage(`<body>${room}</body>`, bytes.buffer, looked).text();
  const [, carried] = /id="recording">([^<]*)</.exec(page) ?? [];
  assert.deepEqual(Uint8Array.from(atob(carried), (sign) => sign.charCodeAt(0)), bytes);
  assert.equal(base64(bytes), carried);
  const [, look] = /id="look">([^<]*)<\/script>/.exec(page) ?? [];
  assert.deepEqual(JSON.parse(look), looked);
  assert.throws(() => replayPage('<body></body>', bytes.buffer, looked), /no room/);
});

test('the controls of an embedded page change the first lane, and are not there for what it lacks', () => {
  const t = (/** @type {string} */ key) => key;
  const [{ experiment }] = catalog.presets;
  const state = { experiment };
  assert.equal(choiceOf('activation', state, catalog, t)?.choose('relu').lanes[0].cell.activation, 'relu');
  assert.equal(choiceOf('cell', state, catalog, t)?.choose('gru').lanes[0].cell.kind, 'gru');
  assert.equal(choiceOf('length', state, catalog, t)?.choose('20').task.length, 20);
  assert.equal(choiceOf('hidden_size', state, catalog, t)?.choose('4').lanes[0].cell.hidden_size, 4);
  assert.equal(choiceOf('learning_rate', state, catalog, t)?.choose('0.1').lanes[0].optimizer.learning_rate, 0.1);
  const gru = /** @type {any} */ (choiceOf('cell', state, catalog, t)).choose('gru');
  assert.equal(choiceOf('activation', { experiment: gru }, catalog, t), null);
  assert.ok(choiceOf('task', state, catalog, t)?.options.some(({ value }) => value === 'hello'));
});
