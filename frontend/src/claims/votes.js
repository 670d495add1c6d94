/**
 * What somebody said of each claim, kept by the browser; one that keeps nothing is fine too.
 *
 * @import { Said, Vote } from './claim.d.ts'
 */

const KEY = 'rnn-playground-claims';
export const VOTES = /** @type {const} */ (['yes', 'half', 'no']);

/** @param {Storage | null} storage @returns {Record<string, Said>} */
export function readVotes(storage) {
  try {
    const found = Object.entries(JSON.parse(storage?.getItem(KEY) ?? '{}'));
    return Object.fromEntries(found.filter(([, said]) => isVote(said?.vote)).map(([id, { vote, shown }]) => [id, { vote, shown: shown === true }]));
  } catch {
    return {};
  }
}

/** @param {unknown} vote @returns {vote is Vote} */
function isVote(vote) {
  return VOTES.some((known) => known === vote);
}

/** @param {Storage | null} storage @param {Record<string, Said>} votes */
export function writeVotes(storage, votes) {
  try {
    storage?.setItem(KEY, JSON.stringify(votes));
  } catch {
    // A full or forbidden storage: what was said holds until the page is closed.
  }
}
