/** Below the fields: what the catalog knows of the cell of the selected model, and of the task. */

import type { Services, State, Store } from '../../../core/model/types.ts';
import { entryOf } from '../../../core/model/experiment.ts';
import { watch } from '../../../core/model/select.ts';
import { el } from '../../../ui/dom.ts';
import { equationsOf } from './about_entry.ts';
import { createAboutFold } from './about_fold.ts';

/**
 * The equation of the cell stands open.
 * @returns unmount
 */
export function mountAboutCell(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const equation = el('div', { class: 'cell-equation' });
  const fold = createAboutFold('about-cell', services);
  root.append(equation, fold.root);

  return watch(store, ({ language, catalog, experiment, selectedLane, facts }) => [
    language, catalog, experiment.lanes[selectedLane]?.cell.kind, facts, selectedLane,
  ], ({ catalog, experiment, selectedLane, facts }) => {
    const lane = experiment.lanes[selectedLane];
    const entry = lane && catalog && entryOf(catalog, 'cell', lane.cell.kind);
    fold.root.hidden = !entry;
    if (!entry) return equation.replaceChildren();
    const parameters = facts?.lanes[selectedLane]?.parameters ?? null;
    equation.replaceChildren(...equationsOf(entry, t, lane.cell.formula));
    const title = t('controls.about', { name: t(`${entry.text}.label`) });
    const key = JSON.stringify([entry.text, parameters]);
    fold.show(title, key, (about) => about.aboutCell(entry, parameters, t));
  });
}

/** @returns unmount */
export function mountAboutTask(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const fold = createAboutFold('about-task', services);
  root.append(fold.root);

  return watch(store, ({ language, catalog, experiment, facts }) => [
    language, catalog, experiment.task.kind, facts,
  ], ({ catalog, experiment, facts }) => {
    const entry = catalog && entryOf(catalog, 'task', experiment.task.kind);
    const task = facts?.task.kind === experiment.task.kind ? facts.task : null;
    fold.root.hidden = !entry;
    if (!entry) return;
    const key = JSON.stringify([entry.text, task]);
    fold.show(t('controls.about_task'), key, (about) => about.aboutTask(entry, task, t));
  });
}
