/**
 * The selected model once more with another activation, by one press: one thing differs, and both read the same batches.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { addCandidate, MOST_LANES } from '../state/experiment.js';
import { el, setAttribute, setText } from './dom.js';

/** What each is compared with; the rest with tanh. @type {Record<string, string>} */
const OTHER = { tanh: 'sigmoid' };

/**
 * @param {Pick<State, 'experiment' | 'selectedLane' | 'lesson' | 'claim' | 'replay' | 'watching'>} state
 * @returns {{ lane: import('../state/types.d.ts').Lane, kind: string } | null} the model to add; null where there is none
 */
export function comparedWith({ experiment: { lanes }, selectedLane, lesson, claim, replay, watching }) {
  const lane = lanes[Math.min(selectedLane, lanes.length - 1)];
  const { activation, kind: cell } = lane.cell;
  if (typeof activation !== 'string' || lanes.length >= MOST_LANES || lesson || claim || replay || watching) return null;
  const kind = OTHER[activation] ?? 'tanh';
  if (lanes.some(({ cell: other }) => other.kind === cell && other.activation === kind)) return null;
  return { lane: { ...structuredClone(lane), cell: { ...lane.cell, activation: kind } }, kind };
}

/** @param {Store<State>} store @param {Services} services */
export function createCompare(store, { t, actions }) {
  const root = el('button', { type: 'button', class: 'pill small', hidden: true, onclick: add });

  function add() {
    const { experiment } = store.get();
    const found = comparedWith(store.get());
    if (found) actions.edit(addCandidate(experiment, found.lane));
  }

  return {
    root,
    /** @param {State} state */
    show(state) {
      const found = comparedWith(state);
      root.hidden = !found;
      if (!found) return;
      setText(root, t('activation_panel.compare', { name: t(`activation.${found.kind}.label`) }));
      setAttribute(root, 'aria-description', t('activation_panel.compare.help'));
      root.dataset.tip = t('activation_panel.compare.help');
    },
  };
}
