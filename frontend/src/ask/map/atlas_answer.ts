/** The map where it stands: its tiles are pointed at, brushed over and opened; what it says is told below. */

import type { Atlas, Choice, Show } from '../../core/questions/atlas.ts';
import type { Translate } from '../../core/model/types.ts';
import type { GradientScale } from '../../draw/gradient_scale.ts';
import type { createFilling } from './atlas_filling.ts';
import { countsOf, MOST_SEEDS, OUTCOMES, type Outcome, type Tile } from '../../core/questions/atlas_tiles.ts';
import { drawMap, drawSign, groundOf, profileScale } from './atlas_canvas.ts';
import { createAtlasPointing, type Place } from './atlas_pointing.ts';
import { axisWords, mapTable, tileWords } from './atlas_words.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { gradientKey } from '../../ui/scale_keys.ts';
import { fitCanvas } from '../../draw/squares.ts';
import { tokens } from '../../draw/tokens.ts';

/** Seeds of a brushed tile; one more press of the button gives two more. */
const BRUSHED_SEEDS = 3;
const MORE_SEEDS = 2;

/** Pixels of the key: a sign with room around it. */
const SIGN = 12;
const KEY = SIGN + 8;

/** @param change it has to be drawn anew @param open that tile */
export function createAtlasAnswer(
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
  const pointing = createAtlasPointing(board, { size: () => sizeOf(filling.atlas()), ground, change, open, brush });
  const resize = new ResizeObserver(change);
  resize.observe(frame.figure);

  function ground() {
    const { rows, columns } = sizeOf(filling.atlas());
    return groundOf(frame.figure.clientWidth, Math.max(1, columns), Math.max(1, rows));
  }

  /** @returns the brushed ones, else the one that is pointed at */
  function chosen(): Tile[] {
    return filling.tiles().filter(pointing.inside());
  }

  /** Somebody has drawn over several tiles. */
  function brush() {
    filling.want(chosen(), BRUSHED_SEEDS);
    change();
  }

  function drawTiles(atlas: Atlas, choices: Choice[], show: Show, scale: GradientScale | null) {
    const tiles = filling.tiles();
    const [x, y] = [axisWords(choices, atlas.x, t), axisWords(choices, atlas.y, t)];
    const cursor = pointing.cursor();
    const brushed = new Set(pointing.brushing() ? chosen() : []);
    drawMap(canvas, ground(), {
      atlas, tiles, show, scale, cursor, brushed, focused: document.activeElement === board,
      names: { x: x.name, y: y.name }, words: { x: x.values, y: y.values },
    }, tokens());
    const tile = tiles.find(({ row, column }) => row === cursor.row && column === cursor.column);
    if (!tile) return;
    const place = { x: x.name, x_value: x.values[tile.column], y: y.name, y_value: y.values[tile.row] };
    setText(here, t('try.map.here', { ...place, said: tileWords(tile, t) }));
  }

  return {
    root: frame.root,
    reset: pointing.reset,
    wantMore() {
      const tiles = chosen();
      const most = Math.max(0, ...tiles.map(({ wanted }) => wanted));
      filling.want(tiles, Math.min(MOST_SEEDS, MORE_SEEDS + most));
      change();
    },
    setWords() {
      setAttribute(board, 'aria-label', t('try.map.name'));
      frame.setWords(t('try.map.name'), t('chart.table'), t('chart.waiting'));
    },
    /** @returns what there is of every outcome; null without a map, or without room */
    draw(choices: Choice[], show: Show): ReturnType<typeof countsOf> | null {
      const [atlas, tiles] = [filling.atlas(), filling.tiles()];
      frame.show(atlas !== null);
      if (!atlas || !frame.figure.clientWidth) return null;
      const scale = profileScale(tiles, show);
      drawTiles(atlas, choices, show, scale);
      const counts = countsOf(tiles);
      setText(frame.caption, t('try.map.caption', counts) + (counts.wrong ? ` ${t('try.map.wrong', counts)}` : ''));
      frame.setTable(() => mapTable(atlas, tiles, choices, t));
      frame.legend.replaceChildren(...OUTCOMES.map((outcome) => outcomeKey(outcome, t)));
      if (scale) frame.legend.append(gradientKey(t(`try.map.show.${show}`), scale));
      return counts;
    },
    end: () => resize.disconnect(),
  };
}

export function sizeOf(map: Atlas | null): { rows: number, columns: number } {
  return { rows: map?.y.values.length ?? 0, columns: map?.x.values.length ?? 0 };
}

function outcomeKey(outcome: Outcome, t: Translate) {
  const sign = el('canvas', { class: 'map-sign', 'aria-hidden': 'true' });
  const box = { x: 0, y: 0, width: KEY, height: KEY };
  drawSign(fitCanvas(sign, KEY, KEY), box, outcome, tokens(), SIGN);
  return el('span', { class: 'scale-key' }, sign, t(`try.map.outcome.${outcome}`));
}
