import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { enter, openPage, settled, until } from '../support/document.mjs';
import { linkOf } from '../../../frontend/src/core/actions/address.ts';
import { decodeRecording } from '../../../frontend/src/core/protocol/recording.ts';
import { mountCards } from '../../../frontend/src/page/transport/cards.ts';
import { mountControls } from '../../../frontend/src/page/controls/controls.ts';
import { namedShares } from '../../../frontend/src/share/shipped_bar.ts';

const OTHER = 'v=1&task=adding&task.length=12&a=gru&a.hidden_size=7';
const recording = decodeRecording(/** @type {ArrayBuffer} */ (Uint8Array.from(readFileSync(new URL('../../../frontend/recordings/mnist.safetensors', import.meta.url))).buffer));

/** A page whose server has images of MNIST or not, and what it is asked to judge. @param {boolean} images @param {string} [link] */
async function page(images, link = OTHER) {
  /** @type {any[]} */
  const judged = [];
  const opened = await openPage({ link, judge: (experiment) => (judged.push(experiment), { experiment, facts: null }) });
  opened.store.set(({ catalog }) => ({ catalog: catalog && { ...catalog, limits: { ...catalog.limits, mnist: images } } }));
  const replayed = () => until(() => opened.store.get().replay?.shipped, 'the recorded run');
  return { ...opened, judged, replayed };
}

test('MNIST without images shows the recorded run, and asks the server for nothing', async () => {
  const { store, services, server, judged, replayed } = await page(false);
  services.actions.chooseTask('mnist');
  await replayed();
  const { run, experiment, history, autoplay } = store.get();
  assert.deepEqual(experiment, recording.experiment);
  assert.equal(run?.source, 'recording');
  assert.equal(run?.facts.task.sequence_length, 784);
  assert.equal(history.frames.length, recording.frames.length);
  assert.equal(autoplay, 'paused');
  assert.deepEqual([judged, server.heardOf('start'), server.heardOf('request')], [[], [], []]);
});

test('MNIST with images is trained as any other task', async () => {
  const { store, services, server } = await page(true);
  services.actions.chooseTask('mnist');
  const [start] = await until(() => server.heardOf('start').length && server.heardOf('start'), 'the start');
  assert.equal(start.experiment.task.kind, 'mnist');
  assert.equal(store.get().replay, null);
});

test('a link to the recorded run, a preset and a restart lead to it as well', async () => {
  const { store, services, replayed } = await page(false);
  services.actions.chooseTask('mnist');
  await replayed();
  const again = await page(false, linkOf(store.get()));
  again.services.actions.edit(again.store.get().experiment);
  await again.replayed();
  assert.equal(linkOf(again.store.get()), linkOf(store.get()));
  const preset = await page(false);
  preset.services.actions.choosePreset('mnist_works');
  await preset.replayed();
  assert.equal(preset.store.get().preset, null);
});

test('what is chosen while the recording is on its way is not covered by it', async () => {
  const { store, services, server } = await page(false);
  const { experiment } = store.get();
  services.actions.edit({ ...experiment, task: { kind: 'mnist' } });
  services.actions.edit({ ...experiment, batch_size: 3 });
  await until(() => server.heardOf('start').length, 'the start');
  await settled();
  assert.deepEqual([store.get().replay, store.get().experiment.batch_size], [null, 3]);
});

test('nothing of the recorded run can be changed, and the page says so', async () => {
  const { store, services, server, replayed, t } = await page(false, `${OTHER}&more=1`);
  mountCards(/** @type {HTMLElement} */ (document.getElementById('cards')), store, services);
  services.actions.chooseTask('mnist');
  await replayed();
  const root = /** @type {HTMLElement} */ (document.getElementById('controls'));
  mountControls(root, store, services);
  await settled();
  const units = () => /** @type {any} */ (root.querySelector('.field[data-field=hidden_size] input[type=text]'));
  enter(units(), '5');
  const card = await until(() => document.querySelector('#cards .card[data-kind=error]'), 'the card');
  assert.match(String(card.textContent), new RegExp(t('problem.mnist_recorded')));
  assert.deepEqual(store.get().experiment, recording.experiment);
  await until(() => units().value === String(recording.experiment.lanes[0].cell.hidden_size), 'the number of units that was recorded');
  assert.ok(store.get().replay?.shipped);
  assert.deepEqual(server.heardOf('start'), []);
  /** @type {any} */ ([...card.querySelectorAll('button')].find(({ textContent }) => textContent === t('card.small_digits'))).click();
  await until(() => server.heardOf('start').length, 'the digits');
});

test('the smaller digits are read by the recorded models, another task by those that stood there before', async () => {
  for (const [kind, lanes] of /** @type {const} */ ([['digits', recording.experiment.lanes.map(({ cell }) => cell.kind)], ['copy', ['gru']]])) {
    const { services, server, replayed } = await page(false);
    services.actions.chooseTask('mnist');
    await replayed();
    services.actions.chooseTask(kind);
    const [start] = await until(() => server.heardOf('start').length && server.heardOf('start'), kind);
    assert.deepEqual([start.experiment.task.kind, start.experiment.lanes.map((/** @type {any} */ { cell }) => cell.kind)], [kind, lanes]);
  }
});

test('the bar says what the recording holds, in both languages, and its button trains on the smaller digits', async () => {
  const { store, services, server, replayed, t } = await page(false);
  services.actions.chooseTask('mnist');
  await replayed();
  const bar = await until(() => document.querySelector('.shipped-bar'), 'the bar');
  const held = recording.series.map(({ validations }) => /** @type {any} */ (validations?.at(-1)));
  const shares = namedShares(store.get().history.frames, (_, values) => `${values?.letter}${values?.percent}`);
  assert.equal(shares.models, held.map(({ metric }, lane) => `${'AB'[lane]}${Math.round(100 * metric)}`).join(', '));
  assert.equal(Number(shares.updates.replace(/\D/g, '')), held[0].step);
  const said = () => String(bar.querySelector('p')?.textContent);
  const words = () => `${t('shipped.title')} ${t('shipped.what', namedShares(recording.frames, t))}`;
  assert.equal(said(), words());
  await services.actions.setLanguage('ko');
  await until(() => said() === words(), 'the Korean words');
  const smaller = [...bar.querySelectorAll('button')].find(({ textContent }) => textContent === t('card.small_digits'));
  /** @type {any} */ (smaller).click();
  const [start] = await until(() => server.heardOf('start').length && server.heardOf('start'), 'the digits');
  assert.equal(start.experiment.task.kind, 'digits');
  await until(() => /** @type {any} */ (bar).hidden, 'the bar to go');
});
