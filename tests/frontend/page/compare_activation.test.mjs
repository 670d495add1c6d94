import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/document.mjs';
import { comparedWith, createCompare } from '../../../frontend/src/page/side/compare_activation.ts';

const QUIET = 'v=1&task=hello&a=rnn&a.hidden_size=3';

test('one press adds the same model with sigmoid, and then there is nothing left to compare', async () => {
  const { store, services, t } = await openPage({ link: QUIET });
  const { root, show } = createCompare(store, services);
  show(store.get());
  assert.deepEqual([root.hidden, root.textContent], [false, t('activation_panel.compare', { name: t('activation.sigmoid.label') })]);
  root.click();
  await settled();
  const [one, other] = store.get().experiment.lanes;
  assert.deepEqual(other, { ...one, cell: { ...one.cell, activation: 'sigmoid' } });
  show(store.get());
  assert.equal(root.hidden, true);
});

test('sigmoid is compared with tanh; a cell without a choice, a lesson and a full race with nothing', async () => {
  const { store } = await openPage({ link: `${QUIET}&a.activation=sigmoid` });
  const state = store.get();
  assert.equal(comparedWith(state)?.kind, 'tanh');
  const [lane] = state.experiment.lanes;
  const of = (/** @type {object[]} */ lanes) => comparedWith({ ...state, experiment: { ...state.experiment, lanes: /** @type {any} */ (lanes) } });
  assert.equal(of([{ ...lane, cell: { kind: 'orthogonal' } }]), null);
  assert.equal(of([lane, lane, lane, lane]), null);
  assert.equal(comparedWith({ ...state, lesson: /** @type {any} */ ({ number: 0, step: 0 }) }), null);
});
