/** What a claim asks of somebody: a vote, then the run, or a number to turn; and what is waited for. */

import type { Claim } from '../../core/model/claim.ts';
import type { Services, State, Translate } from '../../core/model/types.ts';
import { isPlaying } from '../../core/actions/playing.ts';
import { whole } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { createClaimDial } from './claim_dial.ts';
import { isDue } from './readings.ts';
import { VOTES } from './votes.ts';

/** @param turn called with the number that is turned to */
export function createClaimAsk(services: Services, turn: (value: number) => void) {
  const { t, actions } = services;
  const toggle = () => actions.toggle();
  const votes = createVotes(services);
  const play = el('button', { type: 'button', class: 'fix-button claim-play', onclick: toggle });
  const dial = createClaimDial(t, turn);
  const waiting = el('p', { class: 'claim-waiting', role: 'status' });
  const root = el('div', { class: 'claim-ask' }, votes.root, play, dial.root, waiting);

  /** Of another claim, in another language, after a vote. */
  function render(claim: Claim, state: State) {
    votes.render(claim.id, state.votes[claim.id]?.vote);
    dial.render(claim, state);
  }

  /** @param read whether the run says something by now */
  function update(claim: Claim, state: State, read: boolean) {
    const playing = isPlaying(state);
    play.replaceChildren(icon(playing ? 'pause' : 'play'), t(playing ? 'claims.pause' : 'claims.run'));
    play.hidden = !state.votes[claim.id] || (read && !playing && !claim.dial);
    setText(waiting, waitingWords(claim, state, read, t));
    waiting.hidden = !waiting.textContent;
  }

  return { root, render, update };
}

/** What is for somebody to do, or the page, before a claim can be read. */
function waitingWords(
  { id, updates, reading }: Claim,
  { votes: said, run, watching }: State,
  read: boolean,
  t: Translate,
): string {
  if (!said[id]) return t('claims.first_vote');
  if (read) return '';
  if (isDue(run, updates)) return t(watching && reading === 'lengths' ? 'claims.watched' : 'claims.asking');
  const step = run?.source === 'live' ? run.step : 0;
  return t('claims.then_run', { updates: whole(updates), step: whole(step) });
}

/** What somebody says of a claim: one of three. */
function createVotes({ t, actions }: Services) {
  const root = el('fieldset', { class: 'claim-votes' });

  /** @param id of the claim @param said by now */
  function render(id: string, said: string | undefined) {
    const focused = document.activeElement;
    const held = root.contains(focused) ? (focused as HTMLElement).dataset.vote : null;
    const buttons = VOTES.map((vote) => el('button', {
      type: 'button',
      class: 'pill claim-vote',
      dataset: { vote },
      'aria-pressed': String(vote === said),
      onclick: () => actions.vote(id, vote),
    }, t(`claims.vote.${vote}`)));
    root.replaceChildren(el('legend', {}, t(said ? 'claims.voted' : 'claims.ask')), ...buttons);
    if (held) (root.querySelector(`[data-vote="${held}"]`) as HTMLElement | null)?.focus();
  }

  return { root, render };
}
