/**
 * Has tiny runs trained in the server's spare time: one at a time is asked for, until there is none left to ask for.
 */

import type { Cause } from '../model/types.ts';

export type Body = Record<string, unknown>;
export type Asked = { kind: string, body: Body, take: (reading: any) => void, fail: (problem: Error) => void };
export type Request = (kind: string, body: Body, options: { patience: number, signal: AbortSignal }) => Promise<any>;

/** A run keeps its place in the line of all sessions while it waits; in milliseconds. */
const PATIENCE = 600_000;
/** What says nothing of the run: it is asked for again at once, or when there is somebody to ask. */
const [AGAIN, LATER] = [['busy', 'no_answer'], ['cancelled', 'replaced', 'not_connected']];

/** @param next what to ask for now; null: nothing is left */
export function createSpareTime(request: Request, next: () => Asked | null, onChange: () => void) {
  /** null: nobody asks */
  let working: AbortController | null = null;

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

  /** @returns whether to ask for another */
  async function ask({ kind, body, take, fail }: Asked, signal: AbortSignal): Promise<boolean> {
    try {
      const reading = await request(kind, body, { patience: PATIENCE, signal });
      if (!signal.aborted) take(reading);
      return true;
    } catch (error) {
      const { type } = ((error as Error).cause ?? { type: '', parameters: {} }) as Cause;
      if (LATER.includes(type)) return false;
      if (!AGAIN.includes(type) && !signal.aborted) fail(error as Error);
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
