/**
 * While the picture is scrolled away, a low copy of the bars of all models stays at the top of the stage: the time axis
 * under which the cards lie. What draws it is fetched then.
 */

import type { Services, State, Store } from '../../core/model/types.ts';

/** Pixels: the height of the copy, which is there as soon as less of the picture is. */
export const COPY = 60;

/** @returns stop */
export function followPicture(store: Store<State>, services: Services): () => void {
  const picture = document.getElementById('hero');
  let away = false;
  let ended = false;
  let copy: { show: (shown: boolean) => void, end: () => void } | null = null;
  const observer = new IntersectionObserver((entries) => {
    const { isIntersecting, boundingClientRect, rootBounds } = entries[entries.length - 1];
    void follow(!isIntersecting && boundingClientRect.height > 0
      && boundingClientRect.bottom < (rootBounds?.bottom ?? innerHeight) / 2);
  }, { rootMargin: `-${2 * COPY}px 0px 0px` });
  if (picture) observer.observe(picture);

  async function follow(now: boolean) {
    away = now;
    if (away && !copy) {
      const chunk = await services.loadChunk(() => import('./bars_copy.ts'), undefined, 'closer');
      if (!chunk || ended) return;
      copy ??= chunk.mountBarsCopy(document.getElementById('stage') as HTMLElement, store, services);
    }
    copy?.show(away);
  }

  return () => {
    ended = true;
    observer.disconnect();
    copy?.end();
  };
}
