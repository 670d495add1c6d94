/** The window of the overview strip: which part of a long sequence is in sight. */

/** pixels: the whole sequence, the part in sight, where it begins */
export type Scroll = { total: number, seen: number, left: number };

/** @param width of the strip */
export function windowOf({ total, seen, left }: Scroll, width: number): { x: number, width: number } {
  const share = Math.min(1, seen / total);
  return { x: Math.min(1 - share, left / total) * width, width: share * width };
}

/**
 * The scroll position that puts the window's middle at x.
 * @param width of the strip
 */
export function leftFor({ total, seen }: Scroll, width: number, x: number) {
  return Math.max(0, Math.min(total - seen, (x / width) * total - seen / 2));
}
