import assert from 'node:assert/strict';
import { test } from 'node:test';

import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { applyFrame, applyLane, applyMark, applyStatus, canBranch, isLive } from '../../../frontend/src/core/model/reducer.ts';

/** @type {any} */
const experiment = { version: 1, task: { kind: 'hello' }, lanes: [{ cell: { kind: 'rnn' } }, { cell: { kind: 'gru' } }], steps: 100 };
/** @type {any} */
const facts = { task: { sequence_length: 4 }, lanes: [], work: 0 };
/** @type {any} */
const begun = { type: 'status', run: 'r1', state: 'running', step: 0, experiment, facts };
/** @param {any} state @param {(state: any, message: any) => any} reduce @param {any} message @returns {any} */
const apply = (state, reduce, message) => ({ ...state, ...reduce(state, message) });
/** @param {number} step @param {string} [run] @returns {any} */
const frame = (step, run = 'r1') => ({
  run, step, number: step + 1, input: { data: new Float32Array(8) }, lanes: [],
  scalars: [0, 1].map(() => ({ steps: [step], loss: Float32Array.of(step), metric: Float32Array.of(0), gradientNorm: Float32Array.of(0) })),
});
const running = () => apply(initialState(), applyStatus, begun);

test('a status of an unknown run begins it, with a lane each', () => {
  const { run } = running();
  assert.equal(run.id, 'r1');
  assert.deepEqual(run.lanes.map((/** @type {any} */ { state }) => state), ['training', 'training']);
  assert.equal(run.source, 'live');
  assert.ok(running().playback.playing, 'who comes to a run in motion sees it play');
  assert.ok(isLive(run));
});

test('what an earlier run still has to say begins nothing with the facts of a newer document', () => {
  const edited = { ...initialState(), experiment, facts };
  assert.deepEqual(applyStatus(edited, { type: 'status', run: 'r0', state: 'stopped', step: 9 }), {});
});

test('a status of the same run keeps what was measured', () => {
  const drawn = apply(running(), applyFrame, frame(3));
  const { run } = apply(drawn, applyStatus, { type: 'status', run: 'r1', state: 'finished', step: 3, reason: null });
  assert.equal(run.state, 'finished');
  assert.equal(run.frame.step, 3);
  assert.equal(run.lanes[0].series.length, 1);
  assert.ok(!isLive(run));
});

test('a queued run moves as it was meant to; the server has the last word', () => {
  const queued = { ...begun, state: 'queued' };
  const meant = apply({ ...initialState(), playback: { ...initialState().playback, playing: true } }, applyStatus, queued);
  assert.equal(meant.playback.playing, true);
  assert.equal(apply(initialState(), applyStatus, queued).playback.playing, false);
  const told = (/** @type {string} */ state) => apply(meant, applyStatus, { ...queued, state }).playback.playing;
  assert.deepEqual(['queued', 'running', 'paused', 'finished'].map(told), [true, true, false, false]);
});

test('what was said before a press was heard does not undo it', () => {
  const pressed = { ...running(), playback: { ...running().playback, playing: false, awaited: 'paused' } };
  const status = (/** @type {string} */ state) => ({ type: 'status', run: 'r1', state, step: 3, reason: null });
  const crossed = apply(pressed, applyStatus, status('running'));
  assert.equal(crossed.run.state, 'running');
  assert.equal(crossed.playback.playing, false);
  const confirmed = apply(crossed, applyStatus, status('paused'));
  assert.equal(apply(confirmed, applyStatus, status('running')).playback.playing, true, 'from then on the server has the last word');
  assert.equal(apply(pressed, applyStatus, { ...begun, state: 'running' }).playback.playing, true, 'and where a line that was lost is back');
  assert.equal(apply({ ...pressed, playback: { ...pressed.playback, playing: true, awaited: 'running' } }, applyStatus, status('finished')).playback.awaited, null);
});

test('a live run takes the place of a recorded one with the same name', () => {
  const recorded = { ...running(), run: { ...running().run, source: 'recording' } };
  assert.equal(apply(recorded, applyStatus, begun).run.source, 'live');
});

test('a frame is shown and remembered; one of another run is not', () => {
  const state = apply(running(), applyFrame, frame(0));
  assert.equal(state.run.frame.step, 0);
  assert.deepEqual(state.history.steps, [0]);
  assert.deepEqual(applyFrame(state, frame(1, 'r0')), {});
});

test('while an older step is held, new frames are remembered and their scalars kept', () => {
  const first = apply(running(), applyFrame, frame(0));
  const held = { ...first, playback: { ...first.playback, following: false, shownStep: 0 } };
  const { run, history, playback } = apply(held, applyFrame, frame(1));
  assert.equal(run.frame.step, 0);
  assert.equal(run.step, 1);
  assert.equal(run.lanes[0].series.length, 2);
  assert.deepEqual(history.steps, [0, 1]);
  assert.equal(playback.shownStep, 0);
});

