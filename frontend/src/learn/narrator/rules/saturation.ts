/** Most units sit where their activation is flat. Pure. */

import type { Rule } from '../../../core/model/note.ts';
import { meanOfLast } from '../../../core/model/milestones.ts';
import { percent, threeFigures } from '../../../core/text/number.ts';
import { topLayer, wayBack } from '../../../core/model/figures.ts';
import { clause, THE_ACTIVATION, theProfile } from '../highlights.ts';

const SHARE = 0.5;

export const saturation: Rule = {
  id: 'saturation',
  read(subject) {
    const { frame } = subject;
    if (!frame.saturation) return null;
    const shares = topLayer(frame.saturation);
    const share = meanOfLast(shares, shares.length, shares.length);
    if (!(share >= SHARE)) return null;
    const way = wayBack(subject);
    return {
      clauses: [
        clause('share', { share: percent(share) }, THE_ACTIVATION),
        ...(way ? [clause('gain', { gain: threeFigures(way.gain) }, theProfile(subject))] : []),
      ],
    };
  },
};
