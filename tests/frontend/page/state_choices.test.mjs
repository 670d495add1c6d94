import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tunedExperiment } from '../../../frontend/src/core/actions/tuning.ts';
import { cellName } from '../../../frontend/src/core/text/lane.ts';
import { derivedValue, withClocksOf, withOpenClocks, withWindowOverShift } from '../../../frontend/src/core/model/derived.ts';
import { switched, withCell } from '../../../frontend/src/core/model/experiment.ts';
import { firstTasks, groupsOf } from '../../../frontend/src/core/model/groups.ts';
import { controlsPlan } from '../../../frontend/src/core/model/controls_plan.ts';
import { byteLength, withinBytes } from '../../../frontend/src/page/controls/field.ts';
import { catalog as makeCatalog } from '../support/catalog.mjs';

const TASKS = ['hello', 'text', 'sine', 'waveform', 'lorenz', 'mackey_glass', 'adding', 'copy', 'selective_copy', 'associative_recall', 'temporal_order', 'parity', 'word_problem', 'flip_flop', 'echo', 'reber', 'embedded_reber', 'brackets', 'digits', 'mnist', 'seq2seq_reverse'];
const CELLS = ['rnn', 'irnn', 'cwrnn', 'lstm', 'slstm', 'gru', 'orthogonal', 'ugrnn', 'scrn', 'indrnn', 'antisymmetric', 'cornn', 'lem', 'lmu', 'lru', 'rglru', 'deltanet', 'mlstm', 'mingru', 'minlstm', 'nprnn'];

test('every kind stands in exactly one group, unknown ones in the last', () => {
  for (const [family, kinds] of /** @type {[string, string[]][]} */ ([['task', TASKS], ['cell', CELLS]])) {
    const groups = groupsOf(family, kinds);
    assert.deepEqual(groups.flatMap((group) => group.kinds).sort(), [...kinds].sort());
    assert.ok(!groups.some(({ id }) => id === 'other'), `${family}: none is left over`);
  }
  assert.deepEqual(groupsOf('cell', ['gru', 'xlstm']), [{ id: 'gated', kinds: ['gru'] }, { id: 'other', kinds: ['xlstm'] }]);
});

test('a few tasks are in sight, the chosen one always', () => {
  assert.equal(firstTasks(TASKS, 'adding').length, 6);
  const few = firstTasks(TASKS, 'waveform');
  assert.ok(few.length === 6 && few.includes('waveform'));
  assert.deepEqual(firstTasks(['a', 'b'], 'b'), ['a', 'b']);
});

test('an empty field says what it comes to', () => {
  assert.equal(derivedValue({ kind: 'echo', length: 50 }, { name: 'lag' }), 16);
  assert.deepEqual([4, 12, 60].map((length) => derivedValue({ kind: 'brackets', length }, { name: 'max_depth' })), [2, 4, 8]);
  assert.deepEqual(derivedValue({ kind: 'cwrnn', hidden_size: 4 }, { name: 'periods' }), [1, 2, 4, 8]);
  assert.deepEqual(derivedValue({ kind: 'cwrnn', hidden_size: 4 }, { name: 'periods' }, 5), [1, 2]);
  assert.equal(derivedValue({ kind: 'lstm' }, { name: 'chrono' }), null);
});

test('a window is never shorter than its shift, whichever is turned', () => {
  const bptt = { kind: 'truncated', window: 8, shift: 12 };
  assert.deepEqual(withWindowOverShift(bptt, 'shift'), { kind: 'truncated', window: 12, shift: 12 });
  assert.deepEqual(withWindowOverShift(bptt, 'window'), { kind: 'truncated', window: 8, shift: 8 });
  const fine = { kind: 'truncated', window: 12, shift: 4 };
  assert.equal(withWindowOverShift(fine, 'shift'), fine);
});

test('another kind keeps what was chosen, not what merely was the default', () => {
  const catalog = makeCatalog();
  assert.equal(switched(catalog, 'task', 'sine', { kind: 'temporal_order', length: 80 }).length, 80);
  catalog.families.task[2].fields[0] = { ...catalog.families.task[2].fields[0], default: 320 };
  assert.equal(switched(catalog, 'task', 'sine', { kind: 'temporal_order', length: 50 }).length, 320);
  const lstm = catalog.families.cell[2];
  lstm.fields = lstm.fields.map((/** @type {any} */ field) => (field.name === 'layers' ? { ...field, default: 2 } : field));
  const lane = /** @type {any} */ ({ cell: { kind: 'rnn', hidden_size: 8, layers: 1 } });
  assert.deepEqual([withCell(catalog, lane, 'lstm').cell.layers, withCell(catalog, lane, 'lstm').cell.hidden_size], [2, 8]);
});

test('truncated backpropagation is tuned like a clip', () => {
  const catalog = makeCatalog();
  const field = (/** @type {string} */ name, /** @type {number} */ value) => ({ name, type: 'integer', default: value, minimum: 1, maximum: 2000, scale: 'log', text: `field.${name}` });
  catalog.families.bptt.push({ kind: 'truncated', available: true, text: 'bptt.truncated', equation: [], fields: [field('window', 20), field('shift', 10)] });
  const experiment = structuredClone(catalog.presets[0].experiment);
  experiment.lanes[0].bptt = { kind: 'truncated', window: 20, shift: 10 };
  const rows = controlsPlan(catalog, experiment, 0, true).training.filter(({ path }) => path[2] === 'bptt');
  assert.deepEqual(rows.map(({ path, tuned }) => [path[3] ?? 'kind', tuned]), [['kind', 'bptt'], ['window', 'bptt'], ['shift', 'bptt']]);
  assert.deepEqual(tunedExperiment(experiment, 0, { bptt: { kind: 'full' } }).lanes[0].bptt, { kind: 'full' });
});

test('bytes are those of UTF-8', () => {
  assert.deepEqual(['abc', '한글', 'é'].map(byteLength), [3, 6, 2]);
});

test('a text is cut to its bound in whole characters', () => {
  assert.deepEqual(['abcd', '한글', 'é', 'ab'].map((text) => withinBytes(text, 4)), ['abcd', '한', 'é', 'ab']);
  assert.deepEqual([withinBytes('a😀b', 4), withinBytes('abc')], ['a', 'abc']);
});

test('clocks that the server named follow the size again, others stay, and a link without any is the same document', () => {
  const document = (/** @type {unknown[]} */ ...periods) => /** @type {any} */ ({ task: { kind: 'adding', length: 50 }, lanes: periods.map((each) => ({ cell: { kind: 'cwrnn', hidden_size: 16, periods: each } })) });
  assert.deepEqual(withOpenClocks(document([1, 2, 4, 8], [1, 3], [1, 2])), document(null, [1, 3], [1, 2]));
  assert.deepEqual(withClocksOf(document(null, [1, 3]), document([1, 2, 4, 8], [1, 5])), document([1, 2, 4, 8], [1, 3]));
  const plain = /** @type {any} */ ({ task: { kind: 'hello' }, lanes: [{ cell: { kind: 'rnn', hidden_size: 3 } }] });
  assert.deepEqual([withOpenClocks(plain), withClocksOf(plain, plain)], [plain, plain]);
});

test('a clockwork of one module says that it is none', () => {
  const name = (/** @type {number[] | null} */ periods) => cellName(/** @type {any} */ ({ kind: 'cwrnn', periods }), (id) => id);
  assert.deepEqual([name([1]), name([1, 2]), name(null)], ['cell.cwrnn.label · lane.one_module', 'cell.cwrnn.label', 'cell.cwrnn.label']);
});
