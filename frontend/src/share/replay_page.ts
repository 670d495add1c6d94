/**
 * The page that replays a recording without a server: the server's template with the recording, and how it was looked
 * at, in it.
 */

import type { State } from '../core/model/types.ts';

/** Where the template has room; `server/replay_page.py` writes the same. */
const ROOM = '<script type="application/octet-stream" id="recording"></script>';
const CHUNK = 0x8000;

export function replayPage(
  template: string,
  recording: ArrayBuffer,
  { language, panels, selectedLane, facts }: Pick<State, 'language' | 'panels' | 'selectedLane' | 'facts'>,
): Blob {
  const [before, after] = template.split(ROOM);
  if (after === undefined) throw new Error('the template of the page has no room for a recording');
  const look = JSON.stringify({ language, panels, selectedLane, facts }).replaceAll('<', '\\u003c');
  return new Blob([
    before, '<script type="application/json" id="look">', look, '</script>',
    '<script type="application/octet-stream" id="recording">', base64(new Uint8Array(recording)), '</script>', after,
  ], { type: 'text/html' });
}

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
