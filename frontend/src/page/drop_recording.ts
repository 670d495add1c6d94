/** A file dragged over the page may be dropped anywhere on it. */

import type { Actions } from '../core/model/types.ts';

/** @returns stop */
export function listenForFiles(root: HTMLElement, { openRecording }: Pick<Actions, 'openRecording'>): () => void {
  const over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    root.toggleAttribute('data-dropping', true);
  };
  const leave = (event: DragEvent) => void (event.relatedTarget === null && root.removeAttribute('data-dropping'));
  const drop = (event: DragEvent) => {
    root.removeAttribute('data-dropping');
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    openRecording(file);
  };
  root.addEventListener('dragover', over);
  root.addEventListener('dragleave', leave);
  root.addEventListener('drop', drop);
  return () => {
    root.removeEventListener('dragover', over);
    root.removeEventListener('dragleave', leave);
    root.removeEventListener('drop', drop);
  };
}
