/**
 * Kept runs as the server has them: keep one, open it, rename it, delete it, have it trained again.
 *
 * @import { Ticket } from '../../connection.js'
 * @import { Check, KeptRun } from './kept.d.ts'
 */

import { answered, asked } from './from_server.js';
import { linesOf } from './lines.js';

const ROUTE = 'api/kept';

/** @param {Ticket} ticket @param {string} name @returns {Promise<KeptRun & { secret: string }>} */
export async function keepRun({ session, key }, name) {
  return (await asked(ROUTE, { session, key, name })).json();
}

/** @param {string} id @returns {Promise<KeptRun>} */
export async function fetchKept(id) {
  return (await answered(fetch(`${ROUTE}/${id}`))).json();
}

/** @param {string} id @returns {Promise<ArrayBuffer>} its recording */
export async function fetchKeptRecording(id) {
  return (await answered(fetch(`${ROUTE}/${id}/recording`))).arrayBuffer();
}

/** @param {string} id @param {string} secret @param {string} name @returns {Promise<KeptRun>} */
export async function renameKept(id, secret, name) {
  return (await asked(`${ROUTE}/${id}/rename`, { secret, name })).json();
}

/** @param {string} id @param {string} secret */
export async function deleteKept(id, secret) {
  await asked(`${ROUTE}/${id}/delete`, { secret });
}

/**
 * @param {string} id
 * @param {(step: number, of: number) => void} progress
 * @param {AbortSignal} signal gives the check up, here and there
 * @returns {Promise<Check>}
 */
export async function checkKept(id, progress, signal) {
  const response = await answered(fetch(`${ROUTE}/${id}/check`, { method: 'POST', signal }));
  for await (const { step, of, check, error } of linesOf(response)) {
    if (check) return check;
    if (error) throw new Error(error.message, { cause: error.cause });
    progress(step, of);
  }
  throw new Error('the check broke off', { cause: { type: 'not_connected', parameters: {} } });
}
