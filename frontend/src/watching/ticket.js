/** The link with which a page watches the run of another one: `#watch=<session>.<viewer key>`. Pure. */

/** @import { Ticket } from '../../connection.js' */

/** @param {string} hash @returns {Ticket | null} what opens the session of a link; null of any other link */
export function watchedBy(hash) {
  const found = /^#watch=([\w-]{1,64})\.([\w-]{1,64})$/.exec(hash);
  return found && { session: found[1], key: found[2] };
}

/** @param {Ticket} ticket @returns {string | null} the fragment, without #, for those who are to watch; null where the viewers' key is not known */
export function watchFragment({ session, viewerKey }) {
  return viewerKey === undefined ? null : `watch=${session}.${viewerKey}`;
}
