/** The clip cuts most updates: their length is its threshold's doing. Pure. */

import type { Rule } from '../../../core/model/note.ts';
import { threeFigures } from '../../../core/text/number.ts';
import { FEWEST, lastOf, middleOf } from '../../../core/model/figures.ts';
import { clause, THE_LOSS } from '../highlights.ts';

const SHARE = 0.5;

export const clipRate: Rule = {
  id: 'clip_rate',
  read({ lane: { clip }, series, length }) {
    if (clip.kind !== 'norm' || length < FEWEST) return null;
    const norms = lastOf(series.gradientNorm, length);
    const threshold = Number(clip.threshold);
    const cut = norms.filter((norm) => norm > threshold).length;
    if (cut / norms.length < SHARE) return null;
    const middle = middleOf(norms);
    return {
      clauses: [
        clause('share', { cut, count: norms.length, threshold: threeFigures(threshold) }, THE_LOSS),
        clause('middle', { norm: threeFigures(middle), factor: threeFigures(middle / threshold) }, THE_LOSS),
      ],
    };
  },
};
