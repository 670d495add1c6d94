/** The parts of a note, and the marks on the page that its clauses rest on. Pure. */

import type { Clause, Subject } from '../../core/model/note.ts';
import type { Lit } from '../../core/model/lesson.ts';

export const clause = (id: string, params: Clause['params'], lit: Lit): Clause => ({ id, params, lit });

/** @returns the curve of ‖∂L/∂h‖ below the lanes */
export const theProfile = ({ index }: Subject): Lit => ({ rows: ['profile'], lane: index });

/** @returns the units' squares */
export const theStates = ({ index }: Subject): Lit => ({ rows: ['state'], lane: index });

/** @param to time steps @returns the gradient's bars under cells */
export const theBars =
  ({ index }: Subject, from: number, to: number = from): Lit => ({ rows: ['bars'], lane: index, from, to });

export const THE_LOSS = { selector: '#loss' } as Lit;
export const THE_ACTIVATION = { selector: '#activation' } as Lit;
