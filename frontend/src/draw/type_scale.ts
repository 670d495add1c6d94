/** How large the type of drawings is: 1 on a screen at arm's length, more for a room that looks at a wall. */

let scale = 1;

/** With the page's own (src/page/theme.ts). */
export function scaleType(wanted: number) {
  scale = wanted;
}

export function typeScale(): number {
  return scale;
}
