/** Units that answered 0 to every input of the batch, at every time step: nothing comes back through them. Pure. */

import type { Rule } from '../../../core/model/note.ts';
import { clause, THE_ACTIVATION, theStates } from '../highlights.ts';

const SHARE = 0.25;

export const deadUnits: Rule = {
  id: 'dead_units',
  read(subject) {
    const { frame: { deadUnits: counts, preActivation } } = subject;
    if (!counts || !preActivation) return null;
    const units = preActivation.shape[2];
    const dead = Number(counts.data[counts.data.length - 1]);
    if (dead / units < SHARE) return null;
    return {
      clauses: [clause('count', { dead, units }, THE_ACTIVATION), clause('silent', {}, theStates(subject))],
    };
  },
};
