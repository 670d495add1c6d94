import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/document.mjs';
import { mountAnnouncer } from '../../../frontend/src/page/announcer.ts';
import { mountCards } from '../../../frontend/src/page/transport/cards.ts';
import { mountRefusal } from '../../../frontend/src/page/refusal.ts';

const card = (/** @type {string} */ id, /** @type {string} */ kind = 'error') => /** @type {any} */ (kind === 'divergence' ? { id, kind, lane: 0, step: 7, quantity: 'loss' } : { id, kind, text: `text of ${id}` });

/** @param {any[]} cards */
async function shown(cards) {
  const page = await openPage({ link: 'v=1&task=adding&task.length=12&a=rnn&a.hidden_size=8' });
  const root = /** @type {HTMLElement} */ (document.getElementById('cards'));
  const unmount = mountCards(root, page.store, page.services);
  page.store.set({ cards });
  await settled();
  const rate = async (/** @type {number} */ value) => {
    page.store.set(({ experiment }) => ({ experiment: { ...experiment, lanes: experiment.lanes.map((lane) => ({ ...lane, clip: { kind: 'norm', threshold: 1 }, optimizer: { ...lane.optimizer, learning_rate: value } })) } }));
    await settled();
  };
  return { ...page, root, unmount, rate };
}

test('a knob that moves leaves the focus in a card where it is, and what the card offers is the knob as it stands', async () => {
  const { root, rate, unmount } = await shown([card('one'), card('two', 'divergence')]);
  const fix = /** @type {HTMLElement} */ (root.querySelector('[data-card="two"] .fix-button'));
  fix.focus();
  await rate(0.5);
  const before = fix.textContent;
  await rate(0.2);
  assert.equal(document.activeElement, fix);
  assert.notEqual(fix.textContent, before);
  unmount();
});

test('cards come and go in their order, and those that stay keep the focus', async () => {
  const { store, root, unmount } = await shown([card('one'), card('two')]);
  const close = /** @type {HTMLElement} */ (root.querySelector('[data-card="two"] .card-close'));
  close.focus();
  store.set({ cards: [card('three'), card('two')] });
  await settled();
  assert.deepEqual([...root.children].map((each) => /** @type {HTMLElement} */ (each).dataset.card), ['three', 'two']);
  assert.equal(document.activeElement, close);
  close.click();
  await settled();
  assert.equal(/** @type {HTMLElement} */ (document.activeElement).closest('.card')?.getAttribute('data-card'), 'three');
  unmount();
});

test('a card is said once while it stands, and again when it comes again', async () => {
  const { store, services, unmount } = await shown([]);
  const [polite, assertive] = [document.createElement('p'), document.createElement('p')];
  const silence = mountAnnouncer({ polite, assertive }, store, services);
  const said = async (/** @type {any[]} */ cards) => {
    assertive.textContent = '';
    store.set({ cards });
    await settled();
    return assertive.textContent !== '';
  };
  const gone = card('gone', 'divergence');
  assert.deepEqual([await said([gone]), await said([gone, card('other')]), await said([]), await said([gone])], [true, false, false, true]);
  silence();
  unmount();
});

test('what is wrong with a link stands in the place of the picture, until there is one', async () => {
  const { store, services, t } = await openPage({ judge: () => ({ errors: [{ path: ['lanes', 0], message: 'too many units' }] }) });
  await services.loadChunk(async () => null);
  const root = /** @type {HTMLElement} */ (document.getElementById('hero'));
  mountRefusal(root, store, services);
  const place = /** @type {HTMLElement} */ (root.querySelector('.refusal'));
  assert.equal(place.hidden, true);
  store.set({ errors: [{ path: ['lanes', 0], message: 'too many units' }] });
  await settled();
  assert.equal(place.hidden, false);
  assert.ok(place.textContent?.includes(t('refusal.title')) && place.textContent.includes('too many units'));
  store.set({ preset: null });
  /** @type {HTMLElement} */ (place.querySelector('button')).click();
  assert.equal(store.get().preset, store.get().catalog?.presets[0].id);
  store.set({ run: /** @type {any} */ ({ frame: null, lanes: [], facts: { task: {} }, experiment: store.get().experiment }) });
  await settled();
  assert.equal(place.hidden, true);
});
