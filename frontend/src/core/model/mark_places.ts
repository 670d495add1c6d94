/**
 * Where marks on a line stand so that none lies on another: as near to their places as the distance between them
 * allows. Pure.
 */

/**
 * @param wanted pixels, none before the one before it
 * @param apart the least distance of two neighbours; less where the line is too short for all of them
 * @param length of the line
 * @returns the places with the least sum of squared ways, all of them on the line
 */
export function markPlaces(wanted: readonly number[], apart: number, length: number): number[] {
  const distance = Math.min(apart, length / Math.max(1, wanted.length - 1));
  const last = length - distance * (wanted.length - 1);
  // Without the distances the places must not fall: neighbours that would are pooled at their mean.
  const pools: { sum: number, count: number }[] = [];
  for (const [index, place] of wanted.entries()) {
    let pool = { sum: place - index * distance, count: 1 };
    for (let before = pools.at(-1); before
      && before.sum / before.count > pool.sum / pool.count; before = pools.at(-1)) {
      pool = { sum: pool.sum + before.sum, count: pool.count + before.count };
      pools.pop();
    }
    pools.push(pool);
  }
  return pools.flatMap(({ sum, count }) =>
    Array.from({ length: count }, () => Math.max(0, Math.min(last, sum / count))))
    .map((place, index) => place + index * distance);
}
