/**
 * The inspector's place, which is there while a square of the picture is chosen; what merely lies under the pointer has
 * its numbers beside it. The inspector itself is fetched for the first square.
 */

import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { el, setText } from '../ui/dom.ts';
import { mountWhenWanted } from '../ui/when_wanted.ts';

const isChosen = ({ cursor, pinned }: State) => cursor !== null && pinned;

/** @returns unmount */
export function mountInspectorPlace(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const heading = el('h2', { class: 'panel-heading', id: 'inspector-heading' });
  root.setAttribute('aria-labelledby', heading.id);
  root.append(el('header', { class: 'panel-header' }, heading));
  const unwatch = watch(store, (state) => [isChosen(state)], (state) => {
    root.hidden = !isChosen(state);
  });
  const unwatchName = watch(store, ({ language }) => [language], () => setText(heading, services.t('inspector.title')));

  const leave = mountWhenWanted(store, isChosen, async () => {
    const chunk = await services.loadChunk(() => import('./inspector.ts'), 'inspector');
    if (!chunk) return null;
    unwatchName();
    root.replaceChildren();
    return chunk.mountInspector(root, store, services);
  });

  return () => {
    unwatch();
    unwatchName();
    leave();
    root.replaceChildren();
  };
}
