/** All claims in a dialog: what each says and where, what was voted, and of those that were tried what came of it. */

import type { Claim } from '../../core/model/claim.ts';
import type { Services, State, Store } from '../../core/model/types.ts';
import { loadClaims } from './claims.ts';
import { el } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { addStyle } from '../../core/actions/style_sheet.ts';
import { pageFile } from '../../page_file.ts';

export async function openClaimList(store: Store<State>, { t, actions }: Services) {
  const [claims] = await Promise.all([loadClaims().catch(() => null), addStyle(pageFile('styles/claims.css'))]);
  if (!claims) return actions.notify(t('server.unreachable'));
  const { votes, claim: open } = store.get();
  const dialog = el('dialog', {
    class: 'dialog ledger-dialog', 'aria-labelledby': 'ledger-title', onclose: () => dialog.remove(),
    onclick: (event: MouseEvent) => void (event.target === dialog && dialog.close()),
  },
    el('div', { class: 'dialog-body' },
      el(
        'button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => dialog.close() },
        icon('close'),
      ),
      el('h2', { id: 'ledger-title' }, t('claims.title')),
      el('p', { class: 'muted' }, t('claims.intro')),
      el('ol', { class: 'ledger' }, ...claims.map((claim) => el('li', {}, row(claim))))));
  document.body.append(dialog);
  dialog.showModal();
  (
    (dialog.querySelector('[aria-current="true"]') ?? dialog.querySelector('.ledger-row')) as HTMLElement | null
  )?.focus();

  function row({ id, verdict }: Claim) {
    const said = votes[id];
    const words = [
      said ? t('claims.row.voted', { vote: t(`claims.vote.${said.vote}`) }) : t('claims.row.open'),
      ...(said?.shown ? [t(`claims.verdict.${verdict}`)] : []),
    ];
    return el('button', { type: 'button', class: 'ledger-row', 'aria-current': String(open?.id === id), dataset: {
      shown: String(Boolean(said?.shown)),
    }, onclick: () => {
      dialog.close();
      actions.openClaim(id);
    } },
    el('span', { class: 'ledger-says' }, t(`claim.${id}.says`)),
    el('span', { class: 'ledger-place' }, t(`claim.${id}.place`)),
    el('span', { class: 'ledger-state' }, words.join(' ')));
  }
}
