/**
 * While the picture is scrolled away, a low copy of the bars of all models stays at the top of the stage: the time axis under
 * which the cards lie. What draws it is fetched then.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

/** Pixels: the height of the copy, which is there as soon as less of the picture is. */
export const COPY = 60;

/**
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} stop
 */
export function followPicture(store, services) {
  const picture = document.getElementById('hero');
  let away = false;
  let ended = false;
  /** @type {{ show: (shown: boolean) => void, end: () => void } | null} */
  let copy = null;
  const observer = new IntersectionObserver((entries) => {
    const { isIntersecting, boundingClientRect, rootBounds } = entries[entries.length - 1];
    void follow(!isIntersecting && boundingClientRect.height > 0 && boundingClientRect.bottom < (rootBounds?.bottom ?? innerHeight) / 2);
  }, { rootMargin: `-${2 * COPY}px 0px 0px` });
  if (picture) observer.observe(picture);

  /** @param {boolean} now */
  async function follow(now) {
    away = now;
    if (away && !copy) {
      const part = await services.part(() => import('./bars_copy.js'), undefined, 'closer');
      if (!part || ended) return;
      copy ??= part.mountBarsCopy(/** @type {HTMLElement} */ (document.getElementById('stage')), store, services);
    }
    copy?.show(away);
  }

  return () => {
    ended = true;
    observer.disconnect();
    copy?.end();
  };
}
