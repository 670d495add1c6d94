/** What the network of a claim does on other lengths: asked once for each run, when its turn has come. */

import type { Claim } from '../../core/model/claim.ts';
import type { Services, State } from '../../core/model/types.ts';
import type { Measured } from '../../core/questions/lengths.ts';
import { wasCut } from '../../core/actions/waiting.ts';
import { isDue } from './readings.ts';

/** Time steps. */
const LENGTHS = [5, 10, 20, 50, 100, 200];
const SAMPLES = 128;

/** @param onAnswer once it is there */
export function createClaimLengths({ actions, request }: Services, onAnswer: () => void) {
  let asked: { run: string, lengths: Measured | null } | null = null;

  function ask(run: string) {
    const mine = { run, lengths: null as Measured | null };
    asked = mine;
    request('lengths', { lengths: LENGTHS, samples: SAMPLES }).then((answer) => {
      mine.lengths = answer;
      onAnswer();
    }, (error) => {
      if (wasCut(error)) asked = null; // Asked again once the line is there.
      else actions.warn(error);
    });
  }

  /** @returns what was measured for the claim, null before that */
  function read({ reading, updates }: Claim, { run, votes: said, claim, watching, link }: State): Measured | null {
    if (reading !== 'lengths' || !run || watching || !claim || !said[claim.id] || !isDue(run, updates)) return null;
    if (asked?.run === run.id) return asked.lengths;
    if (link.state === 'open') ask(run.id);
    return null;
  }

  return { read };
}
