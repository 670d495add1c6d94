/**
 * What a page knows of the wall of copies, by what the server says of it. Pure.
 *
 * @import { Wall } from '../state/types.d.ts'
 */

/** @returns {Wall} */
export function emptyWall() {
  return { copies: new Map(), thumbnails: new Map(), more: 0 };
}

/** @param {Wall} wall @param {any} message @returns {Wall} */
export function applyWall(wall, message) {
  const { copies, thumbnails } = message.whole ? emptyWall() : wall;
  const numbered = (/** @type {any[]} */ entries) => entries.map((entry) => /** @type {const} */ ([entry.number, entry]));
  const [about, drawn] = [new Map([...copies, ...numbered(message.copies)]), new Map([...thumbnails, ...numbered(message.thumbnails)])];
  for (const number of message.gone) for (const known of [about, drawn]) known.delete(number);
  return { copies: about, thumbnails: drawn, more: message.more };
}
