import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emphasisOf, inputRows, labelEvery, symbolAt, symbolRead, visible } from '../../../frontend/src/core/model/input_rows.ts';
import { phasesOf } from '../../../frontend/src/core/model/phases.ts';
import { pictureStops, pixelAt, stopOf } from '../../../frontend/src/hero/layout/picture_stops.ts';

const kinds = (/** @type {any} */ task, pitch = 16) => inputRows(task, pitch).map(({ kind }) => kind);

test('what a task reads decides its rows', () => {
  assert.deepEqual(kinds({ kind: 'hello', modality: 'symbols', input_size: 4 }, 200), ['onehot', 'symbol']);
  assert.deepEqual(kinds({ kind: 'text', modality: 'symbols', input_size: 128 }, 200), ['symbol'], 'a character, not 128 squares');
  assert.deepEqual(kinds({ kind: 'adding', modality: 'values', input_size: 2 }), ['value', 'mark']);
  assert.deepEqual(kinds({ kind: 'parity', modality: 'values', input_size: 1, levels: [-1, 1] }), ['bit']);
  assert.deepEqual(kinds({ kind: 'flip_flop', modality: 'values', input_size: 3, levels: [-1, 0, 1] }), ['bit', 'bit', 'bit']);
  assert.deepEqual(kinds({ kind: 'waveform', modality: 'values', input_size: 1 }), ['nothing']);
  for (const kind of ['sine', 'lorenz']) assert.deepEqual(kinds({ kind, modality: 'values', input_size: 1 }), ['value']);
  assert.deepEqual(kinds({ kind: 'digits', modality: 'image', input_size: 1 }), ['value', 'picture']);
});

test('a row of zeros reads nothing, though its largest channel has a number', () => {
  const input = [0, 1, 0, 0, 0, 0];
  assert.equal(symbolRead(input, 0, 3), 1);
  assert.equal(symbolRead(input, 1, 3), null);
  assert.equal(symbolAt(input, 1, 3), 0);
  assert.equal(visible(' '), '␣');
});

test('what must be remembered stands out, what passes the time does not', () => {
  assert.deepEqual(['A', 'c'].map((label) => emphasisOf({ kind: 'temporal_order', remembered: ['A', 'B'] }, label, 3)), ['strong', 'faint']);
  assert.deepEqual(['b', '.', '?'].map((label) => emphasisOf({ kind: 'copy', remembered: ['a', 'b'] }, label, 0)), ['strong', 'faint', 'faint']);
  assert.deepEqual([0, 1, 2].map((step) => emphasisOf({ kind: 'embedded_reber' }, 'T', step)), ['plain', 'strong', 'plain']);
  assert.equal(emphasisOf({ kind: 'text' }, 'a', 0), 'plain');
});

test('long labels stand where they have room, letters everywhere', () => {
  assert.equal(labelEvery(['a', '.', '?'], 8), 1);
  assert.equal(labelEvery(['AA', 'BA'], 8), 1);
  assert.equal(labelEvery(['12345', '21345'], 60), 1);
  for (const pitch of [8, 17, 28, 40]) {
    const every = labelEvery(['12345', '21345'], pitch);
    assert.ok(every * pitch > 5 * 7 && (every - 1) * pitch < 5 * 9);
  }
});

test('phases cover the sequence without gaps', () => {
  const cases = [
    [{ sequence_length: 30, phases: [['read', 5], ['wait', 20], ['recall', 5]] }, ['read', 'wait', 'recall']],
    [{ sequence_length: 12, phases: [['encoder', 6], ['decoder', 6]] }, ['encoder', 'decoder']],
    [{ sequence_length: 50, phases: [] }, []],
    [{ sequence_length: 50 }, []],
  ];
  for (const [task, names] of cases) {
    const phases = phasesOf(/** @type {any} */ (task));
    assert.deepEqual(phases.map(({ name }) => name), names);
    if (phases.length === 0) continue;
    assert.equal(phases[0].from, 0);
    assert.equal(phases.at(-1)?.to, /** @type {any} */ (task).sequence_length - 1);
    for (const [index, phase] of phases.entries()) if (index) assert.equal(phase.from, phases[index - 1].to + 1);
  }
  assert.deepEqual(phasesOf({ phases: [['read', 5], ['wait', 20], ['recall', 5]] }).map(({ to, from }) => to - from + 1), [5, 20, 5]);
});

test('pictures stand at the ends of image rows, none into another, the whole one last', () => {
  for (const [count, pitch, width, room] of [[64, 15, 8, 82], [64, 44, 8, 82], [784, 15, 28, 80], [64, 15, 8, 400]]) {
    const stops = pictureStops({ count, pitch }, width, room);
    assert.equal(stops.at(-1), count - 1);
    for (const [index, stop] of stops.entries()) {
      assert.equal((stop + 1) % width, 0);
      if (index) assert.ok((stop - stops[index - 1]) * pitch >= room);
    }
    for (let step = 0; step < count; step += 1) assert.ok(stopOf(stops, step) >= step);
  }
});

test('a permuted picture reads its pixels in the order that the task tells', () => {
  assert.deepEqual(pixelAt({ image_size: [8, 8] }, 31), { row: 3, column: 7 });
  assert.deepEqual(pixelAt({ image_size: [2, 2], pixel_order: [3, 0, 2, 1] }, 0), { row: 1, column: 1 });
});
