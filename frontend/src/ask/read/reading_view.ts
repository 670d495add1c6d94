/** Every network reads a sequence, time step by time step: what goes in, what it says, and the state that it keeps. */

import type { RunView, Services, TaskFacts, Translate } from '../../core/model/types.ts';
import { paintReadPicture } from './image_picture.ts';
import { truthOf, type Reading } from './reading.ts';
import { createReadingLane, divergedLane, type Truth } from './reading_lane.ts';
import { laneName } from '../../core/text/lane.ts';
import { whole } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { LANE_LETTERS, tokens } from '../../draw/tokens.ts';
import { createPlayer } from './player.ts';
import { answerWords, className, readWords, sayingWords } from './reading_words.ts';
import { paintTape, stepAt, stripAxis } from './reading_strip.ts';

/** Of a longer sequence the table has the ends and what lies evenly between. */
const MOST_ROWS = 60;
/** CSS pixels of a strip. */
const NARROWEST = 120;

type Shown = { reading: Reading, run: RunView, task: TaskFacts, truth: Truth };

export function createReadingView({ t }: Services) {
  const player = createPlayer({ t, onStep: () => paint(), words: (step) => (shown ? stepWords(shown, step, t) : '') });
  const tape = el('canvas', { class: 'reading-tape', 'aria-hidden': 'true' });
  const picture = el('canvas', { class: 'reading-picture', hidden: true, 'aria-hidden': 'true' });
  const lanes = el('div', { class: 'reading-lanes' });
  const caption = el('p', { class: 'panel-caption' });
  const summary = el('summary');
  const table = el('div', { class: 'panel-table', tabIndex: 0, role: 'region' });
  const twin = el('details', { class: 'panel-twin', ontoggle: () => fillTable() }, summary, table);
  const tapeRow = el('div', { class: 'reading-tape-row' }, tape, picture);
  const legend = createReadingLegend(t);
  const root = el('div', { class: 'reading', hidden: true }, player.root, tapeRow, lanes, legend.root, caption, twin);
  let shown: Shown | null = null;
  /** null: that network has left the finite numbers */
  let blocks: (ReturnType<typeof createReadingLane> | null)[] = [];

  const resize = new ResizeObserver(() => paint());
  resize.observe(root);
  listen(tape);

  /** A click on a strip goes to its time step; the slider does the same for the keyboard. */
  function listen(canvas: HTMLCanvasElement) {
    const go = (event: PointerEvent) => {
      if (!shown || !(event.buttons & 1)) return;
      const x = event.clientX - canvas.getBoundingClientRect().left;
      player.go(stepAt(stripAxis(stripWidth(), shown.reading.count), x));
    };
    canvas.addEventListener('pointerdown', go);
    canvas.addEventListener('pointermove', go);
  }

  function stripWidth() {
    const rooms = blocks.flatMap((block) => (block ? [block.strip.parentElement?.clientWidth ?? Infinity] : []));
    return Math.max(NARROWEST, Math.min(root.clientWidth, ...rooms));
  }

  function build() {
    if (!shown) return;
    const { reading, run } = shown;
    const names = run.experiment.lanes.map((lane) => laneName(lane, t));
    blocks = reading.lanes.map((lane, number) => lane && createReadingLane(number, names[number], t));
    lanes.replaceChildren(...blocks.map((block, number) => block?.root ?? divergedLane(number, names[number], t)));
    for (const block of blocks) if (block) listen(block.strip);
  }

  function paint() {
    if (!shown || root.hidden || !root.clientWidth) return;
    const { reading, task, truth } = shown;
    const at = player.timeStep();
    const width = stripWidth();
    const names = task.output_labels.map((_, index) => className(task, index, t));
    const scene = { task, reading, tokens: tokens(), at, axis: stripAxis(width, reading.count), names };
    paintTape(tape, width, scene, t('try.read.reads'));
    paintReadPicture(picture, task, reading, at);
    for (const [number, lane] of reading.lanes.entries()) if (lane) blocks[number]?.paint(scene, width, lane, truth);
  }

  function fillTable() {
    if (twin.open && shown) table.replaceChildren(readingTable(shown, t));
  }

  /** The last word of every network. */
  function finalWords() {
    return shown ? lastWords(shown, t) : '';
  }

  function setWords() {
    setText(summary, t('chart.table'));
    table.setAttribute('aria-label', t('try.read.name'));
    legend.setWords(shown?.task.loss === 'cross_entropy');
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

/** What the colours mean: shares of classes, or values; states. */
function createReadingLegend(t: Translate) {
  const [share, state] = [el('span', { class: 'legend-share' }), el('span', { class: 'legend-state' })];
  const root = el(
    'p', { class: 'reading-legend' }, el('span', { class: 'swatch-ink reading-swatch' }), share,
    el('span', { class: 'swatch-signed reading-swatch' }), state,
  );
  return {
    root,
    setWords(shares: boolean) {
      setText(share, t('try.legend.share'));
      setText(state, t('try.legend.state'));
      root.classList.toggle('is-values', !shares);
    },
  };
}

function stepWords({ reading, task }: Shown, step: number, t: Translate): string {
  return t('try.read.time', { time: step + 1, count: reading.count, read: readWords(task, reading, step, t) });
}

function lastWords({ reading, task, truth }: Shown, t: Translate): string {
  const last = reading.count - 1;
  return reading.lanes.flatMap((lane, number) => {
    if (!lane) return [];
    const saying = sayingWords(task, lane, last, truth?.[last], t);
    return [t('try.read.lane', { lane: LANE_LETTERS[number], saying })];
  }).join(' ');
}

function readingTable({ reading, run, task }: Shown, t: Translate): HTMLElement {
  const last = reading.count - 1;
  const every = Math.max(1, Math.ceil(reading.count / MOST_ROWS));
  const steps = Array.from({ length: reading.count }, (_, step) => step);
  const names = run.experiment.lanes.map((lane, number) => `${LANE_LETTERS[number]} ${laneName(lane, t)}`);
  return tableOf(
    [t('try.read.table.time'), t('try.read.table.reads'), ...names],
    steps.filter((step) => step % every === 0 || step === last).map((step) => [
      whole(step + 1), readWords(task, reading, step, t),
      ...reading.lanes.map((lane) => (lane ? answerWords(task, lane, step, t) : '–')),
    ]),
  );
}
