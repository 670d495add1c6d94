/** The gradient grows on its way back until the first step of the weights is thrown about by it. Pure. */

import type { Rule } from '../../../core/model/note.ts';
import { threeFigures } from '../../../core/text/number.ts';
import { wayBack } from '../../../core/model/figures.ts';
import { clause, THE_LOSS, theProfile } from '../highlights.ts';

/** So many times as large at the far end as at the loss. */
const GROWN = 1e3;

export const explosion: Rule = {
  id: 'explosion',
  read(subject) {
    const { lastLoss, series, length } = subject;
    const way = wayBack(subject);
    if (!way || way.whole < GROWN) return null;
    return {
      clauses: [
        clause(
          'gain', { gain: threeFigures(way.gain), whole: threeFigures(way.whole), steps: lastLoss - 1 - way.first },
          theProfile(subject),
        ),
        ...(length ? [clause('norm', { norm: threeFigures(series.gradientNorm[length - 1]) }, THE_LOSS)] : []),
      ],
    };
  },
};
