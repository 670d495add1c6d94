import assert from 'node:assert/strict';
import { test } from 'node:test';

import { later, openPage, settled } from '../support/document.mjs';
import { linkOf, openingOf, syncAddress } from '../../../frontend/src/core/actions/address.ts';

const PATIENCE = 60_000;
const QUIET = 'v=1&task=adding&task.length=12&a=rnn&a.hidden_size=8';
const EVERYTHING = `${QUIET}&b=gru&b.hidden_size=8&lane=b&pace=max&more=1&figures=1&panels=triangle,gates&loss=3&view=folded&equal=a&difference=1&notes=0&try=poke`;

/** A page that follows its address. @param {string} link */
async function following(link) {
  const page = await openPage({ link, answers: { probe: () => ({}) } });
  await new Promise((resolve) => later(resolve)); // The address of its opening has been told by then.
  let reloads = 0;
  Object.defineProperty(location, 'reload', { value: () => void (reloads += 1), configurable: true });
  const stop = syncAddress(page.store, page.services.actions);
  const paste = async (/** @type {string} */ next) => {
    const waiting = later(() => {}, PATIENCE);
    const changed = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
    location.hash = next;
    await changed;
    clearTimeout(waiting);
    await settled();
  };
  return { ...page, paste, stop, reloads: () => reloads };
}

test('a link that is pasted into an open page is opened with all that it says, as it would be at first', async () => {
  const { store, paste, stop } = await following(QUIET);
  for (const link of [EVERYTHING, QUIET, '']) {
    await paste(link);
    const { pace, linked: _linked, ...wanted } = openingOf(/** @type {any} */ (store.get().catalog), location.hash);
    const state = store.get();
    assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((name) => [name, /** @type {any} */ (state)[name]])), wanted, link);
    assert.equal(state.playback.pace, pace);
  }
  stop();
});

test('one for inside another page opens that page, which is mounted in another way', async () => {
  const { paste, stop, reloads } = await following(QUIET);
  await paste(`${QUIET}&embed=1&controls=play`);
  assert.equal(reloads(), 1);
  stop();
});

test('a link to a step on the path for who is new goes on along it, and says so itself', async () => {
  const { store, services, paste, stop } = await following(QUIET);
  await paste('v=1&lesson=5.2&path=1');
  assert.deepEqual([store.get().lesson?.number, store.get().lesson?.step, store.get().lesson?.path], [4, 1, true]);
  assert.match(linkOf(store.get()), /&lesson=5\.2&path=1$/);
  services.actions.openLesson(4, 1);
  assert.doesNotMatch(linkOf(store.get()), /path/);
  stop();
});

test('a link to the step that is open leaves its experiment where it is', async () => {
  const { store, paste, stop } = await following(QUIET);
  await paste('v=1&lesson=1.1');
  assert.equal(store.get().lesson?.number, 0);
  const experiment = { ...store.get().experiment, steps: 7 };
  store.set({ experiment });
  await paste('v=1&pace=30&lesson=1.1');
  assert.equal(store.get().experiment, experiment);
  stop();
});
