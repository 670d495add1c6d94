/** Every network reads a sequence, time step by time step: what goes in, what it says, and the state that it keeps. */

import type { RunView, Services } from '../../core/model/types.ts';
import { imageRead } from './image.ts';
import { ranked, rowAt, truthOf, type Reading } from './reading.ts';
import { laneName } from '../../core/text/lane.ts';
import { percent, threeFigures, whole } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { colourAt, inkTable } from '../../draw/palette.ts';
import { LANE_LETTERS, tokens } from '../../draw/tokens.ts';
import { drawSquares, fitCanvas, squares } from '../../draw/squares.ts';
import { createPlayer } from './player.ts';
import { answerWords, className, readWords, sayingWords } from './reading_words.ts';
import { paintColumn, paintStrips, paintTape, stepAt, stripAxis } from './reading_strip.ts';

const PICTURE = 84;
/** Of a longer sequence the table has the ends and what lies evenly between. */
const MOST_ROWS = 60;

export function createReadingView({ t }: Services) {
  const player = createPlayer({ t, onStep: () => paint(), words: (step) => (shown ? t('try.read.time', { time: step + 1, count: shown.reading.count, read: readWords(shown.task, shown.reading, step, t) }) : '') });
  const tape = el('canvas', { class: 'reading-tape', 'aria-hidden': 'true' });
  const picture = el('canvas', { class: 'reading-picture', hidden: true, 'aria-hidden': 'true' });
  const lanes = el('div', { class: 'reading-lanes' });
  const caption = el('p', { class: 'panel-caption' });
  const summary = el('summary');
  const table = el('div', { class: 'panel-table', tabIndex: 0, role: 'region' });
  const twin = el('details', { class: 'panel-twin', ontoggle: () => fillTable() }, summary, table);
  const tapeRow = el('div', { class: 'reading-tape-row' }, tape, picture);
  const legend = el('p', { class: 'reading-legend' }, el('span', { class: 'swatch-ink reading-swatch' }), el('span', { class: 'legend-share' }), el('span', { class: 'swatch-signed reading-swatch' }), el('span', { class: 'legend-state' }));
  const root = el('div', { class: 'reading', hidden: true }, player.root, tapeRow, lanes, legend, caption, twin);
  let shown: { reading: Reading, run: RunView, task: RunView['facts']['task'], truth: (number | null)[] | null } | null = null;
  let blocks: { strip: HTMLCanvasElement, column: HTMLCanvasElement, place: HTMLElement, bars: HTMLElement, says: HTMLElement }[] = [];

  const resize = new ResizeObserver(() => paint());
  resize.observe(root);
  listen(tape);

  /** A click on a strip goes to its time step; the slider does the same for the keyboard. */
  function listen(canvas: HTMLCanvasElement) {
    const go = (event: PointerEvent) => {
      if (!shown || !(event.buttons & 1)) return;
      player.go(stepAt(stripAxis(stripWidth(), shown.reading.count), event.clientX - canvas.getBoundingClientRect().left));
    };
    canvas.addEventListener('pointerdown', go);
    canvas.addEventListener('pointermove', go);
  }

  function stripWidth() {
    const rooms = Object.values(blocks).map(({ strip }) => strip.parentElement?.clientWidth ?? Infinity);
    return Math.max(120, Math.min(root.clientWidth, ...rooms));
  }

  function build() {
    if (!shown) return;
    const { reading, run } = shown;
    blocks = [];
    lanes.replaceChildren(...reading.lanes.map((lane, number) => {
      const says = el('p', { class: 'reading-says' });
      const name = laneKey(number, 'line', el('span', { class: 'reading-name' }, laneName(run.experiment.lanes[number], t)));
      if (!lane) {
        setText(says, t('chart.diverged_lane', { lane: LANE_LETTERS[number] }));
        return el('section', { class: 'reading-lane', 'data-lane': String(number) }, el('header', {}, name, says));
      }
      const block = { strip: el('canvas', { class: 'reading-strip', 'aria-hidden': 'true' }), column: el('canvas', { class: 'reading-column' }), place: el('sub'), bars: el('div', { class: 'reading-bars' }), says };
      blocks[number] = block;
      listen(block.strip);
      return el('section', { class: 'reading-lane', 'data-lane': String(number) }, el('header', {}, name, says),
        el('div', { class: 'reading-body' }, el('div', { class: 'reading-strip-room' }, block.strip),
          el('div', { class: 'reading-now' },
            el('div', { class: 'reading-state', 'aria-hidden': 'true' }, block.column, el('span', {}, 'h', block.place)),
            block.bars)));
    }));
  }

  function paint() {
    if (!shown || root.hidden || !root.clientWidth) return;
    const { reading, task, truth } = shown;
    const at = player.timeStep();
    const width = stripWidth();
    const scene = { task, reading, tokens: tokens(), at, axis: stripAxis(width, reading.count), names: task.output_labels.map((_, index) => className(task, index, t)) };
    paintTape(tape, width, scene, t('try.read.reads'));
    paintPicture(at);
    for (const [number, lane] of reading.lanes.entries()) {
      const block = blocks[number];
      if (!lane || !block) continue;
      paintStrips(block.strip, width, scene, lane, number, truth);
      paintColumn(block.column, lane, at, scene.tokens);
      setText(block.place, String(at + 1));
      fillBars(block.bars, number, at);
      setText(block.says, sayingWords(task, lane, at, truth?.[at], t));
    }
  }

  /** The picture as far as it has been read. */
  function paintPicture(at: number) {
    if (!shown) return;
    const { task, reading } = shown;
    picture.hidden = task.modality !== 'image';
    if (picture.hidden || !task.image_size) return;
    const [rows, columns] = task.image_size;
    const { ink } = imageRead(reading.input.data as Float32Array, [rows, columns], task.pixel_order);
    const order = new Map((task.pixel_order ?? ink.map((_, index) => index)).map((pixel, step) => [pixel, step]));
    const look = tokens();
    const side = PICTURE / Math.max(rows, columns);
    const context = fitCanvas(picture, columns * side, rows * side);
    const read = squares(columns, rows, (column, row) => colourAt(inkTable(look), (order.get(row * columns + column) ?? 0) <= at ? ink[row * columns + column] : 0));
    drawSquares(context, read, { x: 0, y: 0, width: columns * side, height: rows * side });
    const pixel = task.pixel_order?.[at] ?? at;
    context.strokeStyle = look.ink1;
    context.lineWidth = 2;
    context.strokeRect((pixel % columns) * side, Math.floor(pixel / columns) * side, side, side);
  }

  function fillBars(bars: HTMLElement, number: number, at: number) {
    if (!shown) return;
    const { reading, task, truth } = shown;
    const lane = reading.lanes[number] as import('./reading.ts').LaneReading;
    const row = rowAt(lane.output, at);
    if (task.loss !== 'cross_entropy') return bars.replaceChildren(el('p', { class: 'reading-value' }, row.map(threeFigures).join(', ')));
    const classes = ranked(row, task.output_labels);
    const best = Math.max(...row);
    while (bars.children.length > classes.length) bars.lastChild?.remove();
    while (bars.children.length < classes.length) bars.append(el('div', { class: 'bar-row' }, el('span', { class: 'bar-label' }), el('span', { class: 'bar-track' }, el('span', { class: 'bar-fill' })), el('span', { class: 'bar-share' })));
    for (const [place, { index, share }] of classes.entries()) {
      const element = bars.children[place] as HTMLElement;
      const [label, track, figure] = [...element.children] as HTMLElement[];
      setText(label, className(task, index, t));
      (track.firstChild as HTMLElement).style.setProperty('--share', String(share));
      setText(figure, percent(share));
      element.dataset.best = String(share === best);
      element.dataset.right = String(truth?.[at] === index);
    }
  }

  function fillTable() {
    if (!twin.open || !shown) return;
    const { reading, run, task } = shown;
    const every = Math.max(1, Math.ceil(reading.count / MOST_ROWS));
    const steps = Array.from({ length: reading.count }, (_, step) => step).filter((step) => step % every === 0 || step === reading.count - 1);
    table.replaceChildren(tableOf(
      [t('try.read.table.time'), t('try.read.table.reads'), ...run.experiment.lanes.map((lane, number) => `${LANE_LETTERS[number]} ${laneName(lane, t)}`)],
      steps.map((step) => [whole(step + 1), readWords(task, reading, step, t), ...reading.lanes.map((lane) => (lane ? answerWords(task, lane, step, t) : '–'))]),
    ));
  }

  /** The last word of every network. */
  function finalWords() {
    if (!shown) return '';
    const { reading, task, truth } = shown;
    const last = reading.count - 1;
    return reading.lanes.map((lane, number) => (lane ? t('try.read.lane', { lane: LANE_LETTERS[number], saying: sayingWords(task, lane, last, truth?.[last], t) }) : '')).filter(Boolean).join(' ');
  }

  function setWords() {
    setText(summary, t('chart.table'));
    table.setAttribute('aria-label', t('try.read.name'));
    setText(legend.querySelector('.legend-share') as Node, t('try.legend.share'));
    setText(legend.querySelector('.legend-state') as Node, t('try.legend.state'));
    legend.classList.toggle('is-values', shown?.task.loss !== 'cross_entropy');
    if (shown) setText(caption, t('try.read.caption', { count: shown.reading.count, answers: finalWords() }));
    player.setWords();
    build();
    fillTable();
    paint();
  }

  return {
    root, setWords, finalWords, paint,
    /** @param again the same sequence as before */
    show(reading: Reading, run: RunView, again: boolean) {
      const { task } = run.facts;
      shown = { reading, run, task, truth: truthOf(task, reading.input) };
      root.hidden = false;
      setWords();
      if (again) player.keep(reading.count);
      else player.begin(reading.count);
    },
    clear() {
      shown = null;
      root.hidden = true;
      player.end();
    },
    end() {
      resize.disconnect();
      player.end();
    },
  };
}
