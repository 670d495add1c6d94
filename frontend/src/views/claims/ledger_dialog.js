/**
 * All claims in a dialog: what each says and where, what was voted, and of those that were tried what came of it.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 * @import { Claim } from '../../claims/claim.d.ts'
 */

import { loadLedger } from '../../claims/ledger.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { addStyle } from '../../services/style_sheet.js';
import { pageFile } from '../../page_file.js';

/**
 * @param {Store<State>} store
 * @param {Services} services
 */
export async function openLedger(store, { t, actions }) {
  const [ledger] = await Promise.all([loadLedger().catch(() => null), addStyle(pageFile('styles/claims.css'))]);
  if (!ledger) return actions.notify(t('server.unreachable'));
  const { votes, claim: open } = store.get();
  const dialog = el('dialog', { class: 'dialog ledger-dialog', 'aria-labelledby': 'ledger-title', onclose: () => dialog.remove(), onclick: (/** @type {MouseEvent} */ event) => void (event.target === dialog && dialog.close()) },
    el('div', { class: 'dialog-body' },
      el('button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => dialog.close() }, icon('close')),
      el('h2', { id: 'ledger-title' }, t('claims.title')),
      el('p', { class: 'muted' }, t('claims.intro')),
      el('ol', { class: 'ledger' }, ...ledger.map((claim) => el('li', {}, row(claim))))));
  document.body.append(dialog);
  dialog.showModal();
  /** @type {HTMLElement | null} */ (dialog.querySelector('[aria-current="true"]') ?? dialog.querySelector('.ledger-row'))?.focus();

  /** @param {Claim} claim */
  function row({ id, verdict }) {
    const said = votes[id];
    const words = [said ? t('claims.row.voted', { vote: t(`claims.vote.${said.vote}`) }) : t('claims.row.open'), ...(said?.shown ? [t(`claims.verdict.${verdict}`)] : [])];
    return el('button', { type: 'button', class: 'ledger-row', 'aria-current': String(open?.id === id), dataset: { shown: String(Boolean(said?.shown)) }, onclick: () => {
      dialog.close();
      actions.openClaim(id);
    } },
    el('span', { class: 'ledger-says' }, t(`claim.${id}.says`)), el('span', { class: 'ledger-place' }, t(`claim.${id}.place`)), el('span', { class: 'ledger-state' }, words.join(' ')));
  }
}
