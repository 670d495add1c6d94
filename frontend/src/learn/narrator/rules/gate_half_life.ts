/**
 * The gate that keeps lets go of half of what it holds long before it is asked for, and no other way reaches as far.
 * Pure.
 */

import type { Rule } from '../../../core/model/note.ts';
import { percent, threeFigures } from '../../../core/text/number.ts';
import { keptAStep } from '../../../core/model/figures.ts';
import { clause, theBars, theProfile } from '../highlights.ts';

export const gateHalfLife: Rule = {
  id: 'gate_half_life',
  read(subject) {
    const { task: { required_lag: lag }, lastLoss, reach } = subject;
    const kept = keptAStep(subject);
    if (kept === null || lag === null || !(kept > 0 && kept < 1) || (reach !== null && reach >= lag)) return null;
    const half = Math.log(0.5) / Math.log(kept);
    if (half >= lag / 2) return null;
    return {
      clauses: [
        clause('kept', { kept: percent(kept), half: threeFigures(half) }, theProfile(subject)),
        clause(
          'left', { lag, left: threeFigures(kept ** lag) }, theBars(subject, Math.max(0, lastLoss - lag), lastLoss),
        ),
      ],
    };
  },
};
