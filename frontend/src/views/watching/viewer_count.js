/**
 * In the top bar of a page that is watched: by how many.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { watch } from '../../state/select.js';
import { el, setText } from '../dom.js';
import { countWords } from './count_words.js';

/** @param {Store<State>} store @param {Services} services @returns {() => void} unmount */
export function mountViewerCount(store, { t }) {
  const count = el('p', { class: 'viewer-count', role: 'status', tabIndex: 0 });
  document.querySelector('.topbar-tools')?.before(count);
  const unwatch = watch(store, ({ viewers, watching, language }) => [viewers, watching === null, language], ({ viewers, watching }) => {
    count.hidden = viewers === 0 || watching !== null;
    setText(count, countWords(viewers, t));
    count.dataset.tip = t('watching.count.help');
  });
  return () => {
    unwatch();
    count.remove();
  };
}
