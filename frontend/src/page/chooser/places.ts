/** The cards that one can look closer with: which there are, which are open, and where an open one stands. */

import type { Catalog, PanelEntry, State } from '../../core/model/types.ts';
import { openQuestion, QUESTIONS, type Question } from '../../ask/questions.ts';
import { kindOf, KINDS, type Kind } from '../../measure/kinds.ts';

/** `words`, `about`: keys of its name and of its sentence */
export type Card = {
  id: string;
  kind: 'measure' | 'try';
  words: string;
  about: string;
  heavy: boolean;
  thumbnail: () => SVGElement[];
};

/** With one loss, at the end, a lag is a time step: these two show the same numbers from the other side. */
const MIRRORED = 'lags';

export function measurementsOffered(state: State): Card[] {
  const { panels } = state.catalog as Catalog;
  const facts = state.run?.facts ?? state.facts;
  const oneLoss = facts?.task.structure.endsWith('to-one');
  const fits = ({ kind, fits: room }: Kind) => (!facts || !room || room(facts)) && !(oneLoss && kind === MIRRORED);
  return KINDS.filter((each) => fits(each) || state.panels.includes(each.kind)).flatMap((each) => {
    const panel = panels.find(({ kind, available }) => available && kind === each.kind);
    return panel ? [cardOfKind(each, panel)] : [];
  });
}

function cardOfKind({ kind, thumbnail }: Kind, panel?: PanelEntry): Card {
  const heavy = panel?.cost === 'heavy';
  return { id: kind, kind: 'measure', words: `panel.${kind}.label`, about: `panel.${kind}.teaches`, heavy, thumbnail };
}

export function questionsOffered(state: State): Card[] {
  return QUESTIONS.filter(({ fits }) => fits(state)).map(cardOfQuestion);
}

function cardOfQuestion({ name, thumbnail }: Question): Card {
  return { id: name, kind: 'try', words: `try.${name}.name`, about: `try.${name}.help`, heavy: false, thumbnail };
}

/** @returns in the order in which they stand */
export function cardsOpen(state: State): Card[] {
  const open = openQuestion(state);
  const panels = state.panels.map(kindOf).filter((kind) => kind !== null);
  return [
    ...panels.map((kind) => cardOfKind(kind)), ...QUESTIONS.filter(({ name }) => name === open).map(cardOfQuestion),
  ];
}

export function placeOfCard({ id, kind }: Pick<Card, 'id' | 'kind'>): HTMLElement | null {
  if (kind === 'try') return document.getElementById(`try-${id}`);
  const changed = kindOf(id)?.changes;
  return changed ? document.getElementById(changed) : document.querySelector(`.panel[data-kind="${id}"]`);
}
