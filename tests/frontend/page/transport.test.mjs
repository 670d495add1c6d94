import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/document.mjs';
import { goldenRun, play } from '../support/golden_runs.mjs';
import { emptyLane } from '../../../frontend/src/core/model/reducer.ts';
import { whole } from '../../../frontend/src/core/text/number.ts';
import { mountTransport } from '../../../frontend/src/page/transport/transport.ts';

test('a run that begins while another plays can be branched from as soon as it has shown a frame', async () => {
  const { store, services } = await openPage({ link: 'v=1&task=adding&task.length=12&a=rnn&a.hidden_size=8' });
  const root = /** @type {HTMLElement} */ (document.getElementById('transport'));
  const unmount = mountTransport(root, store, services);
  const { experiment } = store.get();
  const run = /** @type {any} */ ({ id: 'r', state: 'running', step: 0, reason: null, source: 'live', experiment, facts: { lanes: [], task: { solved: null, sequence_length: 12 } }, lanes: [emptyLane()], marks: [], frame: null });
  const branch = /** @type {HTMLButtonElement} */ (root.querySelector('.branch'));
  store.set({ run });
  await settled();
  assert.equal(branch.disabled, true);
  store.set({ run: { ...run, frame: { step: 0, lanes: [] } } });
  await settled();
  assert.equal(branch.disabled, false);
  unmount();
});

test('at its end a run stands at all its updates, and Play trains on from there', async () => {
  const golden = goldenRun('measured/hello');
  const { store, services, server, t } = await openPage();
  const root = /** @type {HTMLElement} */ (document.getElementById('transport'));
  const unmount = mountTransport(root, store, services);
  const { steps } = golden.experiment;
  store.set({ experiment: golden.experiment });
  play(server, golden);
  await settled();
  const { run } = store.get();
  const told = { type: 'status', run: run?.id, step: steps - 1, reason: null };
  const shown = () => root.querySelector('.counter')?.textContent?.replaceAll(/\s/g, '') ?? '';
  store.set({ run: run && { ...run, step: steps - 1, frame: run.frame && { ...run.frame, step: steps - 1 } } });
  server.say({ ...told, state: 'finished' });
  await settled();
  assert.ok(shown().endsWith(`${steps}/${steps}`), shown());
  const button = /** @type {HTMLElement} */ (root.querySelector('.play'));
  assert.equal(button.getAttribute('aria-label'), t('transport.train_more', { updates: whole(steps) }));
  button.click();
  await settled();
  assert.deepEqual(server.heardOf('go_on').at(-1), { type: 'go_on', steps: 2 * steps, paused: false });
  assert.equal(store.get().experiment.steps, 2 * steps);
  const { history, run: before } = store.get();
  server.say({ ...told, run: 'longer', state: 'running', experiment: { ...golden.experiment, steps: 2 * steps }, facts: golden.facts });
  await settled();
  assert.deepEqual([store.get().history, store.get().run?.frame, store.get().run?.lanes], [history, before?.frame, before?.lanes]);
  assert.ok(shown().endsWith(`${steps - 1}/${2 * steps}`), shown());
  unmount();
});

test('what is wrong with the experiment keeps Play from being pressed, and says why', async () => {
  const { store, services, t } = await openPage();
  const root = /** @type {HTMLElement} */ (document.getElementById('transport'));
  const unmount = mountTransport(root, store, services);
  const button = /** @type {HTMLElement} */ (root.querySelector('.play'));
  store.set({ errors: [{ path: ['task', 'text'], message: 'too long', cause: { type: 'text_bytes', parameters: { size: 30_000, bound: 20_000 } } }] });
  await settled();
  assert.deepEqual([button.getAttribute('aria-disabled'), button.dataset.tip], ['true', button.getAttribute('aria-description')]);
  store.set({ errors: [] });
  await settled();
  assert.deepEqual([button.getAttribute('aria-disabled'), button.getAttribute('aria-description'), button.dataset.tip], ['false', null, t('transport.play')]);
  unmount();
});
