/**
 * The page that replays a recording without a server: the server's template with the recording, and how it was looked at, in it.
 *
 * @import { State } from '../state/types.d.ts'
 */

/** Where the template has room; `server/replay_page.py` writes the same. */
const ROOM = '<script type="application/octet-stream" id="recording"></script>';
const CHUNK = 0x8000;

/**
 * @param {string} template
 * @param {ArrayBuffer} recording
 * @param {Pick<State, 'language' | 'panels' | 'selectedLane' | 'facts'>} looked
 * @returns {Blob}
 */
export function replayPage(template, recording, { language, panels, selectedLane, facts }) {
  const [before, after] = template.split(ROOM);
  if (after === undefined) throw new Error('the template of the page has no room for a recording');
  const look = JSON.stringify({ language, panels, selectedLane, facts }).replaceAll('<', '\\u003c');
  return new Blob([
    before, '<script type="application/json" id="look">', look, '</script>',
    '<script type="application/octet-stream" id="recording">', base64(new Uint8Array(recording)), '</script>', after,
  ], { type: 'text/html' });
}

/** @param {Uint8Array} bytes @returns {string} */
export function base64(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
