/**
 * A binary message: a frame of the run, or the tensors that answer a question.
 *
 * @import { Answer, Frame } from '../state/types.d.ts'
 */

import { shapeFrame } from './frame.js';
import { decodeSafetensors } from './safetensors.js';

/**
 * @param {ArrayBuffer} buffer one binary message
 * @returns {Frame | Answer} an answer has no targets: it is of nothing that was trained on
 * @throws {Error} when the blob is neither
 */
export function decodeMessage(buffer) {
  const { tensors, metadata } = decodeSafetensors(buffer);
  if (metadata.reply === undefined || tensors.has('loss_mask')) return shapeFrame(tensors, metadata);
  return { reply: metadata.reply, step: Number(metadata.step), tensors };
}
