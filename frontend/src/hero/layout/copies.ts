/** Where in the picture one weight is at work: it is the same object in every copy of its arrow. */

import type { HeroLayout, LaneLayout } from '../../core/model/hero_layout.ts';
import { parseSource } from '../../core/unit/sources.ts';
import { columnCentre, columnLeft, railBefore } from '../../core/model/time_axis.ts';

/** on the time axis */
export type Box = { x: number, y: number, width: number, height: number };
export type Way = 'input' | 'recurrent' | 'output';
export type Weight = { name: string, layer: number, row: number, column: number };

const READS_STATE = ['W_hh', 'A', 'u', 'p_ch', 'W_zh', 'W_sh', 'C_re', 'C_im', 'b_hh'];

/** @returns null where it names no weight */
export function weightOf(source: string | null): Weight | null {
  if (!source) return null;
  const { tensor, index: [row = 0, column = 0] } = parseSource(source);
  if (!tensor.startsWith('weight/')) return null;
  const [name, layer] = tensor.slice('weight/'.length).split('.');
  return { name, layer: Number(layer ?? -1), row, column };
}

/** @returns along which arrow it works */
export function wayOf({ name }: Weight): Way {
  if (name === 'W_hy' || name === 'b_y') return 'output';
  return READS_STATE.includes(name) ? 'recurrent' : 'input';
}

/**
 * @param picture `forwardY` of the weight's layer
 * @returns a box around each copy of its arrow, in the order of time
 */
export function copiesOf(
  { axis, inputs }: HeroLayout,
  lane: LaneLayout,
  weight: Weight,
  { count, isScored, forwardY }: { count: number, isScored: (step: number) => boolean, forwardY: number },
): Box[] {
  const steps = Array.from({ length: count }, (_, step) => step);
  const layer = lane.layers[Math.max(0, weight.layer)];
  switch (wayOf(weight)) {
    case 'recurrent':
      return steps.map((step) => {
        const [left, right] =
          step === 0 ? [columnLeft(axis, 0) - Math.min(26, axis.gap), columnLeft(axis, 0)] : railBefore(axis, step);
        return { x: left + 1, y: forwardY - 8, width: right - left - 2, height: 16 };
      });
    case 'input': {
      const below = weight.layer > 0 ? lane.layers[weight.layer - 1].y : inputs.span.y;
      const top = layer.y + layer.height;
      return steps.map((step) => ({
        x: columnCentre(axis, step) - 9, y: top + 1, width: 18,
        height: Math.max(6, Math.min(below - top, lane.whole.y + lane.whole.height - top) - 2),
      }));
    }
    case 'output': {
      const from = lane.readOut.height ? lane.readOut.y : lane.brackets.y;
      const last = lane.layers[lane.layers.length - 1];
      return steps.filter(isScored)
        .map((step) => ({
          x: columnCentre(axis, step) - 9, y: from, width: 18, height: Math.max(6, last.y - from - 2),
        }));
    }
  }
}
