/** How large the type of drawings is: 1 on a screen at arm's length, more for a room that looks at a wall. */

let scale = 1;

/** With the page's own (src/views/theme.js). @param {number} wanted */
export function scaleType(wanted) {
  scale = wanted;
}

/** @returns {number} */
export function typeScale() {
  return scale;
}
