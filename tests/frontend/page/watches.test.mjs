import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { test } from 'node:test';

register(new URL('../support/recorded_modules.mjs', import.meta.url));
keepNobodyWaiting();
const { openPage, settled } = await import('../support/document.mjs');
const { decodeRecording } = await import('../../../frontend/src/core/protocol/recording.ts');
const { followWatch } = await import('../../../frontend/src/core/actions/watch_panels.ts');
const { applyFrame, applyLane, applyMark, applyStatus } = await import('../../../frontend/src/core/model/reducer.ts');
const { mountAfter, mountSidePanels, mountViews } = await import('../../../frontend/src/page/page.ts');
const { mountReplayBar } = await import('../../../frontend/src/share/replay_bar.ts');
const { unlisted, watches } = await import('../support/recorded_reads.mjs');
await loadEverything();

/** @typedef {import('../../../frontend/src/core/model/types.ts').State} State */

const { buffer } = Uint8Array.from(readFileSync(new URL('../../../frontend/recordings/opening.safetensors', import.meta.url)));
const { experiment, facts, frames } = decodeRecording(buffer);
const QUESTIONS = ['read', 'write', 'lengths', 'poke', 'clamp', 'dial', 'bench', 'portrait', 'map', 'seeds', 'surface', 'wall'];
/** Of the page's lists, those that one visit must at least have come by. */
const MOST = 60;

/** What a page loads later is here at once, so that a busy machine shows no other views at a moment than an idle one. */
async function loadEverything() {
  const source = new URL('../../../frontend/src/', import.meta.url);
  const modules = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts') && path.includes('/'));
  await Promise.all(modules.map((path) => import(new URL(path, source).href)));
}

/** Nothing unmounts a whole page: its clocks must not hold the process, and what comes of itself after a second is no part of the visit. */
function keepNobodyWaiting() {
  const { setTimeout: later } = globalThis;
  globalThis.setTimeout = /** @type {any} */ ((/** @type {() => void} */ callback, delay = 0) => (delay < 1000 ? later(callback, delay).unref() : null));
  globalThis.setInterval = /** @type {any} */ (() => null);
  globalThis.BroadcastChannel = /** @type {any} */ (class {
    postMessage() {}
  });
}

const status = (/** @type {string} */ state, step = 0) => (/** @type {State} */ before) => applyStatus(before, /** @type {any} */ ({ type: 'status', run: 'r', state, step, experiment, facts }));
const frame = (/** @type {number} */ index) => (/** @type {State} */ before) => applyFrame(before, { ...frames[index], run: 'r' });
const details = (/** @type {string} */ name, /** @type {string} */ value) => (/** @type {State} */ before) => ({ details: { ...before.details, [name]: value } });
const playback = (/** @type {Partial<State['playback']>} */ patch) => (/** @type {State} */ before) => ({ playback: { ...before.playback, ...patch } });

/** What happens to a page in a long visit. @type {(Partial<State> | ((before: State) => Partial<State>))[]} */
const VISIT = [
  status('paused'), frame(0), status('running'), frame(1), { rates: { updatesPerSecond: 9, framesPerSecond: 9 } },
  { cursor: { lane: 0, layer: 0, timeStep: 2, unit: 0 }, pinned: true }, (before) => ({ panels: before.catalog?.panels.map(({ kind }) => kind) }), status('running', 1),
  (before) => applyMark(before, { type: 'mark', run: 'r', lane: 0, step: 1, change: { learning_rate: 0.1 } }),
  (before) => applyMark(before, { type: 'mark', run: 'r', lane: before.run?.lanes.length ?? 0, step: 1, change: { ...experiment.lanes[0], origin: { lane: 0, step: 1 } } }),
  (before) => applyLane(before, { type: 'lane', run: 'r', lane: 0, state: 'diverged', step: 1, quantity: 'loss' }),
  { view: 'folded' }, { view: 'wires' }, { view: 'unrolled' }, ...QUESTIONS.map((name) => details('try', name)),
  { guess: { lane: 0, sketch: [], compared: false } }, { guess: null }, { scheme: 'dark' }, { fontScale: 'large' }, { link: { state: 'lost', retryAt: 5 } }, { link: { state: 'open', retryAt: null } },
  playback({ slowMotion: true }), playback({ following: false, shownStep: 0 }), { runs: [] }, { moreControls: true }, { difference: true }, { help: true },
  { errors: [{ path: ['batch_size'], message: 'too large' }] }, status('finished', 2),
  ...[0, 1, 2].map((number) => ({ lesson: { number, step: 0, answer: {}, reading: null } })), { lesson: null },
  { replay: { name: 'a', alone: false } }, { watching: /** @type {any} */ ({ state: 'watching', copy: null, waiting: false, following: true, look: null }) },
];

globalThis.requestAnimationFrame = () => 0; // Nothing is drawn here: what views read to write themselves is enough.

test('what a view shows of the state stands in the list of what it watches', async () => {
  const { store, services } = await openPage();
  mountViews(store, services, 'whole');
  await Promise.all([mountAfter(store, services, 'whole'), mountSidePanels(store, services)]);
  mountReplayBar(store, services);
  followWatch(store, () => true);
  await settled();
  for (const happening of VISIT) {
    store.set(happening);
    await settled();
  }
  await services.actions.setLanguage('ko');
  await settled();
  assert.deepEqual([...watches.values()].flatMap((one) => unlisted(one).map((path) => `${one.place} reads ${path}`)), []);
  assert.ok(watches.size >= MOST, `${watches.size} lists were tried`);
});
