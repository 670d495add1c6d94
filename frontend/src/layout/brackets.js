/**
 * The two brackets over the cells: how far the task needs the memory to reach, and how far it reaches.
 *
 * @typedef {{ from: number, to: number }} Bracket time steps, both included
 */

/**
 * @param {number} lag time steps back from the last loss
 * @param {number} lastLoss the time step of the last loss
 * @returns {Bracket}
 */
export function bracketOf(lag, lastLoss) {
  return { from: Math.max(0, lastLoss - lag), to: lastLoss };
}

/**
 * The last time step that is scored; without a mask the last of all.
 *
 * @param {ArrayLike<number | bigint> | null} lossMask
 * @param {number} count
 */
export function lastScored(lossMask, count) {
  if (lossMask) for (let step = lossMask.length - 1; step >= 0; step -= 1) if (Number(lossMask[step]) > 0) return step;
  return count - 1;
}
