/**
 * "Start here" beside Learn: five dots, those of lessons that are done filled. One press opens the step where one left.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { nowOn, pathOf } from './path.ts';
import { addStyle } from '../../core/actions/style_sheet.ts';
import { watch } from '../../core/model/select.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { pageFile } from '../../page_file.ts';

/**
 * @param tools of the top bar: it stands before all of them, so that none moves when it comes
 * @returns unmount
 */
export async function mountPath(
  tools: HTMLElement,
  store: Store<State>,
  { t, actions }: Services,
): Promise<() => void> {
  await addStyle(pageFile('styles/path.css'));
  const words = el('span', { class: 'path-word' });
  const dots = el('span', { class: 'path-dots', 'aria-hidden': 'true' });
  const button = el('button', { type: 'button', class: 'pill path-button', onclick: open }, words, dots);
  tools.prepend(button);

  function open() {
    const path = pathOf(store.get());
    const { number, step } = path[nowOn(path)];
    actions.openLesson(number, step, true);
  }

  const unwatch =
    watch(store, ({ language, catalog, lessonsDone, watching }) =>
      [language, catalog, lessonsDone, watching === null], (state) => {
    const path = pathOf(state);
    const now = nowOn(path);
    button.hidden = !path.length || state.watching !== null;
    if (button.hidden) return;
    const title = (state.catalog as NonNullable<State['catalog']>).lessons[path[now].number].title[state.language];
    const name = path.every(({ done }) => done)
      ? t('path.done', { steps: path.length })
      : t('path.step', { step: now + 1, steps: path.length, title });
    setText(words, t('path.title'));
    setAttribute(button, 'aria-label', name);
    setAttribute(button, 'aria-description', t('path.help'));
    button.dataset.tip = `${name}. ${t('path.help')}`;
    dots.replaceChildren(...path.map(({ done }, index) =>
      el('span', { class: 'path-dot', dataset: { done: String(done), now: String(index === now) } })));
  });
  return () => {
    unwatch();
    button.remove();
  };
}
