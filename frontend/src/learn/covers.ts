/** Covers over what shows gradients, for as long as somebody is asked what they expect. */

import type { Row, Veil } from '../core/model/lesson.ts';
import type { State } from '../core/model/types.ts';
import { coversOf, type Box } from './places.ts';
import { el, setText } from '../ui/dom.ts';

/** Rows of the picture that show gradients; what else does is left to the style sheet. */
const COVERED = ['brackets', 'state', 'bars', 'profile'] as readonly Row[];
const PRINTED = ['prediction'] as readonly Row[];

export type Covered = [place: Element, boxes: Box[]];

/** @returns `lay`: nothing takes them away */
export function createCovers(): {
  lay: (veil: Veil | null | undefined, state: State, said: string) => void;
  end: () => void;
} {
  const covers = new Map<Element, HTMLElement>();
  let laid = false;

  function lay(veil: Veil | null | undefined, { timeWindow }: State, said: string) {
    if (!veil && !laid) return; // Those of others stay.
    laid = Boolean(veil);
    document.body.dataset.veil = veil ? namesOf(veil) : '';
    const places = new Map(veil ? placesOf(veil, timeWindow) : []);
    for (const place of covers.keys()) if (!places.has(place)) take(place);
    for (const [place, boxes] of places) spread(place, boxes, said);
  }

  function take(place: Element) {
    covers.get(place)?.remove();
    covers.delete(place);
  }

  function spread(place: Element, boxes: readonly Box[], said: string) {
    const sheets = covers.get(place) ?? el('div', { class: 'lesson-covers' });
    covers.set(place, sheets);
    if (sheets.parentElement !== place) place.append(sheets);
    while (sheets.children.length > boxes.length) sheets.lastElementChild?.remove();
    for (const [index, { x, y, width, height }] of boxes.entries()) {
      const sheet = (sheets.children[index] ?? sheets.appendChild(el('p', { class: 'lesson-cover' }))) as HTMLElement;
      setText(sheet, said);
      for (const [name, value] of Object.entries({ left: x, top: y, width, height })) {
        sheet.style.setProperty(name, `${Math.round(value)}px`);
      }
    }
  }

  return {
    lay,
    end() {
      if (laid) delete document.body.dataset.veil;
      for (const place of [...covers.keys()]) take(place);
    },
  };
}

/** @returns for the style sheet */
function namesOf({ gradients, verdicts }: Veil): string {
  return [gradients && 'gradients', verdicts && 'verdicts'].filter(Boolean).join(' ');
}

function placesOf({ gradients, letters, cards = [], ...part }: Veil, window: State['timeWindow']): Covered[] {
  const stage = document.querySelector('.hero-stage');
  const hidden = gradients ? COVERED : letters && window?.picture?.prediction !== 'bars' ? PRINTED : [];
  const rows = (stage && window && hidden.length ? [[stage, coversOf(window, hidden, part)]] : []) as Covered[];
  const found = cards.map((kind) => document.querySelector(`.time-card[data-kind="${kind}"]`))
    .filter((card) => card !== null);
  return [...rows, ...found.map((card) => [card, [wholeOf(card)]] as Covered)];
}

function wholeOf({ clientWidth, clientHeight }: Element): Box {
  return { x: 0, y: 0, width: clientWidth, height: clientHeight };
}
