/**
 * What points at the cells of a sweep: arrow keys and Enter, a click; Shift with the arrows, or a drag, brushes over
 * several.
 */

import { cellAt, type Ground } from './sweep_canvas.ts';

export type Place = { row: number, column: number };

const MOVES: Record<string, [across: number, up: number]> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
};

export function createSweepPointing(
  board: HTMLElement,
  { size, ground, change, open, brush }: { size: () => {
    rows: number;
    columns: number;
  }, ground: () => Ground, change: () => void, open: (place: Place) => void, brush: () => void },
) {
  let cursor: Place = { row: 0, column: 0 };
  /** Where a brush began; null: nothing is brushed. */
  let anchor: Place | null = null;
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

  function onKey(event: KeyboardEvent) {
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

  function within({ row, column }: Place): Place {
    const { rows, columns } = size();
    return { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(columns - 1, column)) };
  }

  function placeOf({ clientX, clientY }: PointerEvent): Place | null {
    const { left, top } = (board.firstElementChild as Element).getBoundingClientRect();
    return cellAt(ground(), clientX - left, clientY - top);
  }

  function onDown(event: PointerEvent) {
    const place = placeOf(event);
    if (!place || event.button !== 0) return;
    held = true;
    [cursor, anchor] = [place, null];
    board.setPointerCapture(event.pointerId);
    change();
  }

  function onMove(event: PointerEvent) {
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
    /** @returns whether a cell is brushed; without a brush, whether it is pointed at */
    inside(): (place: Place) => boolean {
      const other = anchor ?? cursor;
      const between = (value: number, one: number, two: number) =>
        value >= Math.min(one, two) && value <= Math.max(one, two);
      return ({ row, column }) => between(row, cursor.row, other.row) && between(column, cursor.column, other.column);
    },
    reset() {
      [cursor, anchor, held] = [{ row: 0, column: 0 }, null, false];
    },
  };
}
