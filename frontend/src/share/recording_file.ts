/** A file that somebody gives the page: a recording, or a refusal that says what is wrong and what to do. */

import type { Cause, Experiment, Facts } from '../core/model/types.ts';
import type { Verdict } from '../core/protocol/experiment_api.ts';
import { decodeRecording, type Recording } from '../core/protocol/recording.ts';

/** A browser tab holds the file several times over. */
export const MOST_BYTES = 256 * 2 ** 20;
const PROTOCOL = '1';
const LEAST_BYTES = 10;

/** @throws {Error} with a cause that `problemText` says in the page's language */
export async function readRecordingFile(
  file: Pick<File, 'name' | 'size' | 'arrayBuffer'>,
  validate: (experiment: Experiment) => Promise<Verdict>,
): Promise<{ recording: Recording, facts: Facts, bytes: ArrayBuffer }> {
  if (file.size > MOST_BYTES) {
    throw refused(
      'recording_large', `${file.name} has ${file.size} bytes; the bound is ${MOST_BYTES}; record fewer frames`,
      { name: file.name, megabytes: Math.ceil(file.size / 2 ** 20), bound: MOST_BYTES / 2 ** 20 },
    );
  }
  const bytes = await file.arrayBuffer();
  const recording = decoded(file.name, bytes);
  const verdict = await validate(recording.experiment).catch(() => ownVerdict(recording, file.name));
  if ('errors' in verdict) {
    const [{ path, message }] = verdict.errors;
    throw refused('recording_document', `the document in ${file.name} is not valid: ${path.join('.')}: ${message}`, {
      name: file.name, path: path.join('.'), message,
    });
  }
  return { recording: { ...recording, experiment: verdict.experiment }, facts: verdict.facts, bytes };
}

/** Without a server the file has to say itself what is known of its document. */
function ownVerdict({ experiment, metadata }: Recording, name: string): Verdict {
  if (!metadata.facts) throw refused(
    'recording_alone',
    `${name} does not say what is known of its experiment, and no server can be asked; open it in the playground`,
    { name },
  );
  return { experiment, facts: JSON.parse(metadata.facts) };
}

function decoded(name: string, bytes: ArrayBuffer): Recording {
  if (!looksLikeSafetensors(bytes)) throw refused(
    'recording_format',
    `${name} is no safetensors file; give a recording, as RNN Playground and its command train --out write it`,
    { name },
  );
  let recording: Recording;
  try {
    recording = decodeRecording(bytes);
  } catch (error) {
    throw refused(
      'recording_damaged', `${name} is damaged or no recording: ${error instanceof Error ? error.message : error}`,
      { name },
    );
  }
  const { protocol = 'none' } = recording.metadata;
  if (protocol !== PROTOCOL) throw refused(
    'recording_protocol',
    `${name} was written by protocol ${protocol}; this page reads protocol ${PROTOCOL}; use the version of RNN Playground that wrote it`,
    { name, protocol, known: PROTOCOL },
  );
  if (!recording.frames.length) {
    throw refused('recording_empty', `${name} holds no frames; there is nothing to replay`, { name });
  }
  return recording;
}

/** @returns a header as long as it says, which begins as JSON does */
function looksLikeSafetensors(bytes: ArrayBuffer): boolean {
  if (bytes.byteLength < LEAST_BYTES) return false;
  const length = new DataView(bytes).getBigUint64(0, true);
  return length <= BigInt(bytes.byteLength - 8) && new Uint8Array(bytes)[8] === 0x7b;
}

function refused(type: string, message: string, parameters: Cause['parameters']) {
  return new Error(message, { cause: { type, parameters } });
}
