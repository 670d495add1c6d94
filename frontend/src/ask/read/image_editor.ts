/** A small picture, drawn by pointer or by arrow keys and the space bar. */

import type { Editor, Host } from './editor.ts';
import { emptyImage, imageRead, imageRows, isBlank, stroke, toggled } from './image.ts';
import { percent } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { colourAt, inkTable } from '../../draw/palette.ts';
import { tokens } from '../../draw/tokens.ts';
import { drawSquares, fitCanvas, squares } from '../../draw/squares.ts';

const SIDE = 208;

export function createImageEditor({ t, task, onEnter }: Host): Editor {
  const [rows, columns] = task.image_size ?? [8, 8];
  const pixel = SIDE / Math.max(rows, columns);
  const canvas = el('canvas');
  const board = el('div', { class: 'image-board', role: 'slider', tabIndex: 0, 'aria-valuemin': 0, 'aria-valuemax': 1, onpointerdown: begin, onpointermove: go, onpointerup: stop, onpointercancel: stop, onkeydown: press }, canvas);
  const label = el('p', { class: 'try-label' });
  const hint = el('p', { class: 'try-hint' });
  const eraser = el('button', { type: 'button', class: 'pill small', 'aria-pressed': 'false', onclick: () => setErasing(!erasing) });
  const root = el('div', { class: 'editor' }, label, board, eraser, hint);
  let image = emptyImage(rows, columns);
  let at = 0;
  let erasing = false;
  let pen: { x: number, y: number } | null = null;
  const themes = new MutationObserver(render);
  themes.observe(document.documentElement, { attributeFilter: ['data-scheme'] });

  function setErasing(wanted: boolean) {
    erasing = wanted;
    eraser.setAttribute('aria-pressed', String(wanted));
  }

  function placeOf(event: PointerEvent) {
    const box = board.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * columns, y: ((event.clientY - box.top) / box.height) * rows };
  }

  function draw(to: { x: number, y: number }) {
    image = stroke(image, pen ?? to, to, erasing);
    pen = to;
    at = Math.max(0, Math.min(rows - 1, Math.floor(to.y))) * columns + Math.max(0, Math.min(columns - 1, Math.floor(to.x)));
    render();
  }

  function begin(event: PointerEvent) {
    board.setPointerCapture(event.pointerId);
    draw(placeOf(event));
  }

  function go(event: PointerEvent) {
    if (pen) draw(placeOf(event));
  }

  function stop() {
    pen = null;
  }

  function press(event: KeyboardEvent) {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] } as Record<string, [number, number]>;
    if (event.key === 'Enter') return onEnter();
    if (!(event.key in moves) && event.key !== ' ') return;
    event.preventDefault();
    if (event.key === ' ') image = toggled(image, at);
    const [down, across] = moves[event.key] ?? [0, 0];
    const row = Math.max(0, Math.min(rows - 1, Math.floor(at / columns) + down));
    at = row * columns + Math.max(0, Math.min(columns - 1, (at % columns) + across));
    render();
  }

  function render() {
    const look = tokens();
    const table = inkTable(look);
    const context = fitCanvas(canvas, columns * pixel, rows * pixel);
    drawSquares(context, squares(columns, rows, (column, row) => colourAt(table, image.ink[row * columns + column])), { x: 0, y: 0, width: columns * pixel, height: rows * pixel });
    context.strokeStyle = look.line;
    context.lineWidth = 1;
    context.beginPath();
    for (let column = 1; column < columns; column += 1) context.rect(column * pixel, 0, 0, rows * pixel);
    for (let row = 1; row < rows; row += 1) context.rect(0, row * pixel, columns * pixel, 0);
    context.globalAlpha = pixel > 12 ? 1 : 0.35;
    context.stroke();
    context.globalAlpha = 1;
    context.strokeStyle = look.ink1;
    context.lineWidth = 2;
    context.strokeRect((at % columns) * pixel + 1, Math.floor(at / columns) * pixel + 1, pixel - 2, pixel - 2);
    setAttribute(board, 'aria-valuenow', image.ink[at].toFixed(2));
    setAttribute(board, 'aria-valuetext', t('try.read.pixel', { row: Math.floor(at / columns) + 1, column: (at % columns) + 1, ink: percent(image.ink[at]) }));
  }

  return {
    root, field: board,
    take(input) {
      image = imageRead(input.data as Float32Array, [rows, columns], task.pixel_order);
      render();
    },
    clear() {
      image = emptyImage(rows, columns);
      render();
    },
    written() {
      return isBlank(image) ? { problem: () => t('try.read.blank') } : { body: { values: imageRows(image) } };
    },
    setWords() {
      setText(label, t('try.read.image'));
      setText(hint, t('try.read.hint.image'));
      setText(eraser, t('try.read.eraser'));
      board.setAttribute('aria-label', t('try.read.image'));
      render();
    },
    end: () => themes.disconnect(),
  };
}
