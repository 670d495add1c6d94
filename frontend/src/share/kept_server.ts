/** Kept runs as the server has them: keep one, open it, rename it, delete it, have it trained again. */

import type { Check, KeptRun } from '../core/model/kept.ts';
import type { Ticket } from '../core/protocol/connection.ts';
import { inRoom } from '../core/protocol/ticket.ts';
import { answered, asked } from './from_server.ts';
import { linesOf } from './lines.ts';

const ROUTE = 'api/kept';

export async function keepRun({ session, key }: Ticket, name: string): Promise<KeptRun & { secret: string }> {
  return (await asked(inRoom(ROUTE, session), { session, key, name })).json();
}

export async function fetchKept(id: string): Promise<KeptRun> {
  return (await answered(fetch(`${ROUTE}/${id}`))).json();
}

/** @returns its recording */
export async function fetchKeptRecording(id: string): Promise<ArrayBuffer> {
  return (await answered(fetch(`${ROUTE}/${id}/recording`))).arrayBuffer();
}

export async function renameKept(id: string, secret: string, name: string): Promise<KeptRun> {
  return (await asked(`${ROUTE}/${id}/rename`, { secret, name })).json();
}

export async function deleteKept(id: string, secret: string) {
  await asked(`${ROUTE}/${id}/delete`, { secret });
}

/** @param signal gives the check up, here and there */
export async function checkKept(
  id: string,
  progress: (step: number, of: number) => void,
  signal: AbortSignal,
): Promise<Check> {
  const response = await answered(fetch(`${ROUTE}/${id}/check`, { method: 'POST', signal }));
  for await (const { step, of, check, error } of linesOf(response)) {
    if (check) return check;
    if (error) throw new Error(error.message, { cause: error.cause });
    progress(step, of);
  }
  throw new Error('the check broke off', { cause: { type: 'not_connected', parameters: {} } });
}
