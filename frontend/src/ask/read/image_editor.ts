/** A small picture, drawn by pointer or by arrow keys and the space bar. */

import type { Editor, Host } from './editor.ts';
import { emptyImage, imageRead, imageRows, isBlank, stroke, toggled, type Image } from './image.ts';
import { paintImage } from './image_picture.ts';
import { percent } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { tokens } from '../../draw/tokens.ts';
import { arrowOf } from '../arrow_keys.ts';

/** CSS pixels of the longer side. */
const SIDE = 208;

export function createImageEditor({ t, task, onEnter }: Host): Editor {
  const [rows, columns] = task.image_size ?? [8, 8];
  const pixel = SIDE / Math.max(rows, columns);
  const canvas = el('canvas');
  const board = el('div', {
    class: 'image-board', role: 'slider', tabIndex: 0, 'aria-valuemin': 0, 'aria-valuemax': 1, onpointerdown: begin,
    onpointermove: go, onpointerup: stop, onpointercancel: stop, onkeydown: press,
  }, canvas);
  const label = el('p', { class: 'try-label' });
  const hint = el('p', { class: 'try-hint' });
  const eraser = el('button', {
    type: 'button', class: 'pill small', 'aria-pressed': 'false', onclick: () => setErasing(!erasing),
  });
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
    const { left, top, width, height } = board.getBoundingClientRect();
    return { x: ((event.clientX - left) / width) * columns, y: ((event.clientY - top) / height) * rows };
  }

  function draw(to: { x: number, y: number }) {
    image = stroke(image, pen ?? to, to, erasing);
    pen = to;
    at = pixelAt(image, Math.floor(to.y), Math.floor(to.x));
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
    if (event.key === 'Enter') return onEnter();
    const [across, up] = arrowOf(event);
    if (event.key === ' ') {
      event.preventDefault();
      image = toggled(image, at);
    } else if (!across && !up) return;
    at = pixelAt(image, Math.floor(at / columns) - up, (at % columns) + across);
    render();
  }

  function render() {
    paintBoard(canvas, image, pixel, at);
    const said = { row: Math.floor(at / columns) + 1, column: (at % columns) + 1, ink: percent(image.ink[at]) };
    setAttribute(board, 'aria-valuenow', image.ink[at].toFixed(2));
    setAttribute(board, 'aria-valuetext', t('try.read.pixel', said));
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

/** @returns the pixel there, or the nearest */
function pixelAt({ rows, columns }: Image, row: number, column: number): number {
  return Math.max(0, Math.min(rows - 1, row)) * columns + Math.max(0, Math.min(columns - 1, column));
}

/**
 * The picture, its pixels apart, and a frame around one of them.
 * @param side CSS pixels of a pixel
 */
function paintBoard(canvas: HTMLCanvasElement, image: Image, side: number, at: number) {
  const { rows, columns } = image;
  const look = tokens();
  const context = paintImage(canvas, image, side);
  context.strokeStyle = look.line;
  context.lineWidth = 1;
  context.beginPath();
  for (let column = 1; column < columns; column += 1) context.rect(column * side, 0, 0, rows * side);
  for (let row = 1; row < rows; row += 1) context.rect(0, row * side, columns * side, 0);
  context.globalAlpha = side > 12 ? 1 : 0.35;
  context.stroke();
  context.globalAlpha = 1;
  context.strokeStyle = look.ink1;
  context.lineWidth = 2;
  context.strokeRect((at % columns) * side + 1, Math.floor(at / columns) * side + 1, side - 2, side - 2);
}
