/** The page's one easing curve, cubic-bezier(.2, .8, .2, 1): quick to begin, gentle to arrive. */

const [X1, Y1, X2, Y2] = [0.2, 0.8, 0.2, 1];

/** A coordinate of the curve at its parameter. */
function bezier(first: number, second: number, at: number) {
  const rest = 1 - at;
  return 3 * rest * rest * at * first + 3 * rest * at * at * second + at ** 3;
}

/** @param share of the time that has passed; outside 0 to 1 it stands at an end @returns of the way */
export function eased(share: number): number {
  if (!(share > 0)) return 0;
  if (share >= 1) return 1;
  let [low, high] = [0, 1];
  for (let round = 0; round < 24; round += 1) {
    const middle = (low + high) / 2;
    if (bezier(X1, X2, middle) < share) low = middle;
    else high = middle;
  }
  return bezier(Y1, Y2, (low + high) / 2);
}
