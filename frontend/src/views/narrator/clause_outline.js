/**
 * An outline around the marks that a clause of a note rests on, while somebody points at the clause.
 *
 * @import { State, Store } from '../../state/types.d.ts'
 * @import { Lit } from '../../lessons/lesson.d.ts'
 */

import { el } from '../dom.js';
import { elementOf, placeOf } from '../lessons/lit_place.js';
import { scrollIntoSight } from '../scroll_into_sight.js';

/** @param {Store<State>} store */
export function createClauseOutline(store) {
  const outline = el('div', { class: 'note-outline', hidden: true, 'aria-hidden': 'true' });
  document.body.append(outline);
  /** @type {Lit | null} */
  let shown = null;

  function place() {
    const box = shown && placeOf(shown, store.get());
    outline.hidden = !box;
    if (box) for (const [name, value] of Object.entries({ left: box.x, top: box.y, width: box.width, height: box.height })) outline.style.setProperty(name, `${Math.round(value)}px`);
  }

  const stop = store.subscribe(place);
  addEventListener('scroll', place, true);
  addEventListener('resize', place);

  return {
    /** @param {Lit | null} lit */
    show(lit) {
      shown = lit;
      place();
    },
    /** @param {Lit} lit */
    goTo: (lit) => scrollIntoSight(elementOf(lit)),
    end() {
      stop();
      removeEventListener('scroll', place, true);
      removeEventListener('resize', place);
      outline.remove();
    },
  };
}
