/**
 * What is put into a network by hand: the editor that fits what the task reads.
 *
 * @import { Services, TaskFacts, Tensor } from '../../state/types.d.ts'
 *
 * @typedef {{ body: Record<string, unknown> } | { problem: () => string }} Written what a question `evaluate` carries, or why it cannot be asked
 *
 * @typedef {object} Editor
 * @property {HTMLElement} root
 * @property {HTMLElement} field what a problem is about
 * @property {(input: Tensor) => void} take what a sample of the batch reads
 * @property {() => void} clear
 * @property {() => Written} written
 * @property {() => void} setWords
 * @property {() => void} end
 *
 * @typedef {{ t: Services['t'], task: TaskFacts, most: number, onEnter: () => void }} Host `most`: time steps that can be asked
 */

import { createBitEditor } from './bit_editor.js';
import { createCurveEditor } from './curve_editor.js';
import { createImageEditor } from './image_editor.js';
import { createSilenceEditor } from './silence_editor.js';
import { readsBits } from './reading_words.js';
import { createSymbolEditor } from './symbol_editor.js';

/** @param {Host} host @returns {Editor} */
export function createEditor(host) {
  const { modality, kind, required_lag: lag } = host.task;
  if (modality === 'symbols') return createSymbolEditor(host);
  if (modality === 'image') return createImageEditor(host);
  if (kind === 'waveform' && !lag) return createSilenceEditor(host);
  return readsBits(host.task) ? createBitEditor(host) : createCurveEditor(host);
}

/** @param {TaskFacts} task @returns {string} another one where another editor is needed */
export function editorKey({ kind, modality, input_labels: labels, input_size: size, image_size: image, pixel_order: order }) {
  return JSON.stringify([kind, modality, labels, size, image, order]);
}
