/**
 * The tasks as thumbnails that are the selector: a few in sight, all of them in groups when somebody asks.
 *
 * @import { Entry, Services, State, Store } from '../state/types.d.ts'
 */

import { availableEntries, lacksImages } from '../state/experiment.js';
import { firstTasks, groupsOf } from '../state/groups.js';
import { watch } from '../state/select.js';
import { el, setText } from './dom.js';
import { isDrawn, taskThumbnail } from './task_thumbnails.js';

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountTasks(root, store, { t, actions, part }) {
  const choice = el('div', { role: 'radiogroup', class: 'task-choice' });
  const toggle = el('button', { type: 'button', class: 'link-button task-all', 'aria-expanded': 'false', onclick: () => unfold(!open) });
  let open = false;
  let sought = false;
  root.append(choice, toggle);
  root.addEventListener('keydown', close);

  /** @param {KeyboardEvent} event */
  function close(event) {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    unfold(false);
    toggle.focus();
  }

  const unwatch = watch(store, ({ language, catalog, experiment }) => [language, catalog, experiment.task.kind, experiment.task.length], render);

  /** @param {boolean} wanted */
  function unfold(wanted) {
    open = wanted;
    render(store.get());
  }

  /** The other thumbnails come when one of them is wanted. */
  async function complete() {
    sought = true;
    const more = await part(() => import('./task_thumbnails_more.js'));
    more?.completeThumbnails();
    if (more) drawAgain();
  }

  /** In their places: what is under a finger or the keyboard stays the same control. */
  function drawAgain() {
    for (const radio of choice.querySelectorAll('input')) {
      const [drawn, name] = [radio.nextElementSibling, radio.parentElement?.lastElementChild];
      drawn?.replaceWith(taskThumbnail(radio.value));
      name?.after(...lacking(radio.value));
    }
  }

  /** @param {State} state */
  function render({ catalog, experiment }) {
    const entries = catalog ? availableEntries(catalog, 'task') : [];
    const kinds = entries.map(({ kind }) => kind);
    const few = firstTasks(kinds, experiment.task.kind);
    choice.setAttribute('aria-label', t('controls.task'));
    const focused = /** @type {HTMLInputElement | null} */ (choice.querySelector('input:focus'))?.value;
    choice.replaceChildren(...(open ? groupsOf('task', kinds).flatMap(({ id, kinds: members }) => [
      el('p', { class: 'task-group' }, t(`group.${id}`)), grid(entries, members),
    ]) : [grid(entries, few)]));
    for (const radio of choice.querySelectorAll('input')) radio.checked = radio.value === experiment.task.kind;
    if (focused) /** @type {HTMLElement | null} */ (choice.querySelector(`input[value="${focused}"]`) ?? choice.querySelector('input:checked'))?.focus();
    if (!sought && !(open ? kinds : few).every(isDrawn)) void complete();
    toggle.hidden = kinds.length <= few.length;
    toggle.setAttribute('aria-expanded', String(open));
    setText(toggle, t(open ? 'controls.fewer_tasks' : 'controls.all_tasks', { count: kinds.length }));
  }

  /** @param {Entry[]} entries @param {string[]} kinds */
  function grid(entries, kinds) {
    return el('div', { class: 'tasks' }, ...kinds.map((kind) => thumbnail(/** @type {Entry} */ (entries.find((entry) => entry.kind === kind)))));
  }

  /** @param {Entry} entry */
  function thumbnail({ kind, text, fields }) {
    const { task } = store.get().experiment;
    const usual = fields.find(({ name }) => name === 'length')?.default;
    const help = t(`${text}.help`, { length: Number((task.kind === kind ? task.length : usual) ?? 0) });
    const radio = el('input', { type: 'radio', name: 'task', value: kind, class: 'visually-hidden', onchange: () => actions.chooseTask(kind), 'aria-description': help });
    return el('label', { class: 'task', dataset: { tip: help } }, radio, taskThumbnail(kind), el('span', {}, t(`${text}.label`)), ...lacking(kind));
  }

  /** What this server has no data for; its words come with its thumbnail. @param {string} kind @returns {HTMLElement[]} */
  function lacking(kind) {
    return isDrawn(kind) && lacksImages(store.get().catalog, kind) ? [el('small', { class: 'task-lacks' }, t('task.mnist.lacks'))] : [];
  }

  return () => {
    unwatch();
    root.removeEventListener('keydown', close);
    root.replaceChildren();
  };
}
