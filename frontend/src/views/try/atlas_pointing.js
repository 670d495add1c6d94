/**
 * What points at the tiles of a map: arrow keys and Enter, a click; Shift with the arrows, or a drag, brushes over several.
 *
 * @import { Ground } from './atlas_canvas.js'
 *
 * @typedef {{ row: number, column: number }} Place
 */

import { tileAt } from './atlas_canvas.js';

/** @type {Record<string, [across: number, up: number]>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {HTMLElement} board
 * @param {{ size: () => { rows: number, columns: number }, ground: () => Ground, change: () => void, open: (place: Place) => void, brush: () => void }} map
 */
export function createAtlasPointing(board, { size, ground, change, open, brush }) {
  /** @type {Place} */
  let cursor = { row: 0, column: 0 };
  /** Where a brush began; null: nothing is brushed. @type {Place | null} */
  let anchor = null;
  let held = false;
  board.addEventListener('keydown', onKey);
  board.addEventListener('keyup', ({ key }) => void (key === 'Shift' && anchor && brush()));
  board.addEventListener('focus', change);
  board.addEventListener('blur', change);
  board.addEventListener('pointerdown', onDown);
  board.addEventListener('pointermove', onMove);
  board.addEventListener('pointerup', onUp);
  board.addEventListener('pointercancel', () => {
    held = false;
    anchor = null;
    change();
  });

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const move = MOVES[event.key];
    if (move) {
      anchor = event.shiftKey ? (anchor ?? cursor) : null;
      cursor = within({ row: cursor.row + move[1], column: cursor.column + move[0] });
    } else if (event.key === 'Enter') open(cursor);
    else if (event.key === 'Escape' && anchor) anchor = null;
    else return;
    event.preventDefault();
    event.stopPropagation();
    change();
  }

  /** @param {Place} place @returns {Place} */
  function within({ row, column }) {
    const { rows, columns } = size();
    return { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(columns - 1, column)) };
  }

  /** @param {PointerEvent} event @returns {Place | null} */
  function placeOf({ clientX, clientY }) {
    const { left, top } = /** @type {Element} */ (board.firstElementChild).getBoundingClientRect();
    return tileAt(ground(), clientX - left, clientY - top);
  }

  /** @param {PointerEvent} event */
  function onDown(event) {
    const place = placeOf(event);
    if (!place || event.button !== 0) return;
    held = true;
    [cursor, anchor] = [place, null];
    board.setPointerCapture(event.pointerId);
    change();
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    const place = held ? placeOf(event) : null;
    if (!place || (place.row === cursor.row && place.column === cursor.column)) return;
    anchor ??= cursor;
    cursor = place;
    change();
  }

  function onUp() {
    if (!held) return;
    held = false;
    if (anchor) brush();
    else open(cursor);
    change();
  }

  return {
    cursor: () => cursor,
    brushing: () => anchor !== null,
    /** @returns {(place: Place) => boolean} whether a tile is brushed; without a brush, whether it is pointed at */
    inside() {
      const other = anchor ?? cursor;
      const between = (/** @type {number} */ value, /** @type {number} */ one, /** @type {number} */ two) => value >= Math.min(one, two) && value <= Math.max(one, two);
      return ({ row, column }) => between(row, cursor.row, other.row) && between(column, cursor.column, other.column);
    },
    reset() {
      [cursor, anchor, held] = [{ row: 0, column: 0 }, null, false];
    },
  };
}
