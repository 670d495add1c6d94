/** Arrow keys over a picture. */

const MOVES: Record<string, [across: number, up: number]> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
};

/** @returns across, up; the key is taken where it is an arrow */
export function arrowOf(event: KeyboardEvent): [across: number, up: number] {
  if (!(event.key in MOVES)) return [0, 0];
  event.preventDefault();
  return MOVES[event.key];
}
