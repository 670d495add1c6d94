/** The copies as they hang, a card each: one that stays is drawn anew, one that moves keeps its focus. */

import type { Services, State, CopyWall } from '../../core/model/types.ts';
import { el } from '../../ui/dom.ts';
import { createThumbnail, type Scales, type ThumbnailView } from '../thumbnail.ts';

/** @param does `open` one, `hold` it up for all or take it down */
export function createWallList(
  services: Services,
  { open, hold }: { open: (number: number) => void, hold: (number: number) => void },
) {
  const root = el('ul', { class: 'wall-grid', role: 'list' });
  const views = new Map<number, ThumbnailView>();

  function viewOf(number: number): ThumbnailView {
    const made = () => createThumbnail(number, services, { open: () => open(number), hold: () => hold(number) });
    const view = views.get(number) ?? made();
    views.set(number, view);
    return view;
  }

  /** @param numbers in their order */
  function draw(numbers: readonly number[], state: State, wall: CopyWall, scales: Scales) {
    for (const [number, { home }] of views) {
      if (numbers.includes(number)) continue;
      home.remove();
      views.delete(number);
    }
    for (const [index, number] of numbers.entries()) {
      const view = viewOf(number);
      view.draw(state, wall, scales);
      if (root.children[index] !== view.home) place(view.home, index);
    }
  }

  function place(home: HTMLElement, index: number) {
    const focused = home.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
    root.insertBefore(home, root.children[index] ?? null);
    focused?.focus();
  }

  /** @returns what opens that one; null where it hangs no longer */
  function openerOf(number: number): HTMLElement | null {
    return views.get(number)?.opener ?? null;
  }

  return { root, draw, openerOf };
}
