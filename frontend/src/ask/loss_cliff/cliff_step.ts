/** One step from a place on the cliff: in words, and as arrows over the plane. */

import type { Shown } from '../surface/plane_marks.ts';
import type { Translate } from '../../core/model/types.ts';
import {
  errorAt, gradientAt, landOf, nearestPlace, stepsOf, withinFrame, type Place, type Vector, type LossCliff,
} from '../surface/descent.ts';
import { cliffField, cliffRange } from './cliff_field.ts';
import { knobFigures, threeFigures } from '../../core/text/number.ts';
import { tokens } from '../../draw/tokens.ts';

/** An arrow that is shorter, as a share of the frame, is not seen. */
const SHORTEST = 0.03;

type Sides = { x: readonly [number, number], y: readonly [number, number] };
export interface Step {
  here: Vector;
  rate: number;
  /** of the clip */ threshold: number;
  raw: Vector;
  clipped: Vector;
  sides: Sides;
  /** within the frame; null: the step is not finite */
  ends: Record<'raw' | 'clipped', { to: Vector, leaves: boolean }> | null;
}

export function stepFrom(cliff: LossCliff, place: Place, rate: number, threshold: number): Step {
  const { weights, biases } = cliff;
  const here = [weights[place.row], biases[place.column]] as const;
  const { raw, clipped } = stepsOf(gradientAt(cliff, place), rate, threshold);
  const sides: Sides = { x: [weights[0], weights[weights.length - 1]], y: [biases[0], biases[biases.length - 1]] };
  const within = (step: Vector) => withinFrame(here, step, sides);
  const ends = raw.every(Number.isFinite) ? { raw: within(raw), clipped: within(clipped) } : null;
  return { here, rate, threshold, raw, clipped, sides, ends };
}

export function placeWords(cliff: LossCliff, place: Place, t: Translate): string {
  const gradient = gradientAt(cliff, place);
  return t('try.wall.place', {
    weight: threeFigures(cliff.weights[place.row]), bias: threeFigures(cliff.biases[place.column]),
    error: threeFigures(errorAt(cliff, place)), gradient: threeFigures(Math.hypot(...gradient)),
    land: t(`try.wall.land.${landOf(gradient)}`),
  });
}

/** @returns empty where the step is not finite */
export function stepWords(cliff: LossCliff, { raw, clipped, ends, rate, threshold }: Step, t: Translate): string {
  if (!ends) return '';
  const after = ([weight, bias]: Vector) => threeFigures(errorAt(cliff, nearestPlace(cliff, weight, bias)));
  const [rawLength, clippedLength] = [Math.hypot(...raw), Math.hypot(...clipped)];
  const key = `${ends.raw.leaves ? 'thrown' : 'step'}${clippedLength < 0.999 * rawLength ? '_clipped' : ''}`;
  return t(`try.wall.${key}`, {
    rate: knobFigures(rate), raw: threeFigures(rawLength), clipped: threeFigures(clippedLength),
    after: after(ends.raw.to), clipped_after: after(ends.clipped.to), threshold: knobFigures(threshold),
  });
}

/** @param words of the picture */
export function pictureOf(cliff: LossCliff, { here, sides, ends }: Step, words: string): Shown {
  const { range, logarithmic } = cliffRange(cliff.error.data);
  const shown: Shown = {
    words, names: { x: 'W', y: 'b' },
    plane: {
      x: cliff.weights, y: cliff.biases, values: cliff.error.data as Float32Array, logarithmic, range,
      field: cliffField(cliff),
    },
    arrows: [], marks: [],
  };
  if (ends) {
    const { raw, clipped } = ends;
    const colour = tokens().ink1;
    shown.arrows.push({ from: here, to: raw.to, colour, width: 1.6, dashed: true });
    if (isVisible(here, clipped.to, sides)) shown.arrows.push({ from: here, to: clipped.to, colour, width: 2.6 });
    if (!raw.leaves) shown.marks.push({ at: raw.to, kind: 'raw' });
    shown.marks.push({ at: clipped.to, kind: 'clipped' });
  }
  shown.marks.push({ at: here, kind: 'place' });
  return shown;
}

function isVisible(from: Vector, to: Vector, { x, y }: Sides): boolean {
  return Math.hypot((to[0] - from[0]) / (x[1] - x[0]), (to[1] - from[1]) / (y[1] - y[0])) > SHORTEST;
}
