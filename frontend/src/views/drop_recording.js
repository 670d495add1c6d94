/**
 * A file dragged over the page may be dropped anywhere on it.
 *
 * @import { Actions } from '../state/types.d.ts'
 */

/**
 * @param {HTMLElement} root
 * @param {Pick<Actions, 'openRecording'>} actions
 * @returns {() => void} stop
 */
export function listenForFiles(root, { openRecording }) {
  const over = (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    root.toggleAttribute('data-dropping', true);
  };
  const leave = (/** @type {DragEvent} */ event) => void (event.relatedTarget === null && root.removeAttribute('data-dropping'));
  const drop = (/** @type {DragEvent} */ event) => {
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
