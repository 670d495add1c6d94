/** The loss stays where guessing is, and its gradient reaches less far back than what should be remembered. Pure. */

import type { Rule } from '../../../core/model/note.ts';
import { CHANCE_MARGIN, meanOfLast } from '../../../core/model/milestones.ts';
import { threeFigures } from '../../../core/text/number.ts';
import { RECENT } from '../../../core/model/figures.ts';
import { clause, THE_LOSS, theBars } from '../highlights.ts';

export const plateau: Rule = {
  id: 'plateau',
  read(subject) {
    const { task, task: { required_lag: lag }, series, length, reach, lastLoss } = subject;
    if (length < RECENT || reach === null || lag === null || reach >= lag) return null;
    const level = task.floor ?? task.chance;
    const loss = meanOfLast(series.loss, length, RECENT);
    if (!(loss >= level * CHANCE_MARGIN)) return null;
    return {
      clauses: [
        clause(
          task.floor === null ? 'loss' : 'floor',
          { loss: threeFigures(loss), level: threeFigures(level), updates: RECENT }, THE_LOSS,
        ),
        clause('reach', { reach, lag }, theBars(subject, Math.max(0, lastLoss - lag), lastLoss)),
      ],
    };
  },
};
