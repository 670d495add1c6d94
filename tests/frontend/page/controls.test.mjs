import assert from 'node:assert/strict';
import { test } from 'node:test';

import { suggestedKnob } from '../../../frontend/src/page/transport/cards.ts';
import { setAt } from '../../../frontend/src/core/model/experiment.ts';
import { errorText, placeErrors } from '../../../frontend/src/page/controls/fields.ts';
import { choiceText, controlsPlan } from '../../../frontend/src/core/model/controls_plan.ts';
import { parseEquation, splitTerms } from '../../../frontend/src/ui/equation.ts';
import { kernelWords } from '../../../frontend/src/page/controls/kernel_note.ts';
import { parseNumber, parseWritten } from '../../../frontend/src/page/controls/field.ts';
import { openFix } from '../../../frontend/src/core/model/open_fix.ts';
import { taskTexts } from '../../../frontend/src/page/question.ts';
import { catalog as makeCatalog } from '../support/catalog.mjs';

const catalog = makeCatalog();
const [{ experiment, fix }] = catalog.presets;
const names = (/** @type {any[]} */ rows) => rows.map(({ field }) => field.name);

test('at first only the cell and its activation are in sight, and the switch of a memory that is off', () => {
  const { task, model, training, run } = controlsPlan(catalog, experiment, 0, false);
  assert.deepEqual([names(task), names(model), names(training), names(run)], [[], ['cell', 'activation'], [], []]);
  const without = setAt(experiment, ['lanes', 0, 'cell', 'recurrence'], 'off');
  assert.deepEqual(names(controlsPlan(catalog, without, 0, false).model), ['cell', 'activation', 'recurrence']);
});

test('then everything that the catalog offers, and nothing it cannot run', () => {
  const { task, model, training, run } = controlsPlan(catalog, experiment, 0, true);
  assert.deepEqual(names(task), ['length']);
  assert.deepEqual(names(model), ['cell', 'activation', 'recurrence', 'hidden_size', 'layers', 'recurrent_init', 'spectral_radius']);
  assert.deepEqual(names(training), ['optimizer', 'learning_rate', 'clip', 'threshold']);
  assert.deepEqual(names(run), ['batch_size', 'steps', 'data_seed', 'weight_seed', 'kernel', 'sample']);
  assert.deepEqual(model[0].field.choices, ['rnn', 'cwrnn', 'lstm', 'gru']);
  assert.deepEqual(training.map(({ tuned }) => tuned), [undefined, 'learning_rate', 'clip', 'clip']);
});

test('every row\'s path leads to its value', () => {
  for (const rows of Object.values(controlsPlan(catalog, experiment, 0, true))) {
    for (const { path, value, edit } of rows) {
      if (edit === 'sample') continue;
      const found = path.reduce((/** @type {any} */ inner, key) => inner[key], experiment);
      assert.deepEqual(found?.kind ?? found, value, path.join('.'));
    }
  }
});

test('choices take their words from their family, else from the field', () => {
  assert.equal(choiceText(/** @type {any} */ ({ text: 'field.activation', family: 'activation' }), 'tanh'), 'activation.tanh');
  assert.equal(choiceText(/** @type {any} */ ({ text: 'field.recurrence' }), 'off'), 'field.recurrence.off');
});

test('an error stands at the field it names, else at the nearest part, else on its own', () => {
  const rows = Object.values(controlsPlan(catalog, experiment, 0, true)).flat();
  const errors = [
    { path: ['lanes', 0, 'cell', 'hidden_size'], message: 'too many' },
    { path: ['lanes', 0, 'cell', 'recurrent_init', 'matrix'], message: 'shape' },
    { path: ['lanes', 1, 'cell', 'hidden_size'], message: 'of another lane' },
    { path: [], message: 'too much work' },
  ];
  const { homes, homeless } = placeErrors(rows, errors, (key) => key);
  assert.equal(homes.get('lanes.0.cell.hidden_size:integer'), 'too many');
  assert.equal(homes.get('lanes.0.cell.recurrent_init:kind'), 'shape');
  assert.deepEqual(homeless.map(({ message }) => message), ['of another lane', 'too much work']);
});

test('a value beyond the bounds of its field is explained in the language of the page', () => {
  const said = (/** @type {unknown} */ value, message = 'as the server says') => (
    errorText(/** @type {any} */ ({ field: { text: 'field.hidden_size', minimum: 1, maximum: 512 }, value }), message, (key, gaps) => `${key} ${gaps?.bound ?? ''}`));
  assert.deepEqual([said(9000), said(0), said(8), said(9000, '')], ['field.too_large 512', 'field.too_small 1', 'as the server says', '']);
});

