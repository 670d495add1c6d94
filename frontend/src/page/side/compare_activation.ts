/**
 * The selected model once more with another activation, by one press: one thing differs, and both read the same
 * batches.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { addCandidate, MOST_LANES } from '../../core/model/experiment.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';

/** What each is compared with; the rest with tanh. */
const OTHER: Record<string, string> = { tanh: 'sigmoid' };

/** @returns the model to add; null where there is none */
export function comparedWith(
  { experiment: { lanes }, selectedLane, lesson, claim, replay, watching }: Pick<State, 'experiment' | 'selectedLane'
    | 'lesson' | 'claim' | 'replay' | 'watching'>,
): { lane: import('../../core/model/types.ts').Lane, kind: string } | null {
  const lane = lanes[Math.min(selectedLane, lanes.length - 1)];
  const { activation, kind: cell } = lane.cell;
  if (typeof activation !== 'string' || lanes.length >= MOST_LANES || lesson || claim || replay
    || watching) return null;
  const kind = OTHER[activation] ?? 'tanh';
  if (lanes.some(({ cell: other }) => other.kind === cell && other.activation === kind)) return null;
  return { lane: { ...structuredClone(lane), cell: { ...lane.cell, activation: kind } }, kind };
}

export function createCompare(store: Store<State>, { t, actions }: Services) {
  const root = el('button', { type: 'button', class: 'pill small', hidden: true, onclick: add });

  function add() {
    const { experiment } = store.get();
    const found = comparedWith(store.get());
    if (found) actions.edit(addCandidate(experiment, found.lane));
  }

  return {
    root,
    show(state: State) {
      const found = comparedWith(state);
      root.hidden = !found;
      if (!found) return;
      setText(root, t('activation_panel.compare', { name: t(`activation.${found.kind}.label`) }));
      setAttribute(root, 'aria-description', t('activation_panel.compare.help'));
      root.dataset.tip = t('activation_panel.compare.help');
    },
  };
}
