/**
 * The claim that is open, in place of the question above the picture: what is claimed and where, the experiment, the
 * vote before
 * the truth, and once both are there what the run says and what was measured before.
 */

import type { Claim } from '../../core/model/claim.ts';
import type { Experiment, Services, State, Store } from '../../core/model/types.ts';
import type { Measured } from '../../core/questions/lengths.ts';
import { dialled } from './dial.ts';
import { experimentOf, loadLedger, tries } from './ledger.ts';
import { isDue, readingOf } from './readings.ts';
import { VOTES } from './votes.ts';
import { isPlaying, wasCut } from '../../core/actions/run_actions.ts';
import { watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { createCovers } from '../covers.ts';
import { el, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { addStyle } from '../../core/actions/style_sheet.ts';
import { createFinding } from './claim_finding.ts';
import { openLedger } from './ledger_dialog.ts';
import { pageFile } from '../../page_file.ts';

const LENGTHS = [5, 10, 20, 50, 100, 200];
const SAMPLES = 128;
/** What these read stands in the picture before any update. */
const IN_SIGHT = new Set(['kept', 'gain', 'clip']);

/** @returns unmount */
export async function mountClaimCard(root: HTMLElement, store: Store<State>, services: Services): Promise<() => void> {
  const { t, actions } = services;
  const [ledger] = await Promise.all([loadLedger(), addStyle(pageFile('styles/claims.css'))]);
  /** The open claim's own experiment. */
  let own: { id: string, experiment: Experiment } | null = null;
  let asked: { run: string, lengths: Measured | null } | null = null;
  const title = el('h1', { class: 'claim-title', id: 'claim-title', tabIndex: -1 });
  const place = el('p', { class: 'claim-place' });
  const test = el('p', { class: 'claim-test' });
  const votes = el('fieldset', { class: 'claim-votes' });
  const play = el('button', { type: 'button', class: 'fix-button claim-play', onclick: () => actions.toggle() });
  const waiting = el('p', { class: 'claim-waiting', role: 'status' });
  const turn = el('label', { class: 'claim-dial' });
  const finding = createFinding(store, services);
  const covers = createCovers();
  const tools = el('div', { class: 'claim-tools' });
  root.append(el('header', { class: 'claim-head' }, place, tools), title, test, el('div', { class: 'claim-ask' }, votes, play, turn, waiting), finding.root);
  root.setAttribute('aria-labelledby', title.id);

  const openClaim = ({ claim }: State): Claim | null => ledger.find(({ id }) => id === claim?.id) ?? null;

  const stops = [
    watch(store, ({ claim, catalog }) => [claim?.id, catalog === null], (state) => void begin(state)),
    watch(store, ({ claim, language, votes: said }) => [claim?.id, language, said], render),
    watch(store, (state) => [state.claim?.id, state.language, state.votes, state.run?.frame, state.run?.state, state.playback, state.experiment, state.link.state, state.watching], update),
    store.subscribe(cover),
  ];

  /** What is to be read lies under covers until somebody has voted. */
  function cover(state: State) {
    const claim = openClaim(state);
    const unsaid = claim && !state.votes[claim.id] && (IN_SIGHT.has(claim.reading) || claim.reading === 'far');
    covers.lay(unsaid ? { gradients: IN_SIGHT.has(claim.reading), cards: claim.panels } : null, state, t('sketch.covered'));
  }

  /** The experiment of a claim that has been opened, unless a link brought one along. */
  async function begin(state: State) {
    const claim = openClaim(state);
    if (!claim || !state.catalog || own?.id === claim.id) return;
    const given = state.claim?.given;
    const experiment = await experimentOf(claim).catch(() => null);
    if (!experiment) return actions.notify(t('server.unreachable'));
    if (openClaim(store.get())?.id !== claim.id) return;
    own = { id: claim.id, experiment };
    if (!given) start(claim);
    title.focus({ preventScroll: true });
    update(store.get());
  }

  function start(claim: Claim) {
    if (!own) return;
    actions.setPace(claim.pace);
    actions.setPanels(claim.panels);
    actions.edit(structuredClone(own.experiment), { preset: null, selectedLane: 0 });
  }

  function render(state: State) {
    const claim = openClaim(state);
    root.hidden = claim === null;
    document.body.classList.toggle('has-claim', claim !== null);
    if (!claim) {
      own = null;
      return;
    }
    const { id } = claim;
    const said = state.votes[id]?.vote;
    setText(title, t(`claim.${id}.says`));
    setText(place, t('claims.place', { number: ledger.indexOf(claim) + 1, count: ledger.length, place: t(`claim.${id}.place`) }));
    setText(test, t(`claim.${id}.test`));
    const held = votes.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.vote : null;
    votes.replaceChildren(el('legend', {}, t(said ? 'claims.voted' : 'claims.ask')), ...VOTES.map((vote) => el('button', {
      type: 'button', class: 'pill claim-vote', dataset: { vote }, 'aria-pressed': String(vote === said), onclick: () => actions.vote(id, vote),
    }, t(`claims.vote.${vote}`))));
    if (held) (votes.querySelector(`[data-vote="${held}"]`) as HTMLElement | null)?.focus();
    renderTools(claim);
    renderDial(claim);
    name(state, t('claims.name', { number: ledger.indexOf(claim) + 1 }));
  }

  /** What the top bar calls the experiment. */
  function name({ claim }: State, said: string) {
    if (claim && claim.name !== said) store.set({ claim: { ...claim, name: said } });
  }

  function renderTools(claim: Claim) {
    const at = ledger.indexOf(claim);
    const go = (by: number) => actions.openClaim(ledger[(at + by + ledger.length) % ledger.length].id);
    const held = [...tools.children].indexOf(document.activeElement as Element);
    tools.replaceChildren(
      el('button', { type: 'button', class: 'pill small', onclick: () => go(-1) }, t('claims.back')),
      el('button', { type: 'button', class: 'pill small', onclick: () => void openLedger(store, services) }, t('claims.all')),
      el('button', { type: 'button', class: 'pill small', onclick: () => go(1) }, t('claims.on')),
      el('button', { type: 'button', class: 'card-close claim-close', 'aria-label': t('claims.leave'), dataset: { tip: t('claims.leave') }, onclick: () => actions.leaveClaim() }, icon('close')));
    if (held >= 0) (tools.children[held] as HTMLElement).focus();
  }

  function renderDial({ dial }: Claim) {
    turn.hidden = !dial;
    if (!dial || turn.dataset.language === store.get().language) return;
    turn.dataset.language = store.get().language;
    const value = el('output', {}, String(dial.value));
    const slider = el('input', { type: 'range', min: String(dial.minimum), max: String(dial.maximum), step: '0.01', value: String(dial.value), oninput: () => {
      value.textContent = slider.value;
      if (own) actions.edit(dialled(store.get().experiment, Number(slider.value)), { preset: null });
    } });
    turn.replaceChildren(el('span', {}, t('claims.dial')), slider, value);
  }

  function update(state: State) {
    const claim = openClaim(state);
    if (!claim) return finding.show(null);
    const said = state.votes[claim.id];
    const figures = readingOf(claim, state.run, { diverged: (update) => t('claims.diverged', { update: whole(update) }), lengths: lengthsOf(claim, state) });
    play.replaceChildren(icon(isPlaying(state) ? 'pause' : 'play'), isPlaying(state) ? t('claims.pause') : t('claims.run'));
    play.hidden = !said || (figures !== null && !isPlaying(state) && !claim.dial);
    setText(waiting, waitingWords(claim, state, figures !== null));
    waiting.hidden = !waiting.textContent;
    if (said && figures) actions.showReading(claim.id);
    const changed = own !== null && state.run !== null && !claim.dial && !tries(state.run.experiment, own.experiment);
    const experiment = state.watching ? null : state.experiment;
    finding.show(said && figures ? { claim, said, figures, changed, experiment } : null);
  }

  function waitingWords({ id, updates, reading }: Claim, { votes: said, run, watching }: State, read: boolean): string {
    if (!said[id]) return t('claims.first_vote');
    if (read) return '';
    if (isDue(run, updates)) return t(watching && reading === 'lengths' ? 'claims.watched' : 'claims.asking');
    return t('claims.then_run', { updates: whole(updates), step: whole(liveStep(run)) });
  }

  /** What the network does on other lengths is asked once, when its turn has come. */
  function lengthsOf({ reading, updates }: Claim, { run, votes: said, claim, watching, link }: State): Measured | null {
    if (reading !== 'lengths' || !run || watching || !claim || !said[claim.id] || !isDue(run, updates)) return null;
    if (asked?.run === run.id) return asked.lengths;
    if (link.state !== 'open') return null;
    const mine = { run: run.id, lengths: null as Measured | null };
    asked = mine;
    services.request('lengths', { lengths: LENGTHS, samples: SAMPLES }).then((answer) => {
      mine.lengths = answer;
      update(store.get());
    }, (error) => {
      if (wasCut(error)) asked = null; // Asked again once the line is there.
      else actions.warn(error);
    });
    return null;
  }

  return () => {
    for (const stop of stops) stop();
    finding.end();
    covers.end();
    document.body.classList.remove('has-claim');
    root.replaceChildren();
  };
}

function liveStep(run: State['run']): number {
  return run?.source === 'live' ? run.step : 0;
}
