/** The weights of the selected lane as small pictures: one set of them, shared by every time step. */

import type { LaneFrame, Services, Tensor } from '../core/model/types.ts';
import { weightLimit } from '../core/unit/readings.ts';
import { parseSource } from '../core/unit/sources.ts';
import { signedColor, type SignedPalette } from '../draw/colour.ts';
import { threeFigures } from '../core/text/number.ts';
import { el, setText } from '../ui/dom.ts';
import { inlineMath } from '../ui/mathml.ts';

const LARGEST_SQUARE = 15;
const ROOM = { width: 82, height: 120 };

export type Thumbnail = {
  name: string;
  tensor: Tensor;
  columns: number;
  rows: number;
  square: number;
  limit: number;
  canvas: HTMLCanvasElement;
};

/** What reads the input comes first, then what reads the last state, then the rest by name. */
const READ_FIRST = ['W_xh', 'W_xs', 'W_hh', 'A'];

/** The matrices of a layer, the read-out last; vectors only where a weight each is all there is. */
export function matrixNames(weights: Record<string, Tensor>, layer: number) {
  const rank = (name: string) => [...READ_FIRST, name.split('.')[0]].indexOf(name.split('.')[0]);
  const own = Object.keys(weights).filter((name) => name.endsWith(`.${layer}`))
    .sort((one, other) => rank(one) - rank(other));
  const matrices = own.filter((name) => weights[name].shape.length === 2);
  const between = own.filter((name) => name === `u.${layer}`);
  return [...matrices, ...between, ...(weights.W_hy ? ['W_hy'] : [])];
}

/** @param world `touched`: a square is pointed at; `copies`: how often its arrow stands in the picture */
export function createWeights(
  { t }: Pick<Services, 't'>,
  { touched, copies, say }: {
    touched: (source: string | null) => void;
    copies: (name: string) => number;
    say: (words: string) => void;
  },
) {
  const title = el('h3', { class: 'inspector-subtitle' });
  const list = el('div', { class: 'weights-list' });
  const caption = el('p', { class: 'panel-caption' });
  const used = el('p', { class: 'weights-used' });
  const root = el('div', { class: 'inspector-weights', hidden: true }, title, list, used, caption);
  let drawn: Thumbnail[] = [];
  let lit: string | null = null;
  /** The square that the keyboard stands on, by matrix. */
  const stood = new Map<string, [row: number, column: number]>();

  function touch(name: string, row: number, column: number, aloud = false) {
    const thumbnail = drawn.find((each) => each.name === name);
    if (!thumbnail || row < 0 || column < 0 || row >= thumbnail.rows
      || column >= thumbnail.columns) return touched(null);
    stood.set(name, [row, column]);
    touched(`weight/${name}[${row},${column}]`);
    const value = threeFigures(Number(thumbnail.tensor.data[row * thumbnail.columns + column]));
    const words = t(
      'inspector.copies', { name: name.split('.')[0], row: row + 1, column: column + 1, value, count: copies(name) },
    );
    setText(used, words);
    if (aloud) say(words);
  }

  function listen({ name, rows, columns, canvas }: Thumbnail) {
    const at = ({ clientX, clientY }: PointerEvent) => {
      const box = canvas.getBoundingClientRect();
      touch(name, Math.floor(((clientY - box.top) / box.height) * rows), Math.floor(((clientX - box.left) / box.width)
        * columns));
    };
    canvas.addEventListener('pointermove', at);
    canvas.addEventListener('pointerdown', at);
    canvas.addEventListener('pointerleave', () => touched(null));
    canvas.addEventListener('blur', () => touched(null));
    canvas.addEventListener(
      'focus', () => canvas.matches(':focus-visible') && touch(name, ...(stood.get(name) ?? [0, 0]), true),
    );
    canvas.addEventListener('keydown', (event) => {
      const [down, right] = ({
        ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
      } as Record<string, [number, number]>)[event.key] ?? [0, 0];
      if (!down && !right) return;
      event.preventDefault();
      event.stopPropagation();
      const [row, column] = stood.get(name) ?? [0, 0];
      touch(
        name, Math.max(0, Math.min(rows - 1, row + down)), Math.max(0, Math.min(columns - 1, column + right)), true,
      );
    });
  }

  function paintAll(palette: SignedPalette) {
    for (const thumbnail of drawn) paint(thumbnail, palette, lit);
  }

  return {
    root,
    render(lane: LaneFrame | null, layer: number, gates: readonly string[], palette: SignedPalette) {
      const names = matrixNames(lane?.weights ?? {}, layer);
      root.hidden = names.length === 0;
      if (!lane?.weights || root.hidden) return;
      const { weights } = lane;
      setText(title, t('inspector.weights.title'));
      title.setAttribute('data-tip', t('inspector.weights.help'));
      if (!used.textContent) setText(used, t('inspector.weights.help'));
      const key = JSON.stringify([names, names.map((name) => weights[name].shape), gates]);
      if (list.dataset.key !== key) {
        list.dataset.key = key;
        drawn = names.map((name) => thumbnailOf(name, weights[name]));
        list.replaceChildren(...drawn.map((thumbnail) => figureOf(thumbnail, gates)));
        for (const thumbnail of drawn) listen(thumbnail);
      }
      drawn = drawn.map((thumbnail) => ({
        ...thumbnail, tensor: weights[thumbnail.name], limit: weightLimit(weights[thumbnail.name]),
      }));
      paintAll(palette);
      const limits = drawn.map(({ name, limit }) => `${name.split('.')[0]} ±${threeFigures(limit)}`).join(', ');
      setText(caption, t('inspector.weights.caption', { limits }));
    },
    light(source: string | null, palette: SignedPalette) {
      lit = source;
      if (source === null) setText(used, t('inspector.weights.help'));
      paintAll(palette);
    },
  };
}

