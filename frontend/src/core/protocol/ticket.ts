/**
 * The link with which a page watches the run of another one: `#watch=<session>.<viewer key>`, of a copy on a wall with
 * `&copy=<number>`; and the room of a session, by which a balancer finds its server.
 */

import type { Ticket } from './connection.ts';

/** The sessions of a room have ids that begin with it. */
const ROOM_LENGTH = 8;

/** @returns `address` with the room of `session` */
export function inRoom(address: string, session: string): string {
  return `${address}?room=${session.slice(0, ROOM_LENGTH)}`;
}

/** @returns a room that nobody has, as long as ROOM_LENGTH */
export function newRoom(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ROOM_LENGTH * 6 / 8));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_');
}

/** @returns what opens the session of a link; null of any other link */
export function watchedBy(hash: string): Ticket | null {
  const found = /^#watch=([\w-]{1,64})\.([\w-]{1,64})(?:&copy=\d{1,6})?$/.exec(hash);
  return found && { session: found[1], key: found[2] };
}

/** @returns the fragment, without #, for those who are to watch; null where the viewers' key is not known */
export function watchFragment({ session, viewerKey }: Ticket): string | null {
  return viewerKey === undefined ? null : `watch=${session}.${viewerKey}`;
}

/** @returns the number of the copy that such a link opens */
export function copyIn(hash: string): number | null {
  return watchedBy(hash) && Number(/&copy=(\d+)$/.exec(hash)?.[1] ?? 0) || null;
}

/** @param copy as it hangs on a wall @returns the fragment that opens it, without # */
export function copyFragment({ number, session, key }: { number: number, session?: string, key?: string }): string {
  return `watch=${session}.${key}&copy=${number}`;
}
