/** An outline around the marks that a clause of a note rests on, while somebody points at the clause. */

import type { Lit } from '../../core/model/lesson.ts';
import type { State, Store } from '../../core/model/types.ts';
import { el } from '../../ui/dom.ts';
import { elementOf, placeOf } from '../lessons/highlight_place.ts';
import { scrollIntoSight } from '../../ui/scroll_into_sight.ts';

export function createClauseOutline(store: Store<State>) {
  const outline = el('div', { class: 'note-outline', hidden: true, 'aria-hidden': 'true' });
  document.body.append(outline);
  let shown: Lit | null = null;

  function place() {
    const box = shown && placeOf(shown, store.get());
    outline.hidden = !box;
    if (box) for (const [name, value] of Object.entries({
      left: box.x, top: box.y, width: box.width, height: box.height,
    })) outline.style.setProperty(name, `${Math.round(value)}px`);
  }

  const stop = store.subscribe(place);
  addEventListener('scroll', place, true);
  addEventListener('resize', place);

  return {
    show(lit: Lit | null) {
      shown = lit;
      place();
    },
    goTo: (lit: Lit) => scrollIntoSight(elementOf(lit)),
    end() {
      stop();
      removeEventListener('scroll', place, true);
      removeEventListener('resize', place);
      outline.remove();
    },
  };
}