test('numbers are read as people write them', () => {
  const required = /** @type {any} */ ({ field: {} });
  assert.deepEqual(['0.01', '1e-3', '−2', '0,5', '3×10⁻⁴', ' 12 345 '].map((text) => parseNumber(text, required)), [0.01, 0.001, -2, 0.5, 0.0003, 12345]);
  const optional = /** @type {any} */ ({ field: { optional: true } });
  const typed = (/** @type {string} */ type) => /** @type {any} */ ({ field: { type } });
  assert.deepEqual([parseNumber('abc', required), parseNumber('', required), parseNumber('', optional)], [undefined, undefined, null]);
  assert.deepEqual(parseWritten('1, 2 4', typed('integers')), [1, 2, 4]);
  assert.deepEqual(parseWritten('1 −2\n3 4', typed('matrix')), [[1, -2], [3, 4]]);
  assert.equal(parseWritten('1 x', typed('matrix')), undefined);
});

test('the fix is offered until a lane has the mending cell', () => {
  const state = { catalog, preset: 'vanishing', experiment };
  assert.equal(openFix(state)?.text, 'preset.vanishing.fix');
  assert.equal(openFix({ ...state, experiment: fix.experiment }), null);
  assert.equal(openFix({ ...state, preset: null }), null);
});

test('letters of one’s own are not asked about as the task’s own are', () => {
  const hello = catalog.families.task.find(({ kind }) => kind === 'hello');
  assert.ok(hello);
  const usual = Object.fromEntries(hello.fields.map(({ name, default: value }) => [name, value]));
  const asked = (/** @type {object} */ task) => taskTexts({ catalog, experiment: { ...experiment, task: { kind: 'hello', ...usual, ...task } } }, 'question');
  assert.deepEqual(asked({}), ['task.hello.question']);
  assert.deepEqual(asked({ text: 'abba' }), ['task.hello.own.question', 'task.hello.question']);
});

test('a diverged lane is offered one knob: a clip, or a tenth of the learning rate', () => {
  const unclipped = { ...experiment, lanes: [{ ...experiment.lanes[0], clip: { kind: 'none' } }] };
  assert.deepEqual(suggestedKnob(unclipped, 0)?.experiment.lanes[0].clip, { kind: 'norm', threshold: 1 });
  assert.equal(suggestedKnob(experiment, 0)?.experiment.lanes[0].optimizer.learning_rate, 0.0003);
});

test('equations are read symbol by symbol', () => {
  assert.deepEqual(parseEquation('h_t^{m} = W_hh h_{t−1}').map(({ base, sub, sup }) => [base, sub, sup].filter((part) => part !== null).join(' ')), ['h t m', '=', 'W hh', 'h t−1']);
});

test('small digits are indices and exponents', () => {
  assert.deepEqual(parseEquation('β₁ ‖W‖² (1 + |z|)²'), [
    { base: 'β', sub: '1', sup: null }, { base: '‖', sub: null, sup: null }, { base: 'W', sub: null, sup: null }, { base: '‖', sub: null, sup: '2' },
    ...['(', '1', '+', '|', 'z', '|'].map((base) => ({ base, sub: null, sup: null })), { base: ')', sub: null, sup: '2' },
  ]);
});

test('an equation may go on in the next line before a sign, a comma’s next part, a factor in brackets', () => {
  const lines = (/** @type {string} */ equation) => splitTerms(parseEquation(equation)).map((term) => term.map(({ base }) => base).join(' '));
  assert.deepEqual(lines('L = Σ_t (a) (b), k = m + 1'), ['L', '= Σ', '( a )', '( b ) ,', 'k = m', '+ 1']);
  assert.deepEqual(lines('h = f(x, y)'), ['h', '= f ( x , y )']);
});

test('a field that only one choice makes a use of is in sight with that choice alone', () => {
  const reading = makeCatalog();
  reading.families.task.push({
    kind: 'text', available: true, text: 'task.text', equation: [], fields: [
      { name: 'corpus', type: 'choice', default: 'english', choices: ['english', 'own'], text: 'field.corpus' },
      { name: 'text', type: 'text', default: '', text: 'field.own_text', multiline: true, only_with: { corpus: 'own' } },
    ],
  });
  const shown = (/** @type {string} */ corpus) => names(controlsPlan(reading, { ...experiment, task: { kind: 'text', corpus, text: '' } }, 0, true).task);
  assert.deepEqual(shown('english'), ['corpus']);
  assert.deepEqual(shown('own'), ['corpus', 'text']);
});

test('which kernel computes the models is said once where they agree, else with the letters of each', () => {
  const t = (/** @type {string} */ id, /** @type {any} */ { lanes, words } = {}) => (lanes ? `${lanes}: ${words}` : id);
  assert.equal(kernelWords([null, null], t), 'kernel.fused');
  assert.equal(kernelWords([null, 'cell', null], t), 'A, C: kernel.fused B: kernel.cell');
  assert.equal(kernelWords([], t), '');
});
