/**
 * The gradient shrinks so much a step that hardly any of it comes to where it is needed. Pure.
 *
 * @import { Rule } from '../note.d.ts'
 */

import { threeFigures } from '../../text/number.js';
import { wayBack } from '../figures.js';
import { clause, theBars, theProfile } from '../marks.js';

/** What is left over the required lag. */
const LEFT = 1e-3;

/** @type {Rule} */
export const fading = {
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
