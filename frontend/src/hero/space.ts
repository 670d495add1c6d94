/** The room that the page leaves for the picture. */

import type { HeroElements } from './elements.ts';
import type { Room } from './placing.ts';
import { isOnPaper } from '../draw/on_paper.ts';

export const TOUCH_WIDTH = 560;

export function createSpace(root: HTMLElement, { stage, caption, chips, overview }: HeroElements, changed: () => void) {
  let room: Room = { width: 0, height: 0, whole: false };
  const observer = new ResizeObserver(measure);
  for (const part of [root, caption, chips, overview]) observer.observe(part);
  document.documentElement.addEventListener('drawanew', measureAnew);

  /** Pixels of caption, chips and overview around the picture. */
  function besides() {
    return (stage.parentElement?.offsetHeight ?? 0) - stage.offsetHeight;
  }

  /** Height is without limit where the page itself scrolls. */
  function measure() {
    const width = root.clientWidth;
    const limited = width >= TOUCH_WIDTH && getComputedStyle(root).overflowY !== 'visible';
    const next = { width, whole: isOnPaper(), height: limited ? Math.max(0, root.clientHeight - besides()) : 0 };
    if (next.width === room.width && next.height === room.height && next.whole === room.whole) return;
    room = next;
    changed();
  }

  /** Paper, or type of another size. */
  function measureAnew() {
    room = { width: 0, height: 0, whole: false };
    measure();
  }

  return {
    now: () => room,
    besides,
    end() {
      observer.disconnect();
      document.documentElement.removeEventListener('drawanew', measureAnew);
    },
  };
}