function thumbnailOf(name: string, tensor: Tensor): Thumbnail {
  const [rows, columns = 1] = tensor.shape;
  const square = Math.max(
    1, Math.min(LARGEST_SQUARE, Math.floor(ROOM.width / columns), Math.floor(ROOM.height / rows)),
  );
  const canvas = el('canvas', {
    width: columns * square * 2, height: rows * square * 2, tabIndex: 0, role: 'application',
    'aria-label': `${name.split('.')[0]} (${rows} × ${columns})`,
  });
  canvas.style.width = `${Math.min(ROOM.width, columns * square)}px`;
  canvas.style.height = `${Math.min(2 * ROOM.height, rows * square)}px`;
  return { name, tensor, columns, rows, square, limit: 1, canvas };
}

function figureOf({ name, rows, columns, canvas }: Thumbnail, gates: readonly string[]) {
  const blocks = gates.length && /^W_(xh|hh)\./.test(name)
    ? el('span', { class: 'weights-blocks', 'aria-hidden': 'true' }, ...gates.map((gate) => el('span', {}, gate)))
    : null;
  return el('figure', { class: 'weights-figure' },
    el('figcaption', {}, inlineMath(name.split('.')[0]), ' ', el('span', { class: 'quiet' }, `${rows}×${columns}`)),
    el('div', { class: 'weights-picture' }, blocks, canvas));
}

/** @param lit a source such as `weight/W_hh.0[1,2]` */
function paint(
  { name, tensor, columns, rows, square, limit, canvas }: Thumbnail,
  palette: SignedPalette,
  lit: string | null,
) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const side = square * 2;
  const gap = square >= 5 ? 2 : 0;
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [red, green, blue] = signedColor(Number(tensor.data[row * columns + column]), limit, palette);
      context.fillStyle = `rgb(${red},${green},${blue})`;
      context.fillRect(column * side, row * side, side - gap, side - gap);
    }
  }
  const address = lit === null ? null : parseSource(lit);
  if (address?.tensor !== `weight/${name}`) return;
  const [row, column = 0] = address.index;
  context.strokeStyle = getComputedStyle(canvas).color;
  context.lineWidth = 3;
  context.strokeRect(column * side + 1.5, row * side + 1.5, Math.max(3, side - gap - 3), Math.max(3, side - gap - 3));
}
