/** In the top bar of a page that is watched: by how many. */

import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { el, setText } from '../ui/dom.ts';
import { countWords } from './count_words.ts';

/** @returns unmount */
export function mountViewerCount(store: Store<State>, { t }: Services): () => void {
  const count = el('p', { class: 'viewer-count', role: 'status', tabIndex: 0 });
  document.querySelector('.topbar-tools')?.before(count);
  const unwatch =
    watch(store, ({ viewers, watching, language }) =>
      [viewers, watching === null, language], ({ viewers, watching }) => {
    count.hidden = viewers === 0 || watching !== null;
    setText(count, countWords(viewers, t));
    count.dataset.tip = t('watching.count.help');
  });
  return () => {
    unwatch();
    count.remove();
  };
}
