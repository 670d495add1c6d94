import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, press, settled, until } from '../support/document.mjs';
import { goldenRun, play } from '../support/golden_runs.mjs';
import { timeAxis } from '../../../frontend/src/core/model/time_axis.ts';
import { decodeFrame } from '../../../frontend/src/core/protocol/frame.ts';
import { threeFigures } from '../../../frontend/src/core/text/number.ts';
import { mountCloser } from '../../../frontend/src/page/chooser/closer.ts';
import { measurementsOffered } from '../../../frontend/src/page/chooser/places.ts';
import { mountMeasurements } from '../../../frontend/src/measure/measurements.ts';
import { mountTry } from '../../../frontend/src/ask/try_area.ts';

/** @typedef {import('../../../frontend/src/core/model/types.ts').Tensor} Tensor */

/** A page with these cards open, over a run that Python measured. @param {string} name @param {string[]} panels @param {object} [options] */
async function cards(name, panels, options) {
  const run = goldenRun(`measured/${name}`);
  const page = await openPage({ state: { panels }, ...options });
  play(page.server, run);
  const [centre, side] = ['measurements', 'measurements-side'].map((id) => /** @type {HTMLElement} */ (document.getElementById(id)));
  mountMeasurements({ centre, side }, page.store, page.services);
  mountTry(/** @type {HTMLElement} */ (document.getElementById('try')), page.store, page.services);
  mountCloser(/** @type {HTMLElement} */ (document.getElementById('closer')), page.store, page.services);
  const card = (/** @type {string} */ kind) => /** @type {HTMLElement} */ (document.querySelector(`.panel[data-kind=${kind}]`));
  await until(() => panels.every((kind) => card(kind)), 'the cards');
  await settled();
  const [lane] = decodeFrame(run.bytes).lanes;
  const tensor = (/** @type {string} */ of) => /** @type {Tensor} */ (lane?.tensors.get(of));
  const part = (/** @type {string} */ selector) => (/** @type {string} */ kind) => card(kind).querySelector(selector)?.textContent ?? '';
  return { ...page, card, tensor, caption: part('.panel-caption'), note: part('.card-note'), legend: part('.panel-legend'), rows: (/** @type {string} */ kind) => rows(card(kind)) };
}

/** Opens a card's table. @param {HTMLElement} card @returns {Promise<string[][]>} its cells */
async function rows(card) {
  const twin = /** @type {HTMLDetailsElement} */ (card.querySelector('.panel-twin'));
  twin.open = true;
  twin.dispatchEvent(new Event('toggle'));
  const found = await until(() => { const all = card.querySelectorAll('.panel-table tbody tr'); return all.length ? [...all] : null; }, 'the rows of the table');
  return found.map((row) => [...row.children].map(({ textContent }) => textContent ?? ''));
}

/** @param {Tensor} tensor @param {number} [from] @param {number} [to] @returns {string[]} its numbers as the page prints them */
const printed = ({ data }, from = 0, to = undefined) => Array.from(data, Number).slice(from, to).map(threeFigures);
const column = (/** @type {string[][]} */ table, /** @type {number} */ at) => table.map((row) => row.at(at));
/** The picture lies on an axis of so many time steps. @param {number} count */
const timeWindow = (count) => ({ axis: timeAxis({ count, room: 600, start: 54 }), gutter: 54, width: 660, scroll: 0, touch: false, labelled: true });

test('the triangle shows the numbers of the frame, and keys read it aloud', async () => {
  const { rows: table, tensor, card, store } = await cards('hello', ['triangle'], { state: { panels: ['triangle'], timeWindow: timeWindow(4) } });
  const triangle = tensor('gradient_triangle');
  for (const [row, cells] of (await table('triangle')).entries()) {
    assert.deepEqual(cells.slice(1, row + 2), printed(triangle, 4 * row, 4 * row + row + 1));
    assert.deepEqual(cells.slice(row + 2), Array(3 - row).fill(''));
  }
  const picture = /** @type {Element} */ (card('triangle').querySelector('.time-scroller'));
  press(picture, 'Home');
  assert.ok(store.get().announcement.text.includes(printed(triangle, 12, 13)[0]), store.get().announcement.text);
  press(picture, 'ArrowUp');
  press(picture, 'ArrowRight');
  assert.ok(store.get().announcement.text.includes(printed(triangle, 9, 10)[0]), store.get().announcement.text);
});

