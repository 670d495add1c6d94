/** What is put into a network by hand: the editor that fits what the task reads. */

import type { Services, TaskFacts, Tensor } from '../../core/model/types.ts';
import { createBitEditor } from './bit_editor.ts';
import { createCurveEditor } from './curve_editor.ts';
import { createImageEditor } from './image_editor.ts';
import { createSilenceEditor } from './silence_editor.ts';
import { createSymbolEditor } from './symbol_editor.ts';

/** what a question `evaluate` carries, or why it cannot be asked */
export type Written = { body: Record<string, unknown> } | { problem: () => string };
export interface Editor {
  root: HTMLElement;
  /** what a problem is about */ field: HTMLElement;
  /** what a sample of the batch reads */ take: (input: Tensor) => void;
  clear: () => void;
  written: () => Written;
  setWords: () => void;
  end: () => void;
}
/** `most`: time steps that can be asked */
export type Host = { t: Services['t'], task: TaskFacts, most: number, onEnter: () => void };

export function createEditor(host: Host): Editor {
  const { modality, kind, required_lag: lag } = host.task;
  if (modality === 'symbols') return createSymbolEditor(host);
  if (modality === 'image') return createImageEditor(host);
  if (kind === 'waveform' && !lag) return createSilenceEditor(host);
  return host.task.levels ? createBitEditor(host) : createCurveEditor(host);
}

/** @returns another one where another editor is needed */
export function editorKey(
  { kind, modality, input_labels: labels, input_size: size, image_size: image, pixel_order: order }: TaskFacts,
): string {
  return JSON.stringify([kind, modality, labels, size, image, order]);
}
