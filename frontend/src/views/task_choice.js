/**
 * The tasks as thumbnails that are the selector.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { availableEntries } from '../state/experiment.js';
import { watch } from '../state/select.js';
import { el } from './dom.js';
import { taskThumbnail } from './icons.js';

/**
 * @param {HTMLElement} root a radio group
 * @param {Store<State>} store
 * @param {Services} services
 * @param {(kind: string) => void} choose
 * @returns {() => void} unmount
 */
export function mountTasks(root, store, { t }, choose) {
  const unwatch = [
    watch(store, ({ language, catalog }) => [language, catalog], ({ catalog }) => {
      root.setAttribute('aria-label', t('controls.task'));
      root.replaceChildren(...(catalog ? availableEntries(catalog, 'task') : []).map(({ kind, text }) => {
        const radio = el('input', { type: 'radio', name: 'task', value: kind, class: 'visually-hidden', onchange: () => choose(kind), 'aria-description': t(`${text}.help`) });
        return el('label', { class: 'task', dataset: { tip: t(`${text}.help`) } }, radio, taskThumbnail(kind), el('span', {}, t(`${text}.label`)));
      }));
      mark(store.get());
    }),
    watch(store, ({ experiment }) => [experiment.task.kind], mark),
  ];

  /** @param {State} state */
  function mark({ experiment }) {
    for (const radio of root.querySelectorAll('input')) radio.checked = radio.value === experiment.task.kind;
  }

  return () => {
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}
