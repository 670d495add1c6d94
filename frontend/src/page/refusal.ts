/** What is wrong with an experiment that was refused before anything of it was seen, in the place of its picture. */

import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { problemText } from '../core/text/problem.ts';
import { el } from '../ui/dom.ts';

/** @returns unmount */
export function mountRefusal(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const place = el('div', { class: 'refusal', role: 'alert', hidden: true });
  root.append(place);

  const unwatch =
    watch(store, ({ language, run, errors, catalog }) =>
      [language, run === null, errors, catalog], ({ run, errors, catalog }) => {
    place.hidden = run !== null || errors.length === 0;
    if (place.hidden) return place.replaceChildren();
    const [first] = catalog?.presets ?? [];
    place.replaceChildren(
      el('p', { class: 'refusal-title' }, t('refusal.title')),
      ...errors.map((problem) => sentence(problem)),
      ...(first
        ? [
          el(
            'button', { type: 'button', class: 'pill', onclick: () => actions.choosePreset(first.id) },
            t('refusal.first'),
          ),
        ]
        : []),
    );
  });

  function sentence(problem: State['errors'][number]) {
    const { text, lang } = problemText(problem, t);
    return el('p', { lang }, text);
  }

  return () => {
    unwatch();
    place.remove();
  };
}
