/** The link with which a page watches the run of another one: `#watch=<session>.<viewer key>`, of a copy on a wall with `&copy=<number>`. Pure. */

/** @import { Ticket } from '../../connection.js' */

/** @param {string} hash @returns {Ticket | null} what opens the session of a link; null of any other link */
export function watchedBy(hash) {
  const found = /^#watch=([\w-]{1,64})\.([\w-]{1,64})(?:&copy=\d{1,6})?$/.exec(hash);
  return found && { session: found[1], key: found[2] };
}

/** @param {Ticket} ticket @returns {string | null} the fragment, without #, for those who are to watch; null where the viewers' key is not known */
export function watchFragment({ session, viewerKey }) {
  return viewerKey === undefined ? null : `watch=${session}.${viewerKey}`;
}

/** @param {string} hash @returns {number | null} the number of the copy that such a link opens */
export function copyIn(hash) {
  return watchedBy(hash) && Number(/&copy=(\d+)$/.exec(hash)?.[1] ?? 0) || null;
}

/** @param {{ number: number, session?: string, key?: string }} copy as it hangs on a wall @returns {string} the fragment that opens it, without # */
export function copyFragment({ number, session, key }) {
  return `watch=${session}.${key}&copy=${number}`;
}
