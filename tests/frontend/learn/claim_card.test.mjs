import assert from 'node:assert/strict';
import { test } from 'node:test';

import { enter, openPage, settled, until } from '../support/document.mjs';
import { goldenRun, play } from '../support/golden_runs.mjs';
import { mountClaims } from '../../../frontend/src/learn/claims/index.ts';
import { openClaimList } from '../../../frontend/src/learn/claims/claim_list.ts';

const COPY = goldenRun('lessons/copy');

/** Takes the card of the test before away. */
let leave = () => {};

/** A page with a claim open, whose experiment is completed to one that was trained. @param {object} [options] */
async function claim(options) {
  leave();
  const page = await openPage({ link: 'v=1&claim=context', judge: () => COPY, ...options });
  const root = /** @type {HTMLElement} */ (document.getElementById('claim'));
  leave = mountClaims(root, page.store, page.services);
  await until(() => root.querySelector('.claim-votes button'), 'the card of the claim');
  const one = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
  return { ...page, root, one, vote: (/** @type {string} */ vote) => one(`[data-vote=${vote}]`).click() };
}

/** @param {Awaited<ReturnType<typeof claim>>} page */
async function trained({ server }) {
  await until(() => server.heardOf('start').length, 'the start of the claim’s experiment');
  play(server, COPY);
  await settled();
}

test('nothing is told before the vote, and a vote may be changed', async () => {
  const page = await claim();
  const { one, vote, t, store } = page;
  await trained(page);
  assert.equal(store.get().claim?.name, t('claims.name', { number: 1 }), 'what the top bar calls it');
  assert.equal(one('.claim-finding').hidden, true);
  assert.equal(one('.claim-waiting').textContent, t('claims.first_vote'));
  for (const [said, key] of [['yes', 'differed'], ['no', 'agreed'], ['half', 'differed']]) {
    vote(said);
    await settled();
    assert.equal(one('.claim-outcome').textContent, `${t('claims.verdict.no')} ${t(`claims.${key}`, { vote: t(`claims.vote.${said}`) })}`);
    assert.equal(document.activeElement, one('.claim-title'), 'a vote by pointer moves no focus');
  }
  assert.deepEqual(store.get().votes, { context: { vote: 'half', shown: true } });
});

test('a vote keeps the focus, and the run may be started from then on', async () => {
  const { one, vote } = await claim();
  await until(() => document.activeElement === one('.claim-title'), 'the focus on the title');
  assert.equal(one('.claim-play').hidden, true);
  one('[data-vote=no]').focus();
  vote('no');
  await settled();
  assert.equal(document.activeElement, one('[data-vote=no]'));
  assert.equal(one('[data-vote=no]').getAttribute('aria-pressed'), 'true');
  assert.equal(one('.claim-play').hidden, false);
});

test('another experiment is not taken for the claim’s', async () => {
  const page = await claim();
  await trained(page);
  page.vote('yes');
  await settled();
  assert.equal(page.one('.claim-changed').hidden, true);
  const other = structuredClone(COPY);
  other.experiment.lanes[0].optimizer.learning_rate = 0.5;
  play(page.server, other);
  await settled();
  assert.equal(page.one('.claim-changed').textContent, page.t('claims.changed'));
});

test('who presses play before the experiment is there sees it play', async () => {
  /** @type {(verdict: any) => void} */
  let answer = () => {};
  const held = new Promise((resolve) => { answer = resolve; });
  const { services, server } = await claim({ judge: () => held });
  services.actions.play();
  await settled();
  answer(COPY);
  const [start] = await until(() => (server.heardOf('start').length ? server.heardOf('start') : null), 'the start of the claim’s experiment');
  assert.equal(start.paused, false);
});

test('the list tells what was voted, and of what was tried what came of it; an entry opens its claim', async () => {
  const { store, services, t } = await claim({ state: { votes: {} } });
  store.set({ votes: { eigenvalues: { vote: 'half', shown: true }, lstm: { vote: 'no', shown: false } } });
  await openClaimList(store, services);
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.ledger-dialog .ledger-row')]);
  const said = rows.map((row) => row.querySelector('.ledger-state')?.textContent);
  const voted = (/** @type {string} */ vote) => t('claims.row.voted', { vote: t(`claims.vote.${vote}`) });
  assert.equal(rows.length, 16);
  assert.equal(said.filter((each) => each === t('claims.row.open')).length, 14);
  assert.ok(said.includes(`${voted('half')} ${t('claims.verdict.half')}`));
  assert.ok(said.includes(voted('no')));
  rows.find((row) => row.textContent?.includes(t('claim.irnn.says')))?.click();
  await settled();
  assert.equal(store.get().claim?.id, 'irnn');
  assert.equal(document.querySelector('.ledger-dialog[open]'), null);
});

test('a claim is left again', async () => {
  const { one, root, store } = await claim();
  one('.claim-close').click();
  await settled();
  assert.equal(store.get().claim, null);
  assert.equal(root.hidden, true);
});

test('the next claim is the one behind it, all the way round', async () => {
  const { root, store, t } = await claim();
  const seen = new Set();
  for (let turn = 0; turn < 16; turn += 1) {
    seen.add(store.get().claim?.id);
    /** @type {HTMLElement | undefined} */ ([...root.querySelectorAll('button')].find(({ textContent }) => textContent === t('claims.on')))?.click();
    await settled();
  }
  assert.equal(seen.size, 16);
  assert.equal(store.get().claim?.id, 'context');
});

test('one dial is offered where a claim has one', async () => {
  const { root, store, one } = await claim();
  assert.equal(one('.claim-dial').hidden, true);
  store.set({ claim: { id: 'forget_gate', given: false } });
  await settled();
  enter(/** @type {Element} */ (root.querySelector('.claim-dial input')), '0.6', 'input');
  assert.equal(one('.claim-dial output').textContent, '0.6');
});

test('what a claim reads in the picture lies under covers until somebody has voted', async () => {
  const { store, services } = await claim({ link: 'v=1&claim=eigenvalues' });
  const veil = () => document.body.dataset.veil ?? '';
  store.set({ sample: 0 });
  await settled();
  assert.equal(veil(), 'gradients');
  services.actions.vote('eigenvalues', 'half');
  await settled();
  assert.equal(veil(), '');
  services.actions.openClaim('context');
  await settled();
  assert.equal(veil(), '', 'a loss stands nowhere before the run');
});
