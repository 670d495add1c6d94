/** The cards that one can look closer with: which there are, which are open, and where an open one stands. */

import type { Catalog, State } from '../../core/model/types.ts';
import { CARDS, groupPanels, TOGGLED } from '../../core/model/panel_groups.ts';
import { hasRoom } from './panel_room.ts';
import { openQuestion, QUESTIONS } from '../../ask/questions.ts';

/** `words`, `about`: keys of its name and of its sentence */
export type Card = { id: string, kind: 'measure' | 'try', words: string, about: string, heavy: boolean };

/** With one loss, at the end, a lag is a time step: these two show the same numbers from the other side. */
const MIRRORED = { shown: 'contributions', left: 'lags' };

export function measurementsOffered(state: State): Card[] {
  const panels = groupPanels(state.catalog as Catalog).flatMap((group) => group.panels);
  const facts = state.run?.facts ?? state.facts;
  const oneLoss = facts?.task.structure.endsWith('to-one');
  const offered = (kind: string) => hasRoom(kind, facts) && !(oneLoss && kind === MIRRORED.left);
  return panels.filter(({ kind }) => CARDS.has(kind) || kind in TOGGLED)
    .filter(({ kind }) => offered(kind) || state.panels.includes(kind))
    .map(({ kind, cost }) => ({ id: kind, kind: 'measure' as const, words: `panel.${kind}.label`, about: `panel.${kind}.teaches`, heavy: cost === 'heavy' }));
}

export function questionsOffered(state: State): Card[] {
  return QUESTIONS.filter(({ fits }) => fits(state)).map(({ name }) => cardOfQuestion(name));
}

function cardOfQuestion(name: string): Card {
  return { id: name, kind: 'try', words: `try.${name}.name`, about: `try.${name}.help`, heavy: false };
}

/** @returns in the order in which they stand */
export function cardsOpen(state: State): Card[] {
  const question = openQuestion(state);
  const panels = state.panels.filter((kind) => CARDS.has(kind) || kind in TOGGLED);
  return [
    ...panels.map((kind) => ({ id: kind, kind: 'measure' as const, words: `panel.${kind}.label`, about: `panel.${kind}.teaches`, heavy: false })),
    ...(question ? [cardOfQuestion(question)] : []),
  ];
}

export function placeOfCard({ id, kind }: Pick<Card, 'id' | 'kind'>): HTMLElement | null {
  if (kind === 'try') return document.getElementById(`try-${id}`);
  return id in TOGGLED ? document.getElementById(TOGGLED[id]) : document.querySelector(`.panel[data-kind="${id}"]`);
}
