/**
 * Covers over what shows gradients, for as long as somebody is asked what they expect.
 *
 * @import { State } from '../state/types.d.ts'
 * @import { Row, Veil } from '../lessons/lesson.d.ts'
 * @import { Box } from '../lessons/places.js'
 */

import { coversOf } from '../lessons/places.js';
import { el, setText } from './dom.js';

/** Rows of the picture that show gradients; what else does is left to the style sheet. */
const COVERED = /** @type {readonly Row[]} */ (['brackets', 'state', 'bars', 'profile']);
const PRINTED = /** @type {readonly Row[]} */ (['prediction']);

/** @typedef {[place: Element, boxes: Box[]]} Covered */

/** @returns {{ lay: (veil: Veil | null | undefined, state: State, said: string) => void, end: () => void }} `lay`: nothing takes them away */
export function createCovers() {
  /** @type {Map<Element, HTMLElement>} */
  const covers = new Map();
  let laid = false;

  /** @param {Veil | null | undefined} veil @param {State} state @param {string} said */
  function lay(veil, { timeWindow }, said) {
    if (!veil && !laid) return; // Those of others stay.
    laid = Boolean(veil);
    document.body.dataset.veil = veil ? namesOf(veil) : '';
    const places = new Map(veil ? placesOf(veil, timeWindow) : []);
    for (const place of covers.keys()) if (!places.has(place)) take(place);
    for (const [place, boxes] of places) spread(place, boxes, said);
  }

  /** @param {Element} place */
  function take(place) {
    covers.get(place)?.remove();
    covers.delete(place);
  }

  /** @param {Element} place @param {readonly Box[]} boxes @param {string} said */
  function spread(place, boxes, said) {
    const sheets = covers.get(place) ?? el('div', { class: 'lesson-covers' });
    covers.set(place, sheets);
    if (sheets.parentElement !== place) place.append(sheets);
    while (sheets.children.length > boxes.length) sheets.lastElementChild?.remove();
    for (const [index, { x, y, width, height }] of boxes.entries()) {
      const sheet = /** @type {HTMLElement} */ (sheets.children[index] ?? sheets.appendChild(el('p', { class: 'lesson-cover' })));
      setText(sheet, said);
      for (const [name, value] of Object.entries({ left: x, top: y, width, height })) sheet.style.setProperty(name, `${Math.round(value)}px`);
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

/** @param {Veil} veil @returns {string} for the style sheet */
function namesOf({ gradients, verdicts }) {
  return [gradients && 'gradients', verdicts && 'verdicts'].filter(Boolean).join(' ');
}

/** @param {Veil} veil @param {State['timeWindow']} window @returns {Covered[]} */
function placesOf({ gradients, letters, cards = [], ...part }, window) {
  const stage = document.querySelector('.hero-stage');
  const hidden = gradients ? COVERED : letters && window?.picture?.prediction !== 'bars' ? PRINTED : [];
  const rows = /** @type {Covered[]} */ (stage && window && hidden.length ? [[stage, coversOf(window, hidden, part)]] : []);
  const found = cards.map((kind) => document.querySelector(`.time-card[data-kind="${kind}"]`)).filter((card) => card !== null);
  return [...rows, ...found.map((card) => /** @type {Covered} */ ([card, [wholeOf(card)]]))];
}

/** @param {Element} element @returns {Box} */
function wholeOf({ clientWidth, clientHeight }) {
  return { x: 0, y: 0, width: clientWidth, height: clientHeight };
}
