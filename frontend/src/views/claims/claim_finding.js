/**
 * What came of a claim: the reading of the run, what it means beside the vote, and what was measured before over several seeds.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 * @import { Claim, Said } from '../../claims/claim.d.ts'
 * @import { Figures } from '../../claims/readings.js'
 */

import { linkOf } from '../../services/address.js';
import { el, setText } from '../dom.js';

/** @typedef {{ claim: Claim, said: Said, figures: Figures, changed: boolean }} Finding */

/**
 * @param {Store<State>} store
 * @param {Services} services
 */
export function createFinding(store, { t }) {
  const reading = el('p', { class: 'claim-reading' });
  const outcome = el('p', { class: 'claim-outcome' });
  const shows = el('p', { class: 'claim-shows' });
  const measured = el('p', { class: 'claim-measured' });
  const links = el('p', { class: 'claim-links' });
  const changed = el('p', { class: 'claim-changed' });
  const root = el('div', { class: 'claim-finding', hidden: true }, reading, changed, outcome, shows, measured, links);
  let announced = '';

  /** @param {Finding | null} finding */
  function show(finding) {
    root.hidden = finding === null;
    if (!finding) return;
    const { claim: { id, verdict, evidence, also }, said, figures } = finding;
    setText(reading, t(`claim.${id}.reading`, figures));
    setText(outcome, `${t(`claims.verdict.${verdict}`)} ${t(said.vote === verdict ? 'claims.agreed' : 'claims.differed', { vote: t(`claims.vote.${said.vote}`) })}`);
    outcome.dataset.verdict = verdict;
    setText(shows, t(`claim.${id}.shows`));
    const quoted = Object.assign({}, ...evidence.map(({ figures: found }) => found));
    setText(measured, `${t('claims.before')} ${t(`claim.${id}.measured`, { ...quoted, seeds: evidence[0].seeds })} ${t('claims.from', { pages: [...new Set(evidence.map(({ file }) => file))].join(', ') })}`);
    setText(changed, finding.changed ? t('claims.changed') : '');
    changed.hidden = !finding.changed;
    drawLinks(also);
    announce(id);
  }

  /** @param {string | undefined} also */
  function drawLinks(also) {
    const key = `${t('claims.link')} ${also ?? ''} ${linkOf(store.get())}`;
    if (links.dataset.key === key) return;
    links.dataset.key = key;
    links.replaceChildren(el('a', { href: `#${linkOf(store.get())}` }, t('claims.link')), ...(also ? [' · ', el('a', { href: `#${also}` }, t('claims.also'))] : []));
  }

  /** Once for each claim that is found out. @param {string} id */
  function announce(id) {
    if (announced === id) return;
    announced = id;
    store.set({ announcement: { text: `${reading.textContent} ${outcome.textContent}`, assertive: false } });
  }

  return { root, show };
}
