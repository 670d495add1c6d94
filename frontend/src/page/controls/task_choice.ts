/** The tasks as thumbnails that are the selector: a few in sight, all of them in groups when somebody asks. */

import type { Entry, Services, State, Store } from '../../core/model/types.ts';
import { availableEntries, lacksImages } from '../../core/model/experiment.ts';
import { firstTasks, groupsOf } from '../../core/model/groups.ts';
import { watch } from '../../core/model/select.ts';
import { el, setText } from '../../ui/dom.ts';
import { isDrawn, taskThumbnail } from './task_thumbnails.ts';

/** @returns unmount */
export function mountTasks(root: HTMLElement, store: Store<State>, { t, actions, loadChunk }: Services): () => void {
  const choice = el('div', { role: 'radiogroup', class: 'task-choice' });
  const toggle = el(
    'button', { type: 'button', class: 'link-button task-all', 'aria-expanded': 'false', onclick: () => unfold(!open) },
  );
  let open = false;
  let sought = false;
  root.append(choice, toggle);
  root.addEventListener('keydown', close);

  function close(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    unfold(false);
    toggle.focus();
  }

  const unwatch = watch(
    store, ({ language, catalog, experiment }) => [language, catalog, experiment.task.kind, experiment.task.length],
    render,
  );

  function unfold(wanted: boolean) {
    open = wanted;
    render(store.get());
  }

  /** The other thumbnails come when one of them is wanted. */
  async function complete() {
    sought = true;
    const more = await loadChunk(() => import('./task_thumbnails_more.ts'));
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

  function render({ catalog, experiment }: State) {
    const entries = catalog ? availableEntries(catalog, 'task') : [];
    const kinds = entries.map(({ kind }) => kind);
    const few = firstTasks(kinds, experiment.task.kind);
    choice.setAttribute('aria-label', t('controls.task'));
    const focused = (choice.querySelector('input:focus') as HTMLInputElement | null)?.value;
    choice.replaceChildren(...(open ? groupsOf('task', kinds).flatMap(({ id, kinds: members }) => [
      el('p', { class: 'task-group' }, t(`group.${id}`)), grid(entries, members),
    ]) : [grid(entries, few)]));
    for (const radio of choice.querySelectorAll('input')) radio.checked = radio.value === experiment.task.kind;
    if (focused) (
      (choice.querySelector(`input[value="${focused}"]`) ?? choice.querySelector('input:checked')) as HTMLElement | null
    )?.focus();
    if (!sought && !(open ? kinds : few).every(isDrawn)) void complete();
    toggle.hidden = kinds.length <= few.length;
    toggle.setAttribute('aria-expanded', String(open));
    setText(toggle, t(open ? 'controls.fewer_tasks' : 'controls.all_tasks', { count: kinds.length }));
  }

  function grid(entries: Entry[], kinds: string[]) {
    return el(
      'div', { class: 'tasks' },
      ...kinds.map((kind) => thumbnail(entries.find((entry) => entry.kind === kind) as Entry)),
    );
  }

  function thumbnail({ kind, text, fields }: Entry) {
    const { task } = store.get().experiment;
    const usual = fields.find(({ name }) => name === 'length')?.default;
    const help = t(`${text}.help`, { length: Number((task.kind === kind ? task.length : usual) ?? 0) });
    const radio = el('input', {
      type: 'radio', name: 'task', value: kind, class: 'visually-hidden', onchange: () => actions.chooseTask(kind),
      'aria-description': help,
    });
    return el(
      'label', { class: 'task', dataset: { tip: help } }, radio, taskThumbnail(kind),
      el('span', {}, t(`${text}.label`)), ...lacking(kind),
    );
  }

  /** What this server has no data for; its words come with its thumbnail. */
  function lacking(kind: string): HTMLElement[] {
    return isDrawn(kind) && lacksImages(store.get().catalog, kind)
      ? [el('small', { class: 'task-lacks' }, t('task.mnist.lacks'))]
      : [];
  }

  return () => {
    unwatch();
    root.removeEventListener('keydown', close);
    root.replaceChildren();
  };
}
