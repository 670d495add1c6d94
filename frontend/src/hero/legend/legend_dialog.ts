/**
 * The legend of the picture: every kind of mark that is in it now, drawn, named and explained. Terms of the glossary in
 * it open their definitions, as they do everywhere; what is painted on a canvas has no text that could.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { marksIn } from '../layout/legend_marks.ts';
import { el } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { swatch } from './swatches.ts';

export function openLegend(store: Store<State>, { t }: Services) {
  const before = document.activeElement;
  const close = () => dialog.close();
  const dialog = el('dialog', { class: 'dialog marks', 'aria-labelledby': 'marks-title' },
    el('div', { class: 'dialog-body' },
      el(
        'button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: close }, icon('close'),
      ),
      el('h2', { id: 'marks-title' }, t('marks.title')),
      el('p', { class: 'muted' }, t('marks.intro')),
      el('dl', { class: 'marks-list', tabIndex: 0, 'aria-labelledby': 'marks-title' }, ...marksIn(store.get())
        .flatMap((kind) => [
        el(
          'dt', { dataset: { mark: kind } }, el('span', { class: 'marks-drawn' }, swatch(kind)),
          el('span', {}, t(`marks.${kind}.name`)),
        ),
        el('dd', {}, t(`marks.${kind}.text`)),
      ]))));
  dialog.addEventListener('click', (event) => void (event.target === dialog && close()));
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before instanceof HTMLElement) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}