test('a diverged lane gets one card; the other lane trains on', () => {
  const message = { type: 'lane', run: 'r1', lane: 1, state: 'diverged', step: 31, quantity: 'loss' };
  const once = apply(running(), applyLane, message);
  const { run, cards } = apply(once, applyLane, message);
  assert.deepEqual(run.lanes.map((/** @type {any} */ { state, divergedAt }) => [state, divergedAt]), [['training', null], ['diverged', 31]]);
  assert.deepEqual(cards, [{ id: 'divergence-r1-1', kind: 'divergence', lane: 1, step: 31, quantity: 'loss' }]);
  const notice = /** @type {const} */ ({ id: 'n', kind: 'notice' });
  const shown = { ...once, cards: [...once.cards, { id: 'e', kind: /** @type {const} */ ('error') }, notice] };
  assert.deepEqual(apply(shown, applyStatus, { ...begun, run: 'r2' }).cards, [notice]);
  const refused = { id: 'error-2', kind: 'error', stays: true };
  assert.deepEqual(apply({ ...running(), cards: [refused] }, applyStatus, { ...begun, run: 'r2' }).cards, [refused]);
});

test('a turned knob becomes part of the run\'s document, once', () => {
  const message = { type: 'mark', run: 'r1', lane: 0, step: 40, change: { learning_rate: 0.003 } };
  const { run } = apply(apply(running(), applyMark, message), applyMark, message);
  assert.deepEqual(run.experiment.lanes[0].changes, [{ step: 40, learning_rate: 0.003 }]);
  assert.equal(run.marks.length, 1);
});

test('a branch becomes a lane of the run, of the page and of every frame of before', () => {
  const branch = { cell: { kind: 'rnn', activation: 'relu' }, origin: { lane: 0, step: 2 } };
  const twofold = { ...begun, facts: { ...facts, lanes: [{ parameters: 5 }, { parameters: 9 }] } };
  const drawn = apply(apply({ ...initialState(), experiment }, applyStatus, twofold), applyFrame, { ...frame(4), lanes: [null, null] });
  const message = { type: 'mark', run: 'r1', lane: 2, step: 2, change: branch };
  const { run, experiment: edited, history, selectedLane, facts: known } = apply(drawn, applyMark, message);
  assert.deepEqual([run.lanes.length, run.lanes[2].origin, selectedLane], [3, 2, 2]);
  assert.deepEqual([run.experiment.lanes[2], edited.lanes[2]], [branch, branch]);
  assert.deepEqual([run.facts.lanes[2].parameters, known.lanes.length], [5, 3]);
  assert.deepEqual([run.frame.lanes.length, history.frames[0].lanes.length], [3, 3]);
  assert.equal(run.marks.length, 1);
  const again = apply(apply(drawn, applyMark, message), applyMark, message);
  assert.equal(again.run.lanes.length, 3);
});

test('a finished run can be branched and then goes on, one that failed cannot', () => {
  const drawn = apply(running(), applyFrame, frame(3));
  const ended = (/** @type {string} */ state) => apply(drawn, applyStatus, { type: 'status', run: 'r1', state, step: 3 }).run;
  assert.deepEqual(['finished', 'diverged', 'paused', 'failed', 'stopped'].map((state) => canBranch(ended(state))), [true, true, true, false, false]);
  assert.ok(isLive(apply({ ...drawn, run: ended('finished') }, applyStatus, { type: 'status', run: 'r1', state: 'running', step: 3 }).run));
});

test('the position of a run that waits is told until it begins', () => {
  const waiting = apply(running(), applyStatus, { type: 'status', run: 'r1', state: 'queued', step: 0, position: 2 });
  assert.equal(waiting.run?.position, 2);
  assert.equal(apply(waiting, applyStatus, { type: 'status', run: 'r1', state: 'running', step: 0 }).run?.position, null);
});

test('how far the last loss reaches is steadied over twenty frames: one update does not make it leap', () => {
  const reaching = (/** @type {number} */ step, /** @type {number} */ horizon) => {
    const tensors = new Map(Number.isFinite(horizon) ? [['memory_horizon', { data: Float32Array.of(horizon) }]] : []);
    return { ...frame(step), lanes: [{ tensors, memoryHorizon: Number.isFinite(horizon) ? horizon : null }, null] };
  };
  const horizonsOf = (/** @type {number[]} */ measured) => {
    let state = running();
    return measured.map((horizon, step) => {
      state = apply(state, applyFrame, reaching(step, horizon));
      return state.run.frame.lanes[0].memoryHorizon;
    });
  };
  assert.deepEqual(horizonsOf([44, 44, 44, 11, 44, 44]), [44, 44, 44, 44, 44, 44]);
  const changed = horizonsOf([...Array(30).fill(11), ...Array(30).fill(44)]);
  const leaps = (/** @type {number[]} */ shown) => shown.slice(1).filter((each, step) => Math.abs(each - shown[step]) >= 5);
  assert.deepEqual([changed[29], changed[59], leaps(changed)], [11, 44, []]);
  const between = horizonsOf(Array.from({ length: 80 }, (_, step) => (step % 3 === 0 || (step > 40 && step % 2) ? 4 : 16)));
  assert.deepEqual(leaps(between.slice(2)), [], 'of two values in turn neither is leapt to');
  assert.deepEqual(horizonsOf([NaN, 5]), [null, 5]);
});
