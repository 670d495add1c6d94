/**
 * Has tiny runs trained in the server's spare time: one at a time is asked for, until there is none left to ask for.
 *
 * @import { Cause } from '../state/types.d.ts'
 */

/**
 * @typedef {Record<string, unknown>} Body
 * @typedef {{ kind: string, body: Body, take: (reading: any) => void, fail: (problem: Error) => void }} Asked
 * @typedef {(kind: string, body: Body, options: { patience: number, signal: AbortSignal }) => Promise<any>} Request
 */

/** A run keeps its place in the line of all sessions while it waits; in milliseconds. */
const PATIENCE = 600_000;
/** What says nothing of the run: it is asked for again at once, or when there is somebody to ask. */
const [AGAIN, LATER] = [['busy', 'no_answer'], ['cancelled', 'replaced', 'not_connected']];

/**
 * @param {Request} request
 * @param {() => Asked | null} next what to ask for now; null: nothing is left
 * @param {() => void} onChange
 */
export function createSpareTime(request, next, onChange) {
  /** @type {AbortController | null} null: nobody asks */
  let working = null;

  async function work() {
    let asked = working ? null : next();
    if (!asked) return;
    const mine = (working = new AbortController());
    for (; asked && working === mine; asked = next()) {
      onChange();
      const goesOn = await ask(asked, mine.signal);
      if (!goesOn) break;
    }
    if (working === mine) working = null;
    onChange();
  }

  /** @param {Asked} asked @param {AbortSignal} signal @returns {Promise<boolean>} whether to ask for another */
  async function ask({ kind, body, take, fail }, signal) {
    try {
      const reading = await request(kind, body, { patience: PATIENCE, signal });
      if (!signal.aborted) take(reading);
      return true;
    } catch (error) {
      const { type } = /** @type {Cause} */ (/** @type {Error} */ (error).cause ?? { type: '', parameters: {} });
      if (LATER.includes(type)) return false;
      if (!AGAIN.includes(type) && !signal.aborted) fail(/** @type {Error} */ (error));
      return true;
    }
  }

  return {
    work: () => void work(),
    working: () => working !== null,
    stop() {
      working?.abort();
      working = null;
    },
  };
}
