/** What the server has been asked, and has not answered yet. */

import type { Cause } from '../model/types.ts';

export type Waiting = { resolve: (value: any) => void, reject: (error: Error) => void, timer: any };
/** `patience`: milliseconds to wait; `signal` gives the request up, here and there */
export type Asking = { patience?: number, signal?: AbortSignal };

const REPLY_TIMEOUT = 10_000;
const NOT_CONNECTED = { type: 'not_connected', parameters: {} };

/** @param send false when the line is not open */
export function createRequests(send: (message: Record<string, unknown>) => boolean) {
  const waiting = new Map<string, Waiting>();
  let requests = 0;

  function request(
    kind: string,
    body: Record<string, unknown> = {},
    { patience = REPLY_TIMEOUT, signal }: Asking = {},
  ): Promise<any> {
    return new Promise((resolve, reject) => {
      const id = `q${(requests += 1)}`;
      const late = () => settle(id, explained('no answer', { type: 'no_answer', parameters: {} }));
      waiting.set(id, { resolve, reject, timer: setTimeout(late, patience) });
      signal?.addEventListener('abort', () => void (waiting.has(id) && send({ type: 'cancel', id })));
      if (!send({ type: 'request', id, kind, ...body })) settle(id, explained('not connected', NOT_CONNECTED));
    });
  }

  /** @param value the answer, or an error that says why there is none */
  function settle(id: string, value: unknown) {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    clearTimeout(one.timer);
    if (value instanceof Error) one.reject(value);
    else one.resolve(value);
  }

  /** The answers to what has been asked on a line that is cut do not come any more. */
  function giveUp() {
    for (const id of [...waiting.keys()]) settle(id, explained('not connected', NOT_CONNECTED));
  }

  return { request, settle, giveUp, has: (id: string) => waiting.has(id) };
}

/** @returns what problemText says in the page's language */
export function explained(message: string, cause?: Cause | null): Error {
  return new Error(message, { cause: cause ?? undefined });
}
