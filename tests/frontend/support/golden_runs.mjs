/** Runs as Python trained them, with what the server says of them: see tests/golden/make_lessons.py and make_measured.py. */

import { readdirSync } from 'node:fs';

import { decodeFrame } from '../../../frontend/src/core/protocol/frame.ts';
import { decodeSafetensors } from '../../../frontend/src/core/protocol/safetensors.ts';
import { goldenBytes } from './golden.mjs';

const GOLDEN = new URL('../../golden/', import.meta.url);

/**
 * @typedef {object} GoldenRun
 * @property {string} name
 * @property {any} document as the page asked for it
 * @property {any} experiment as the server completed it
 * @property {any} facts
 * @property {'paused' | 'finished'} state
 * @property {{ lane: number, step: number, quantity: string }[]} diverged
 * @property {number} step
 * @property {ArrayBuffer} bytes the frame, with the scalars so far
 */

/** @param {string} name its folder and file @returns {GoldenRun} */
export function goldenRun(name) {
  const bytes = goldenBytes(`${name}.safetensors`);
  const { document, experiment, facts, state, diverged } = decodeSafetensors(bytes).metadata;
  const { step } = decodeFrame(bytes);
  return { name, bytes, step, state: /** @type {'paused' | 'finished'} */ (state), document: JSON.parse(document), experiment: JSON.parse(experiment), facts: JSON.parse(facts), diverged: JSON.parse(diverged) };
}

/** @param {string} folder @returns {string[]} */
export const namesIn = (folder) => readdirSync(new URL(folder, GOLDEN)).map((file) => file.replace('.safetensors', '')).sort();

let begun = 0;

/** What the server says of a run that stands where the file does: each time another run. @param {{ say(message: object): void, show(frame: ArrayBuffer): void }} server @param {GoldenRun} run */
export function play(server, { experiment, facts, state, step, diverged, bytes }) {
  const run = `run-${(begun += 1)}`;
  server.say({ type: 'status', run, state: 'paused', step: 0, experiment, facts });
  for (const lane of diverged) server.say({ type: 'lane', run, state: 'diverged', ...lane });
  server.show(ofRun(bytes, run));
  server.say({ type: 'status', run, state, step });
}

/** @param {ArrayBuffer} bytes @param {string} run @returns {ArrayBuffer} the frame as one of that run */
function ofRun(bytes, run) {
  const length = Number(new DataView(bytes).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length)));
  const { document: _document, experiment: _experiment, facts: _facts, ...said } = header.__metadata__;
  const text = JSON.stringify({ ...header, __metadata__: { ...said, run } }).padEnd(length);
  const written = bytes.slice(0);
  new Uint8Array(written).set(new TextEncoder().encode(text), 8);
  return written;
}
