/** What the server makes for taking away. */

import type { Experiment, Problem } from '../core/model/types.ts';
import type { Ticket } from '../core/protocol/connection.ts';
import { inRoom } from '../core/protocol/ticket.ts';

/** @returns the run so far as a recording */
export async function fetchRecording({ session, key }: Ticket): Promise<ArrayBuffer> {
  return (await asked(inRoom('api/recording', session), { session, key })).arrayBuffer();
}

/** @returns a script that trains it and prints its losses, and what its name ends in: a zip where it holds much */
export async function fetchScript(experiment: Experiment): Promise<{ script: Blob, ending: 'py' | 'zip' }> {
  const script = await (await asked('api/script', { experiment })).blob();
  return { script, ending: script.type === 'application/zip' ? 'zip' : 'py' };
}

/** @returns the page that replays without a server, without a recording */
export async function fetchReplayPage(): Promise<string> {
  return (await answered(fetch('replay.html'))).text();
}

/** @param route relative to the page */
export function asked(route: string, body: object) {
  return answered(
    fetch(route, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  );
}

/** @throws {Error} with a cause that the page has words for */
export async function answered(asking: Promise<Response>): Promise<Response> {
  const response = await asking.catch(() => {
    throw new Error('the server does not answer', { cause: { type: 'not_connected', parameters: {} } });
  });
  if (response.ok) return response;
  const { errors = [] } = await response.json().catch(() => ({}));
  const [problem] = errors as Problem[];
  throw new Error(problem?.message ?? `the server answered ${response.status}`, { cause: problem?.cause });
}