test('the ledger adds up', async () => {
  const { rows: table, tensor } = await cards('hello', ['ledger']);
  const entries = tensor('ledger').data;
  const shown = (await table('ledger')).map((cells) => cells.slice(1, 4).map((cell) => Number(cell.replace('−', '-').replace('+', ''))));
  assert.equal(shown.length, entries.length / 4);
  for (const [index, row] of shown.reverse().entries()) {
    for (const [place, part] of [0, 1, 3].entries()) assert.ok(Math.abs(row[place] - Number(entries[4 * index + part])) < 0.051);
    assert.ok(Math.abs(row[0] + row[1] - row[2]) < 0.2);
  }
});

test('the parts of the time steps, and of the lags, add up to the gradient', async () => {
  const { rows: table, tensor } = await cards('hello', ['contributions', 'lags']);
  const count = 4;
  assert.deepEqual(column(await table('contributions'), 1), printed(tensor('gradient_by_step'), 0, count));
  const lags = await table('lags');
  assert.deepEqual(column(lags, 1), printed(tensor('gradient_by_lag'), 0, count));
  assert.ok(Math.abs(Number(lags.at(-1)?.[2]) - 1) < 0.005);
});

test('norms of every parameter', async () => {
  const { rows: table, tensor } = await cards('hello', ['norms']);
  const shown = await table('norms');
  assert.deepEqual(column(shown, 0).sort(), ['W_hh.0', 'W_hy', 'W_xh.0', 'b_hh.0', 'b_xh.0', 'b_y']);
  for (const [index, name] of ['parameter_gradient_norm', 'parameter_norm', 'update_ratio'].entries()) assert.deepEqual(column(shown, index + 1), printed(tensor(name)));
});

test('exponents and the fan in the right column', async () => {
  const { rows: table, tensor } = await cards('hello', ['lyapunov', 'jacobian']);
  const exponents = tensor('lyapunov_exponents');
  assert.deepEqual(column(await table('lyapunov'), 1), printed(exponents, 0, exponents.shape.at(-1)));
  const fan = tensor('jacobian_singular_values');
  const [, count, units] = fan.shape;
  const expected = Array.from({ length: count }, (_, index) => printed(fan, units * (count - 1 - index), units * (count - index)));
  assert.deepEqual((await table('jacobian')).map((cells) => cells.slice(1)), expected);
});

test('of the long run only what has settled is said, with its error', async () => {
  const { rows: table, caption, card, store } = await cards('hello', ['lyapunov']);
  const told = async (/** @type {number[]} */ exponents, /** @type {number} */ steps) => {
    const before = caption('lyapunov');
    const run = /** @type {import('../../../frontend/src/core/model/types.ts').RunView} */ (store.get().run);
    const frame = /** @type {import('../../../frontend/src/core/model/types.ts').Frame} */ (run.frame);
    const [lane] = /** @type {import('../../../frontend/src/core/model/types.ts').LaneFrame[]} */ (frame.lanes);
    const tensor = (/** @type {number[]} */ shape, /** @type {number[]} */ data) => /** @type {Tensor} */ ({ shape, dtype: 'F32', data: Float32Array.from(data) });
    const tensors = new Map([...lane.tensors, ['long_run_exponents', tensor([1, 3], exponents)], ['long_run_error', tensor([1, 3], [0.001, 0.002, NaN])], ['long_run_steps', tensor([2], [160, steps])]]);
    store.set({ run: { ...run, frame: { ...frame, lanes: [{ ...lane, tensors }] } } });
    return until(() => caption('lyapunov') !== before && caption('lyapunov'), 'other words');
  };
  const settledOnes = await told([-0.25, -0.5, NaN], 320);
  assert.ok(settledOnes.includes('−0.250 ± 0.00100') && settledOnes.includes(`×${threeFigures(Math.exp(-0.25))}`), settledOnes);
  assert.equal(card('lyapunov').querySelector('.long-run')?.getAttribute('d')?.match(/M/g)?.length, 2);
  const shown = await table('lyapunov');
  assert.deepEqual(column(shown, 3), [-0.25, -0.5, NaN].map(threeFigures));
  assert.ok(!(await told([NaN, -0.5, NaN], 320)).includes('±'));
  assert.ok(!(await told([NaN, NaN, NaN], 0)).includes('±'));
});

