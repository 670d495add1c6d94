/** A binary message: a frame of the run, or the tensors that answer a question. */

import type { Answer, Frame } from '../model/types.ts';
import { shapeFrame } from './frame.ts';
import { decodeSafetensors } from './safetensors.ts';

/**
 * @param buffer one binary message
 * @returns an answer has no targets: it is of nothing that was trained on
 * @throws {Error} when the blob is neither
 */
export function decodeMessage(buffer: ArrayBuffer): Frame | Answer {
  const { tensors, metadata } = decodeSafetensors(buffer);
  if (metadata.reply === undefined || tensors.has('loss_mask')) return shapeFrame(tensors, metadata);
  return { reply: metadata.reply, step: Number(metadata.step), tensors };
}
