/** Over a claim: which of them it is and where it is made; the way to those beside it, to all, and out. */

import type { Claim } from '../../core/model/claim.ts';
import type { Services, State, Store } from '../../core/model/types.ts';
import { el, setName, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { openClaimList } from './claim_list.ts';

export function createClaimHead(claims: Claim[], store: Store<State>, services: Services) {
  const { t, actions } = services;
  const place = el('p', { class: 'claim-place' });
  const tools = el('div', { class: 'claim-tools' });
  const root = el('header', { class: 'claim-head' }, place, tools);

  function tool(words: string, onclick: () => void): HTMLElement {
    return el('button', { type: 'button', class: 'pill small', onclick }, t(words));
  }

  function closer(): HTMLElement {
    const onclick = () => actions.leaveClaim();
    const close = el('button', { type: 'button', class: 'card-close claim-close', onclick }, icon('close'));
    setName(close, t('claims.leave'));
    return close;
  }

  function render(claim: Claim) {
    const at = claims.indexOf(claim);
    const where = { number: at + 1, count: claims.length, place: t(`claim.${claim.id}.place`) };
    setText(place, t(claim.beyond ? 'claims.place_beyond' : 'claims.place', where));
    const go = (by: number) => actions.openClaim(claims[(at + by + claims.length) % claims.length].id);
    const held = [...tools.children].indexOf(document.activeElement as Element);
    tools.replaceChildren(
      tool('claims.back', () => go(-1)),
      tool('claims.all', () => void openClaimList(store, services)),
      tool('claims.on', () => go(1)),
      closer(),
    );
    if (held >= 0) (tools.children[held] as HTMLElement).focus();
  }

  return { root, render };
}
