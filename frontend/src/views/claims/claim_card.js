/**
 * The claim that is open, in place of the question above the picture: what is claimed and where, the experiment, the vote before
 * the truth, and once both are there what the run says and what was measured before.
 *
 * @import { Experiment, Services, State, Store } from '../../state/types.d.ts'
 * @import { Claim } from '../../claims/claim.d.ts'
 * @import { Measured } from '../../asking/lengths.js'
 */

import { dialled } from '../../claims/dial.js';
import { experimentOf, loadLedger, tries } from '../../claims/ledger.js';
import { isDue, readingOf } from '../../claims/readings.js';
import { VOTES } from '../../claims/votes.js';
import { isPlaying, wasCut } from '../../services/run_actions.js';
import { watch } from '../../state/select.js';
import { whole } from '../../text/number.js';
import { createCovers } from '../covers.js';
import { el, setText } from '../dom.js';
import { icon } from '../icons.js';
import { addStyle } from '../../services/style_sheet.js';
import { createFinding } from './claim_finding.js';
import { openLedger } from './ledger_dialog.js';
import { pageFile } from '../../page_file.js';

const LENGTHS = [5, 10, 20, 50, 100, 200];
const SAMPLES = 128;
/** What these read stands in the picture before any update. */
const IN_SIGHT = new Set(['kept', 'gain', 'clip']);

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {Promise<() => void>} unmount
 */
export async function mountClaimCard(root, store, services) {
  const { t, actions } = services;
  const [ledger] = await Promise.all([loadLedger(), addStyle(pageFile('styles/claims.css'))]);
  /** The open claim's own experiment. @type {{ id: string, experiment: Experiment } | null} */
  let own = null;
  /** @type {{ run: string, lengths: Measured | null } | null} */
  let asked = null;
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

  /** @param {State} state @returns {Claim | null} */
  const openClaim = ({ claim }) => ledger.find(({ id }) => id === claim?.id) ?? null;

  const stops = [
    watch(store, ({ claim, catalog }) => [claim?.id, catalog === null], (state) => void begin(state)),
    watch(store, ({ claim, language, votes: said }) => [claim?.id, language, said], render),
    watch(store, (state) => [state.claim?.id, state.language, state.votes, state.run?.frame, state.run?.state, state.playback, state.experiment, state.link.state, state.watching], update),
    store.subscribe(cover),
  ];

  /** What is to be read lies under covers until somebody has voted. @param {State} state */
  function cover(state) {
    const claim = openClaim(state);
    const unsaid = claim && !state.votes[claim.id] && (IN_SIGHT.has(claim.reading) || claim.reading === 'far');
    covers.lay(unsaid ? { gradients: IN_SIGHT.has(claim.reading), cards: claim.panels } : null, state, t('sketch.covered'));
  }

  /** The experiment of a claim that has been opened, unless a link brought one along. @param {State} state */
  async function begin(state) {
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

  /** @param {Claim} claim */
  function start(claim) {
    if (!own) return;
    actions.setPace(claim.pace);
    actions.setPanels(claim.panels);
    actions.edit(structuredClone(own.experiment), { preset: null, selectedLane: 0 });
  }

  /** @param {State} state */
  function render(state) {
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
    const held = votes.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.vote : null;
    votes.replaceChildren(el('legend', {}, t(said ? 'claims.voted' : 'claims.ask')), ...VOTES.map((vote) => el('button', {
      type: 'button', class: 'pill claim-vote', dataset: { vote }, 'aria-pressed': String(vote === said), onclick: () => actions.vote(id, vote),
    }, t(`claims.vote.${vote}`))));
    if (held) /** @type {HTMLElement | null} */ (votes.querySelector(`[data-vote="${held}"]`))?.focus();
    renderTools(claim);
    renderDial(claim);
    name(state, t('claims.name', { number: ledger.indexOf(claim) + 1 }));
  }

  /** What the top bar calls the experiment. @param {State} state @param {string} said */
  function name({ claim }, said) {
    if (claim && claim.name !== said) store.set({ claim: { ...claim, name: said } });
  }

  /** @param {Claim} claim */
  function renderTools(claim) {
    const at = ledger.indexOf(claim);
    const go = (/** @type {number} */ by) => actions.openClaim(ledger[(at + by + ledger.length) % ledger.length].id);
    const held = [...tools.children].indexOf(/** @type {Element} */ (document.activeElement));
    tools.replaceChildren(
      el('button', { type: 'button', class: 'pill small', onclick: () => go(-1) }, t('claims.back')),
      el('button', { type: 'button', class: 'pill small', onclick: () => void openLedger(store, services) }, t('claims.all')),
      el('button', { type: 'button', class: 'pill small', onclick: () => go(1) }, t('claims.on')),
      el('button', { type: 'button', class: 'card-close claim-close', 'aria-label': t('claims.leave'), dataset: { tip: t('claims.leave') }, onclick: () => actions.leaveClaim() }, icon('close')));
    if (held >= 0) /** @type {HTMLElement} */ (tools.children[held]).focus();
  }

  /** @param {Claim} claim */
  function renderDial({ dial }) {
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

  /** @param {State} state */
  function update(state) {
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

  /** @param {Claim} claim @param {State} state @param {boolean} read @returns {string} */
  function waitingWords({ id, updates, reading }, { votes: said, run, watching }, read) {
    if (!said[id]) return t('claims.first_vote');
    if (read) return '';
    if (isDue(run, updates)) return t(watching && reading === 'lengths' ? 'claims.watched' : 'claims.asking');
    return t('claims.then_run', { updates: whole(updates), step: whole(liveStep(run)) });
  }

  /** What the network does on other lengths is asked once, when its turn has come. @param {Claim} claim @param {State} state @returns {Measured | null} */
  function lengthsOf({ reading, updates }, { run, votes: said, claim, watching, link }) {
    if (reading !== 'lengths' || !run || watching || !claim || !said[claim.id] || !isDue(run, updates)) return null;
    if (asked?.run === run.id) return asked.lengths;
    if (link.state !== 'open') return null;
    const mine = { run: run.id, lengths: /** @type {Measured | null} */ (null) };
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

/** @param {State['run']} run @returns {number} */
function liveStep(run) {
  return run?.source === 'live' ? run.step : 0;
}
