/**
 * Evidence that a lane does better than a level: a test that holds at every update at once, the same as
 * training/solved.py.
 *
 * A figure is a mean over independent sequences; x = min(figure / level, cap), cap = 1 + 4 / √sequences. A bet begun at
 * some update grows with each by 1 + λ (0.95 − x), λ = stake / (cap − 0.95); bets begin at every update, in three
 * sizes, with weights that sum to 1. So whoever stays at the level expects 1 at the most, and ever reaches `ENOUGH` =
 * 100 with probability 1/100 at the most (Ville, 1939).
 */

export const ENOUGH = 100;
const STAKES = [0.2, 0.5, 0.9];
const MARGIN = 0.95;
const EARLY = 100;

/**
 * @param sequences Infinity where every batch is the same
 * @returns takes the figures in turn, returns what the bets have come to
 */
export function evidence(level: number, sequences: number): (figure: number) => number {
  const cap = 1 + 4 / Math.sqrt(sequences);
  const rates = STAKES.map((stake) => stake / (cap - MARGIN));
  let bets = STAKES.map(() => 0);
  let updates = 0;
  return (figure) => {
    const ratio = figure / level;
    const shown = ratio < cap ? ratio : cap;
    const begun = updates + EARLY;
    const fresh = EARLY / (begun * (begun + 1)) / STAKES.length;
    bets = bets.map((bet, index) => (bet + fresh) * (1 + rates[index] * (MARGIN - shown)));
    updates += 1;
    return bets.reduce((sum, bet) => sum + bet, 0);
  };
}
