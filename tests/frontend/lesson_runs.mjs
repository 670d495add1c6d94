/** The runs of the lessons as Python trained them: see tests/golden/make_lessons.py. */

import { readdirSync } from 'node:fs';

import { decodeFrame } from '../../frontend/src/protocol/frame.js';
import { decodeSafetensors } from '../../frontend/src/protocol/safetensors.js';
import { goldenBytes } from './golden.mjs';

const FOLDER = new URL('../golden/lessons/', import.meta.url);

/**
 * @typedef {object} LessonRun
 * @property {string} name
 * @property {any} document as the page asked for it
 * @property {any} experiment as the server completed it
 * @property {any} facts
 * @property {'paused' | 'finished'} state
 * @property {{ lane: number, step: number, quantity: string }[]} diverged
 * @property {number} step
 * @property {ArrayBuffer} bytes the frame, with the scalars so far
 */

/** @param {string} name @returns {LessonRun} */
export function lessonRun(name) {
  const bytes = goldenBytes(`lessons/${name}.safetensors`);
  const { document, experiment, facts, state, diverged } = decodeSafetensors(bytes).metadata;
  const { step } = decodeFrame(bytes);
  return { name, bytes, step, state: /** @type {'paused' | 'finished'} */ (state), document: JSON.parse(document), experiment: JSON.parse(experiment), facts: JSON.parse(facts), diverged: JSON.parse(diverged) };
}

/** @returns {string[]} */
export const lessonRunNames = () => readdirSync(FOLDER).map((file) => file.replace('.safetensors', '')).sort();

let begun = 0;

/** What the server says of a run that stands where the file does: each time another run. @param {{ say(message: object): void, show(frame: ArrayBuffer): void }} server @param {LessonRun} run */
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
  const { step, frame, lanes } = header.__metadata__;
  const text = JSON.stringify({ ...header, __metadata__: { step, frame, lanes, run } }).padEnd(length);
  const written = bytes.slice(0);
  new Uint8Array(written).set(new TextEncoder().encode(text), 8);
  return written;
}
