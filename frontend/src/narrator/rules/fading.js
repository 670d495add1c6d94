/**
 * The gradient shrinks so much a step that hardly any of it comes to where it is needed. Pure.
 *
 * @import { Rule } from '../note.d.ts'
 */

import { threeFigures } from '../../text/number.js';
import { wayBack } from '../figures.js';
import { clause, suggestion, theBars, theProfile, turnedRate } from '../marks.js';

/** What is left over the required lag. */
const LEFT = 1e-3;
const STEEPER = /** @type {Record<string, string>} */ ({ sigmoid: 'tanh', tanh: 'relu' });

/** @type {Rule} */
export const fading = {
  id: 'fading',
  read(subject) {
    const { task: { required_lag: lag }, lane } = subject;
    const way = wayBack(subject);
    if (!way || way.gain >= 1 || lag === null || way.gain ** lag > LEFT) return null;
    const steeper = STEEPER[String(lane.cell.activation)];
    return {
      clauses: [
        clause('gain', { gain: threeFigures(way.gain), half: threeFigures(way.halfLife) }, theProfile(subject)),
        clause('left', { time: way.first + 1, left: threeFigures(way.whole) }, theBars(subject, way.first)),
      ],
      suggestions: [...(steeper ? [suggestion('activation', steeper)] : []), turnedRate(subject, 'up')],
    };
  },
};