test('gates say how long they keep', async () => {
  const { rows: table, tensor, card, store } = await cards('gated', ['gates'], { state: { panels: ['gates'], timeWindow: timeWindow(4) } });
  const [statistics, gates, kept] = ['gate_statistics', 'gates', 'keep_product'].map(tensor);
  const [, count, kinds, figures] = statistics.shape;
  const units = gates.shape[3];
  const shown = await table('gates');
  for (let gate = 0; gate < kinds; gate += 1) assert.deepEqual(column(shown, 1 + gate), Array.from({ length: count }, (_, step) => printed(statistics, (step * kinds + gate) * figures)[0]));
  const keep = (/** @type {number} */ step) => Array.from({ length: units }, (_, unit) => Number(gates.data[(step * kinds + 1) * units + unit]));
  const product = (/** @type {number} */ step) => Array.from({ length: units }, (_, unit) => Number(kept.data[step * units + unit]));
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const [step, cells] of shown.entries()) {
    const median = keep(step).sort((one, other) => one - other)[1];
    assert.equal(cells[5], threeFigures(1 / (1 - median)));
    assert.ok(Math.abs(Number(cells.at(-1)) / mean(product(step)) - 1) < 0.005);
  }
  const picture = /** @type {Element} */ (card('gates').querySelector('.time-scroller'));
  for (const key of ['Home', 'ArrowDown', 'ArrowDown']) press(picture, key);
  const said = store.get().announcement.text;
  for (const value of [keep(0)[2], 1 / (1 - keep(0)[2]), product(0)[2]]) assert.ok(said.includes(threeFigures(value)), said);
});

test('a model without gates says so', async () => {
  const { caption, t } = await cards('hello', ['gates', 'pre_activation']);
  assert.equal(caption('gates'), t('measure.absent'));
  assert.notEqual(caption('pre_activation'), t('measure.absent'));
});

test('truncation is said where it cuts, and where it does not', async () => {
  const { note, legend, t } = await cards('truncated', ['triangle', 'saliency', 'lags']);
  assert.ok(legend('triangle').includes(t('triangle_card.cut')));
  for (const kind of ['saliency', 'lags']) assert.ok(note(kind).includes(t('measure.untruncated')), kind);
  assert.ok(note('lags').includes(t('measure.older', { step: 0 })));
  assert.ok(!note('triangle').includes(t('measure.untruncated')));
});

test('a cell that reads its state out shows the gradient of the state', async () => {
  const { rows: table, legend, tensor, card } = await cards('carried', ['triangle', 'contributions']);
  assert.ok(legend('triangle').includes('(h, x)'));
  const triangle = tensor('state_triangle');
  assert.ok(Number(triangle.data[12]) > 0);
  assert.deepEqual((await table('triangle'))[3].slice(1), printed(triangle, 12, 16));
  const choices = [...card('contributions').querySelectorAll('.choice')].map((choice) => [...choice.querySelectorAll('label')].map(({ textContent }) => textContent));
  assert.ok(choices.some((names) => names.join() === 'nu.0,theta.0'), JSON.stringify(choices));
});

test('a card speaks of the whole state where its horizon is that of the state', async () => {
  const whole = await cards('remembering', ['triangle']);
  const own = '(h, c)';
  assert.ok(whole.caption('triangle').includes(own), whole.caption('triangle'));
  const { caption } = await cards('hello', ['triangle']);
  assert.ok(!caption('triangle').includes('('), caption('triangle'));
});

test('a measurement that would take too long says so without a reading', async () => {
  const { caption, note, card } = await cards('too_long', ['jacobian']);
  assert.notEqual(note('jacobian'), '');
  assert.equal(caption('jacobian'), '');
  assert.equal(card('jacobian').dataset.empty, 'true');
});

/** Opens the chooser. @returns {Promise<HTMLElement[]>} its choices */
async function choices() {
  /** @type {HTMLElement} */ (document.querySelector('.closer-button')).click();
  return until(() => { const all = [...document.querySelectorAll('dialog.chooser .chooser-choice')]; return all.length ? /** @type {HTMLElement[]} */ (all) : null; }, 'the chooser');
}

/** @param {HTMLElement[]} all @param {string} id @returns {HTMLElement} */
const choiceOf = (all, id) => /** @type {HTMLElement} */ (all.find(({ dataset }) => dataset.choice === id));

