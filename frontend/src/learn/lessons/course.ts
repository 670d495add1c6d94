/** The thirteen lessons, in their order. A link counts them by it. */

import type { Lesson } from '../../core/model/lesson.ts';
import { blame } from './course/blame.ts';
import { brakes } from './course/brakes.ts';
import { clocks } from './course/clocks.ts';
import { copy } from './course/copy.ts';
import { fading } from './course/fading.ts';
import { gates } from './course/gates.ts';
import { half } from './course/half.ts';
import { hand } from './course/hand.ts';
import { loop } from './course/loop.ts';
import { relu } from './course/relu.ts';
import { shapes } from './course/shapes.ts';
import { view } from './course/view.ts';
import { weights } from './course/weights.ts';

export const LESSONS: readonly Lesson[] = [
  loop, weights, shapes, hand, blame, fading, half, brakes, view, relu, copy, clocks, gates,
];
