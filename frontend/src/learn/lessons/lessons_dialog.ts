/** All lessons in a dialog: titles, what each is about, how far one has come. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { LESSONS } from './course.ts';
import { el } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';

export function openLessons(store: Store<State>, { t, actions }: Services) {
  const { lessonsDone, lesson: open } = store.get();
  const dialog = el('dialog', {
    class: 'dialog lessons-dialog', 'aria-labelledby': 'lessons-heading', onclose: () => dialog.remove(),
    onclick: (event: MouseEvent) => void (event.target === dialog && dialog.close()),
  },
    el('div', { class: 'dialog-body' },
      el(
        'button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => dialog.close() },
        icon('close'),
      ),
      el('h2', { id: 'lessons-heading' }, t('lessons.all')),
      el('p', { class: 'muted' }, t('lessons.lead')),
      el('ol', { class: 'lessons-list' }, ...LESSONS.map((_, number) => el('li', {}, row(number))))));
  document.body.append(dialog);
  dialog.showModal();
  ((dialog.querySelector('[aria-current]') ?? dialog.querySelector('.lessons-row:not(:has([data-done="true"]))')
    ?? dialog.querySelector('.lessons-row')) as HTMLElement | null)?.focus();

  function row(number: number) {
    const { id, steps } = LESSONS[number];
    const done = steps.filter((step) => lessonsDone.includes(`${id}.${step.id}`)).length;
    const said = t(
      done === steps.length ? 'lessons.state.done' : done ? 'lessons.state.begun' : 'lessons.state.new',
      { done, steps: steps.length },
    );
    return el('button', {
      type: 'button', class: 'lessons-row', 'aria-current': open?.number === number ? 'step' : null,
      onclick: () => choose(number),
    },
      el('span', { class: 'lessons-number' }, String(number + 1)),
      el(
        'span', { class: 'lessons-words' }, el('strong', {}, t(`lesson.${id}.title`)),
        el('span', {}, t(`lesson.${id}.about`)),
      ),
      el('span', { class: 'lessons-state', dataset: { done: String(done === steps.length) } }, said));
  }

  /** Where somebody left off: at its first step that is not done. */
  function choose(number: number) {
    const { id, steps } = LESSONS[number];
    const first = steps.findIndex((step) => !lessonsDone.includes(`${id}.${step.id}`));
    dialog.close();
    actions.openLesson(number, Math.max(0, first));
  }
}
