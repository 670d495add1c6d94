/** The golden files that Python wrote: see tests/golden/make_golden.py. */

import { readFileSync } from 'node:fs';

const HERE = new URL('../../golden/', import.meta.url);

/** @param {string} name @returns {ArrayBuffer} */
export function goldenBytes(name) {
  const { buffer, byteOffset, byteLength } = readFileSync(new URL(name, HERE));
  return /** @type {ArrayBuffer} */ (buffer.slice(byteOffset, byteOffset + byteLength));
}

/** @param {string} name @returns {any} */
export function goldenJson(name) {
  return JSON.parse(readFileSync(new URL(name, HERE), 'utf8'));
}
