/**
 * How the network is drawn: unrolled, folded into its one cell, or as single wires.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';
import { el, setAttribute, setText } from './dom.js';

/** @type {State['view'][]} */
const VIEWS = ['unrolled', 'folded', 'wires'];

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountViewChoice(root, store, { t, actions }) {
  const buttons = VIEWS.map((view) => el('button', { type: 'button', class: 'view-button', dataset: { view }, onclick: () => choose(view) }));
  const group = el('div', { class: 'view-choice', role: 'group' }, ...buttons);
  root.append(group);

  /** @param {State['view']} view */
  function choose(view) {
    if (view !== store.get().view) actions.setView(view);
  }

  const unwatch = watch(store, ({ view, language }) => [view, language], ({ view: chosen }) => {
    setAttribute(group, 'aria-label', t('view.choice'));
    for (const button of buttons) {
      const { view } = button.dataset;
      setText(button, t(`view.${view}`));
      setAttribute(button, 'data-tip', t(`view.${view}.help`));
      setAttribute(button, 'aria-pressed', String(view === chosen));
    }
  });

  return () => {
    unwatch();
    group.remove();
  };
}
