/** The sweep where it stands: its cells are pointed at, brushed over and opened; what it says is told below. */

import type { Sweep, Choice, Show } from '../../core/questions/sweep.ts';
import type { Translate } from '../../core/model/types.ts';
import type { GradientScale } from '../../draw/gradient_scale.ts';
import type { createFilling } from './sweep_filling.ts';
import { countsOf, MOST_SEEDS, OUTCOMES, type Outcome, type SweepCell } from '../../core/questions/sweep_cells.ts';
import { drawSweep, drawSign, groundOf, profileScale } from './sweep_canvas.ts';
import { createSweepPointing, type Place } from './sweep_pointing.ts';
import { axisWords, sweepTable, cellWords } from './sweep_words.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { gradientKey } from '../../ui/scale_keys.ts';
import { fitCanvas } from '../../draw/squares.ts';
import { tokens } from '../../draw/tokens.ts';

/** Seeds of a brushed cell; one more press of the button gives two more. */
const BRUSHED_SEEDS = 3;
const MORE_SEEDS = 2;

/** Pixels of the key: a sign with room around it. */
const SIGN = 12;
const KEY = SIGN + 8;

/** @param change it has to be drawn anew @param open that cell */
export function createSweepAnswer(
  t: Translate,
  filling: ReturnType<typeof createFilling>,
  { change, open }: { change: () => void, open: (place: Place) => void },
) {
  const frame = createAnswerFrame();
  const canvas = el('canvas', { class: 'map-canvas', 'aria-hidden': 'true' });
  const board = el(
    'div', { class: 'map-board', role: 'application', tabIndex: 0, 'aria-describedby': 'map-keys map-here' }, canvas,
  );
  const here = el('p', { class: 'map-here', id: 'map-here', role: 'status' });
  frame.figure.append(board, here);
  const pointing = createSweepPointing(board, { size: () => sizeOf(filling.sweep()), ground, change, open, brush });
  const resize = new ResizeObserver(change);
  resize.observe(frame.figure);

  function ground() {
    const { rows, columns } = sizeOf(filling.sweep());
    return groundOf(frame.figure.clientWidth, Math.max(1, columns), Math.max(1, rows));
  }

  /** @returns the brushed ones, else the one that is pointed at */
  function chosen(): SweepCell[] {
    return filling.cells().filter(pointing.inside());
  }

  /** Somebody has drawn over several cells. */
  function brush() {
    filling.want(chosen(), BRUSHED_SEEDS);
    change();
  }

  function drawCells(sweep: Sweep, choices: Choice[], show: Show, scale: GradientScale | null) {
    const cells = filling.cells();
    const [x, y] = [axisWords(choices, sweep.x, t), axisWords(choices, sweep.y, t)];
    const cursor = pointing.cursor();
    const brushed = new Set(pointing.brushing() ? chosen() : []);
    drawSweep(canvas, ground(), {
      sweep, cells, show, scale, cursor, brushed, focused: document.activeElement === board,
      names: { x: x.name, y: y.name }, words: { x: x.values, y: y.values },
    }, tokens());
    const cell = cells.find(({ row, column }) => row === cursor.row && column === cursor.column);
    if (!cell) return;
    const place = { x: x.name, x_value: x.values[cell.column], y: y.name, y_value: y.values[cell.row] };
    setText(here, t('try.map.here', { ...place, said: cellWords(cell, t) }));
  }

  return {
    root: frame.root,
    reset: pointing.reset,
    wantMore() {
      const cells = chosen();
      const most = Math.max(0, ...cells.map(({ wanted }) => wanted));
      filling.want(cells, Math.min(MOST_SEEDS, MORE_SEEDS + most));
      change();
    },
    setWords() {
      setAttribute(board, 'aria-label', t('try.map.name'));
      frame.setWords(t('try.map.name'), t('chart.table'), t('chart.waiting'));
    },
    /** @returns what there is of every outcome; null without a sweep, or without room */
    draw(choices: Choice[], show: Show): ReturnType<typeof countsOf> | null {
      const [sweep, cells] = [filling.sweep(), filling.cells()];
      frame.show(sweep !== null);
      if (!sweep || !frame.figure.clientWidth) return null;
      const scale = profileScale(cells, show);
      drawCells(sweep, choices, show, scale);
      const counts = countsOf(cells);
      setText(frame.caption, t('try.map.caption', counts) + (counts.wrong ? ` ${t('try.map.wrong', counts)}` : ''));
      frame.setTable(() => sweepTable(sweep, cells, choices, t));
      frame.legend.replaceChildren(...OUTCOMES.map((outcome) => outcomeKey(outcome, t)));
      if (scale) frame.legend.append(gradientKey(t(`try.map.show.${show}`), scale));
      return counts;
    },
    end: () => resize.disconnect(),
  };
}

export function sizeOf(sweep: Sweep | null): { rows: number, columns: number } {
  return { rows: sweep?.y.values.length ?? 0, columns: sweep?.x.values.length ?? 0 };
}

function outcomeKey(outcome: Outcome, t: Translate) {
  const sign = el('canvas', { class: 'map-sign', 'aria-hidden': 'true' });
  const box = { x: 0, y: 0, width: KEY, height: KEY };
  drawSign(fitCanvas(sign, KEY, KEY), box, outcome, tokens(), SIGN);
  return el('span', { class: 'scale-key' }, sign, t(`try.map.outcome.${outcome}`));
}
