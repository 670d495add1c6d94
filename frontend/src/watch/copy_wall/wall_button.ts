/**
 * The way to the wall of copies, as soon as a copy hangs there: in the top bar of who is watched, in the bar of who
 * watches.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { mountWhenWanted } from '../../ui/when_wanted.ts';

/** @returns unmount */
export function mountWallButton(store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const [long, short] = [el('span', { class: 'wall-long' }), el('span', { class: 'wall-short' })];
  const button = el(
    'button',
    { type: 'button', class: 'pill small wall-button', 'aria-haspopup': 'dialog', onclick: () => actions.openWall() },
    long, short,
  );
  const unmountWall = mountWhenWanted(store, ({ wall }) => wall !== null, async () => {
    const chunk = await services.loadChunk(() => import('./copy_wall.ts'), 'wall', 'wall');
    if (!chunk) actions.closeWall();
    return chunk?.mountWall(store, services);
  });
  const unwatch =
    watch(store, ({ copies, watching, language }) => [copies, watching === null, language], ({ copies, watching }) => {
    const [place, before] = watching
      ? [document.querySelector('.watch-buttons'), null]
      : [document.querySelector('.topbar'), document.querySelector('.topbar-tools')];
    if (button.parentElement !== place) place?.insertBefore(button, before);
    button.hidden = copies === 0;
    setText(long, copies === 1 ? t('watching.wall.one') : t('watching.wall', { count: whole(copies) }));
    setText(short, copies === 1 ? t('watching.wall.short.one') : t('watching.wall.short', { count: whole(copies) }));
    setAttribute(button, 'aria-label', long.textContent);
  });

  return () => {
    unwatch();
    unmountWall();
    button.remove();
  };
}

/**
 * Where the teacher holds a copy up, the wall opens before all who follow, and closes when it is put down.
 * @returns stop
 */
export function followHeldCopy(store: Store<State>, actions: Services['actions']): () => void {
  /** Whether the wall is open because the teacher led there. */
  let led = false;
  return watch(store, ({ heldCopy, watching }) =>
    [watching?.following ? heldCopy : null, watching === null], (state) => {
    if (!state.watching?.following) return;
    if (state.heldCopy !== null && state.wall === null) {
      led = true;
      actions.openWall();
    } else if (state.heldCopy === null && led) {
      led = false;
      if (state.wall) actions.closeWall();
    }
  });
}
