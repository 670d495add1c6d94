/**
 * What the server makes for taking away.
 *
 * @import { Ticket } from '../../connection.js'
 * @import { Experiment, Problem } from '../state/types.d.ts'
 */

/** @param {Ticket} ticket @returns {Promise<ArrayBuffer>} the run so far as a recording */
export async function fetchRecording({ session, key }) {
  return (await asked('api/recording', { session, key })).arrayBuffer();
}

/** @param {Experiment} experiment @returns {Promise<string>} a script that trains it and prints its losses */
export async function fetchScript(experiment) {
  return (await asked('api/script', { experiment })).text();
}

/** @returns {Promise<string>} the page that replays without a server, without a recording */
export async function fetchReplayPage() {
  return (await answered(fetch('replay.html'))).text();
}

/** @param {string} route relative to the page @param {object} body */
export function asked(route, body) {
  return answered(fetch(route, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }));
}

/** @param {Promise<Response>} asking @returns {Promise<Response>} @throws {Error} with a cause that the page has words for */
export async function answered(asking) {
  const response = await asking.catch(() => {
    throw new Error('the server does not answer', { cause: { type: 'not_connected', parameters: {} } });
  });
  if (response.ok) return response;
  const { errors = [] } = await response.json().catch(() => ({}));
  const [problem] = /** @type {Problem[]} */ (errors);
  throw new Error(problem?.message ?? `the server answered ${response.status}`, { cause: problem?.cause });
}
