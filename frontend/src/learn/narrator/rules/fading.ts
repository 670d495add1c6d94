/** The gradient shrinks so much a step that hardly any of it comes to where it is needed. Pure. */

import type { Rule } from '../../../core/model/note.ts';
import { threeFigures } from '../../../core/text/number.ts';
import { wayBack } from '../../../core/model/figures.ts';
import { clause, theBars, theProfile } from '../highlights.ts';

/** What is left over the required lag. */
const LEFT = 1e-3;

export const fading: Rule = {
  id: 'fading',
  read(subject) {
    const { task: { required_lag: lag } } = subject;
    const way = wayBack(subject);
    if (!way || way.gain >= 1 || lag === null || way.gain ** lag > LEFT) return null;
    return {
      clauses: [
        clause('gain', { gain: threeFigures(way.gain), half: threeFigures(way.halfLife) }, theProfile(subject)),
        clause('left', { time: way.first + 1, left: threeFigures(way.whole) }, theBars(subject, way.first)),
      ],
    };
  },
};
