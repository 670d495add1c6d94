/**
 * What goes in and what is asked for, by the name of its shape: choosing one opens a task that learns it, choosing a
 * task says its shape.
 */

import type { Services, State, Store, TaskFacts } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { el, setText } from '../../ui/dom.ts';

/** Of each shape a preset that works. */
export const OF_SHAPE: Record<string, string> = {
  'one-to-one': 'one_to_one_works', 'one-to-many': 'one_to_many_works', 'many-to-one': 'temporal_order_works',
  'many-to-many': 'hello', 'many-to-many-encoder-decoder': 'seq2seq_reverse_works',
};
/** Nothing is read, so there is nothing to choose by. */
const FROM_NOTHING = 'none-to-many';

export function shapeOf({ structure, required_lag: lag }: TaskFacts): string {
  return lag === null ? FROM_NOTHING : structure;
}

/** @returns unmount */
export function mountShapeChoice(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const name = el('label', { for: 'task-shape' });
  const select = el(
    'select', { id: 'task-shape', class: 'pill-select', onchange: () => actions.choosePreset(OF_SHAPE[select.value]) },
  );
  const place = el('div', { class: 'task-shape' }, name, select);
  root.append(place);

  const unwatch =
    watch(store, ({ language, facts, experiment }) =>
      [language, facts?.task, experiment.task.kind], ({ facts, experiment }) => {
    const shape = facts?.task.kind === experiment.task.kind ? shapeOf(facts.task) : '';
    setText(name, t('shape.name'));
    select.dataset.tip = t('shape.help');
    select.setAttribute('aria-description', t('shape.help'));
    const shapes = [...Object.keys(OF_SHAPE), ...(shape === FROM_NOTHING ? [FROM_NOTHING] : [])];
    select.replaceChildren(
      ...shapes.map((each) => el('option', { value: each, disabled: each === FROM_NOTHING }, t(`shape.${each}`))),
    );
    select.value = shape;
  });

  return () => {
    unwatch();
    place.remove();
  };
}
