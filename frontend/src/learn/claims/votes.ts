/** What somebody said of each claim, kept by the browser; one that keeps nothing is fine too. */

import type { Said, Vote } from '../../core/model/claim.ts';

const KEY = 'rnn-playground-claims';
export const VOTES = ['yes', 'half', 'no'] as const;

export function readVotes(storage: Storage | null): Record<string, Said> {
  try {
    const found = Object.entries<any>(JSON.parse(storage?.getItem(KEY) ?? '{}'));
    return Object.fromEntries(found.filter(([, said]) => isVote(said?.vote))
      .map(([id, { vote, shown }]) => [id, { vote, shown: shown === true }]));
  } catch {
    return {};
  }
}

function isVote(vote: unknown): vote is Vote {
  return VOTES.some((known) => known === vote);
}

export function writeVotes(storage: Storage | null, votes: Record<string, Said>) {
  try {
    storage?.setItem(KEY, JSON.stringify(votes));
  } catch {
    // A full or forbidden storage: what was said holds until the page is closed.
  }
}
