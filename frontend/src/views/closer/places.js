/**
 * The cards that one can look closer with: which there are, which are open, and where an open one stands.
 *
 * @import { Catalog, State } from '../../state/types.d.ts'
 * @typedef {{ id: string, kind: 'measure' | 'try', words: string, about: string, heavy: boolean }} Card `words`, `about`: keys of its name and of its sentence
 */

import { CARDS, groupPanels, TOGGLED } from '../../charts/panel_groups.js';
import { hasRoom } from '../../charts/panel_room.js';
import { openQuestion, QUESTIONS } from '../try/questions.js';

/** With one loss, at the end, a lag is a time step: these two show the same numbers from the other side. */
const MIRRORED = { shown: 'contributions', left: 'lags' };

/** @param {State} state @returns {Card[]} */
export function measurementsOffered(state) {
  const panels = groupPanels(/** @type {Catalog} */ (state.catalog)).flatMap((group) => group.panels);
  const facts = state.run?.facts ?? state.facts;
  const oneLoss = facts?.task.structure.endsWith('to-one');
  const offered = (/** @type {string} */ kind) => hasRoom(kind, facts) && !(oneLoss && kind === MIRRORED.left);
  return panels.filter(({ kind }) => CARDS.has(kind) || kind in TOGGLED)
    .filter(({ kind }) => offered(kind) || state.panels.includes(kind))
    .map(({ kind, cost }) => ({ id: kind, kind: /** @type {const} */ ('measure'), words: `panel.${kind}.label`, about: `panel.${kind}.teaches`, heavy: cost === 'heavy' }));
}

/** @param {State} state @returns {Card[]} */
export function questionsOffered(state) {
  return QUESTIONS.filter(({ fits }) => fits(state)).map(({ name }) => cardOfQuestion(name));
}

/** @param {string} name @returns {Card} */
function cardOfQuestion(name) {
  return { id: name, kind: 'try', words: `try.${name}.name`, about: `try.${name}.help`, heavy: false };
}

/** @param {State} state @returns {Card[]} in the order in which they stand */
export function cardsOpen(state) {
  const question = openQuestion(state);
  const panels = state.panels.filter((kind) => CARDS.has(kind) || kind in TOGGLED);
  return [
    ...panels.map((kind) => ({ id: kind, kind: /** @type {const} */ ('measure'), words: `panel.${kind}.label`, about: `panel.${kind}.teaches`, heavy: false })),
    ...(question ? [cardOfQuestion(question)] : []),
  ];
}

/** @param {Pick<Card, 'id' | 'kind'>} card @returns {HTMLElement | null} */
export function placeOfCard({ id, kind }) {
  if (kind === 'try') return document.getElementById(`try-${id}`);
  return id in TOGGLED ? document.getElementById(TOGGLED[id]) : document.querySelector(`.panel[data-kind="${id}"]`);
}
