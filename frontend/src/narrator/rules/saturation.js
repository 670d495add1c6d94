/**
 * Most units sit where their activation is flat. Pure.
 *
 * @import { Rule } from '../note.d.ts'
 */

import { meanOfLast } from '../../layout/milestones.js';
import { percent, threeFigures } from '../../text/number.js';
import { topLayer, wayBack } from '../figures.js';
import { clause, THE_ACTIVATION, theProfile } from '../marks.js';

const SHARE = 0.5;

/** @type {Rule} */
export const saturation = {
  id: 'saturation',
  read(subject) {
    const { frame } = subject;
    if (!frame.saturation) return null;
    const shares = topLayer(frame.saturation);
    const share = meanOfLast(shares, shares.length, shares.length);
    if (!(share >= SHARE)) return null;
    const way = wayBack(subject);
    return {
      clauses: [clause('share', { share: percent(share) }, THE_ACTIVATION), ...(way ? [clause('gain', { gain: threeFigures(way.gain) }, theProfile(subject))] : [])],
    };
  },
};
