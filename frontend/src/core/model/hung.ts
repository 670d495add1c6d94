/** What a page knows of the wall of copies, by what the server says of it. Pure. */

import type { CopyWall } from './types.ts';

export function emptyWall(): CopyWall {
  return { copies: new Map(), thumbnails: new Map(), more: 0 };
}

export function applyWall(wall: CopyWall, message: any): CopyWall {
  const { copies, thumbnails } = message.whole ? emptyWall() : wall;
  const numbered = (entries: any[]) => entries.map((entry) => [entry.number, entry] as const);
  const [about, drawn] = [
    new Map([...copies, ...numbered(message.copies)]), new Map([...thumbnails, ...numbered(message.thumbnails)]),
  ];
  for (const number of message.gone) for (const known of [about, drawn]) known.delete(number);
  return { copies: about, thumbnails: drawn, more: message.more };
}