test('cards are opened from the chooser, which closes, and closed by key, and the focus stays near', async () => {
  const { store, card, t } = await cards('hello', []);
  const opener = /** @type {HTMLElement} */ (document.querySelector('.closer-button'));
  const triangle = choiceOf(await choices(), 'triangle');
  assert.equal(triangle.querySelector('.cost')?.textContent, t('measure.heavy'));
  assert.equal(triangle.querySelector('.choice-teaches')?.textContent, t('panel.triangle.teaches'));
  triangle.click();
  assert.equal(document.querySelector('dialog.chooser'), null);
  await until(() => card('triangle'), 'the card');
  assert.deepEqual([...document.querySelectorAll('.open-chip')].map(({ textContent }) => textContent), [t('panel.triangle.label')]);
  const again = choiceOf(await choices(), 'triangle');
  assert.equal(again.getAttribute('aria-current'), 'true');
  again.click();
  assert.deepEqual(store.get().panels, ['triangle'], 'what is open is shown, not closed');
  assert.equal(card('triangle').querySelector('h2')?.textContent, t('panel.triangle.label'));
  const close = /** @type {HTMLElement} */ (card('triangle').querySelector('.card-remove'));
  assert.equal(close.getAttribute('aria-label'), t('measure.close', { name: t('panel.triangle.label') }));
  close.focus();
  close.click();
  await settled();
  assert.equal(card('triangle'), null);
  assert.equal(document.activeElement, opener);
  assert.deepEqual(store.get().panels, []);
});

test('the chooser has every card in two groups, each with a picture of its own', async () => {
  const { t } = await cards('hello', []);
  const all = await choices();
  const groups = [...document.querySelectorAll('.chooser-group')];
  assert.deepEqual(groups.map((group) => group.querySelector('h3')?.textContent), [t('closer.group.measure'), t('closer.group.try')]);
  const pictures = all.map((choice) => choice.querySelector('svg')?.innerHTML);
  assert.ok(pictures.length > 15 && pictures.every(Boolean));
  assert.equal(new Set(pictures).size, pictures.length, 'no two are the same');
});

test('where there is one loss, of two mirror images one is offered', async () => {
  const { store } = await cards('hello', []);
  const offered = (/** @type {string} */ structure, /** @type {string[]} */ panels = []) => {
    const { run, ...state } = store.get();
    const facts = { .../** @type {any} */ (run).facts, task: { .../** @type {any} */ (run).facts.task, structure } };
    return measurementsOffered(/** @type {any} */ ({ ...state, panels, run: { ...run, facts } })).map(({ id }) => id);
  };
  assert.ok(offered('many-to-many').includes('lags') && offered('many-to-many').includes('contributions'));
  assert.ok(!offered('many-to-one').includes('lags') && offered('many-to-one').includes('contributions'));
  assert.ok(offered('many-to-one', ['lags']).includes('lags'), 'what is open stays in the list');
});

test('what would take too long cannot be chosen, and says why', async () => {
  const { store, t } = await cards('hello', []);
  const parameters = { work: 1e12, bound: 1e9 };
  const run = /** @type {any} */ (store.get().run);
  store.set({ run: { ...run, facts: { ...run.facts, panels_skipped: { lyapunov: { message: 'too dear', cause: { type: 'panel_work', parameters } } } } } });
  const refused = (await choices()).filter((choice) => /** @type {HTMLButtonElement} */ (choice).disabled);
  assert.deepEqual(refused.map(({ dataset }) => dataset.choice), ['lyapunov']);
  const why = document.getElementById(refused[0].getAttribute('aria-describedby') ?? '');
  assert.equal(why?.textContent, t('problem.panel_work', { work: threeFigures(1e12), bound: threeFigures(1e9) }));
});

test('a measurement is offered where some model has what it measures', async () => {
  const { store } = await cards('hello', []);
  const { run, ...state } = store.get();
  const known = /** @type {any} */ (run).facts;
  const gateless = { ...known.lanes[0], gates: [], recurrent: ['W_hh'] };
  const weightless = { ...gateless, gates: ['k', 'c'], recurrent: [] };
  const offered = (/** @type {object[]} */ lanes, task = {}) => {
    const facts = { ...known, lanes, task: { ...known.task, structure: 'many-to-many', ...task } };
    return measurementsOffered(/** @type {any} */ ({ ...state, panels: [], run: { ...run, facts } })).map(({ id }) => id);
  };
  const has = (/** @type {string[]} */ ids) => ['gates', 'lags', 'contributions', 'norms'].map((id) => ids.includes(id));
  assert.deepEqual(has(offered([gateless])), [false, true, true, true]);
  assert.deepEqual(has(offered([weightless])), [true, false, false, true]);
  assert.deepEqual(has(offered([gateless, weightless])), [true, true, true, true]);
  assert.deepEqual(offered([gateless], { sequence_length: 1 }).filter((id) => ['triangle', 'ledger', 'jacobian', 'lyapunov'].includes(id)), []);
});

test('the measurements speak Korean', async () => {
  const { caption, card, t } = await cards('hello', ['triangle', 'norms'], { language: 'ko' });
  assert.equal(card('triangle').querySelector('h2')?.textContent, t('panel.triangle.label'));
  for (const kind of ['triangle', 'norms']) assert.match(caption(kind), /[가-힣]{2}/);
});
