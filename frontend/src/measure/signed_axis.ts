/** A vertical axis through zero, symmetric or not, for bars with a sign. Pure. */

/** pixels of the room, values at its ends */
export type SignedAxis = { top: number, height: number, low: number, high: number };

/** @returns y in pixels, within the room */
export function signedY({ top, height, low, high }: SignedAxis, value: number): number {
  const share = (Math.max(low, Math.min(high, value)) - low) / (high - low);
  return top + height * (1 - share);
}

/** The bar from zero to a value; at least one pixel high, so that a measured zero is seen. */
export function signedBar(axis: SignedAxis, value: number): { y: number, height: number } {
  const [zero, end] = [signedY(axis, 0), signedY(axis, value)];
  const height = Math.max(1, Math.abs(end - zero));
  return { y: end < zero ? zero - height : zero, height };
}

/** Ends that hold all values and zero: round numbers, the negative side only where something is negative. */
export function signedEnds(
  values: ArrayLike<number>,
  round: (magnitude: number) => number,
): { low: number, high: number } {
  let [least, most] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const unit = round(Math.max(-least, most));
  const end = (magnitude: number) =>
    (magnitude > unit * 0.5 ? unit : magnitude > unit * 0.2 ? unit / 2 : magnitude > 0 ? unit / 5 : 0);
  return { low: least < 0 ? -end(-least) : 0, high: most > 0 || least === 0 ? end(most) || unit : 0 };
}
