/**
 * What came of a claim: the reading of the run, what it means beside the vote, its models over seeds, and what was
 * measured before where seeds cannot say it here.
 */

import type { Claim, Said } from '../../core/model/claim.ts';
import type { Experiment, Services, State, Store } from '../../core/model/types.ts';
import type { Figures } from './readings.ts';
import { linkOf } from '../../core/actions/address.ts';
import { el, setText } from '../../ui/dom.ts';
import { createSeedsPlace } from '../../ui/seeds/seeds_place.ts';

/** `experiment`: what can be tried over seeds */
export type Finding = { claim: Claim, said: Said, figures: Figures, changed: boolean, experiment: Experiment | null };

export function createFinding(store: Store<State>, services: Services) {
  const { t } = services;
  const reading = el('p', { class: 'claim-reading' });
  const outcome = el('p', { class: 'claim-outcome' });
  const shows = el('p', { class: 'claim-shows' });
  const seeds = createSeedsPlace(store, services);
  const measured = el('p', { class: 'claim-measured' });
  const links = el('p', { class: 'claim-links' });
  const changed = el('p', { class: 'claim-changed' });
  const root = el(
    'div', { class: 'claim-finding', hidden: true }, reading, changed, outcome, shows, seeds.root, measured, links,
  );
  let announced = '';

  function show(finding: Finding | null) {
    root.hidden = finding === null;
    if (!finding) return seeds.show(null);
    const { claim: { id, verdict, trial, also }, said, figures, experiment } = finding;
    setText(reading, t(`claim.${id}.reading`, figures));
    setText(outcome, `${t(`claims.verdict.${verdict}`)} ${t(
      said.vote === verdict ? 'claims.agreed' : 'claims.differed', { vote: t(`claims.vote.${said.vote}`) },
    )}`);
    outcome.dataset.verdict = verdict;
    setText(shows, t(`claim.${id}.shows`));
    seeds.show(trial && experiment ? { trial, experiment } : null);
    setText(measured, quotedWords(finding.claim));
    measured.hidden = !measured.textContent;
    setText(changed, finding.changed ? t('claims.changed') : '');
    changed.hidden = !finding.changed;
    drawLinks(also);
    announce(id);
  }

  function quotedWords({ id, evidence }: Claim): string {
    if (!evidence) return '';
    const quoted = Object.assign({ seeds: evidence[0].seeds }, ...evidence.map(({ figures }) => figures));
    return `${t('claims.before')} ${t(`claim.${id}.measured`, quoted)}`;
  }

  function drawLinks(also: string | undefined) {
    const key = `${t('claims.link')} ${also ?? ''} ${linkOf(store.get())}`;
    if (links.dataset.key === key) return;
    links.dataset.key = key;
    links.replaceChildren(
      el('a', { href: `#${linkOf(store.get())}` }, t('claims.link')),
      ...(also ? [' · ', el('a', { href: `#${also}` }, t('claims.also'))] : []),
    );
  }

  /** Once for each claim that is found out. */
  function announce(id: string) {
    if (announced === id) return;
    announced = id;
    showLost();
    store.set({ announcement: { text: `${reading.textContent} ${outcome.textContent}`, assertive: false } });
  }

  return { root, show, end: seeds.end };
}

/** A model that has diverged comes into sight under the verdict that speaks of it. */
function showLost() {
  requestAnimationFrame(() =>
    document.querySelector('.hero-title[data-outcome="diverged"]')?.scrollIntoView({ block: 'center' }));
}
