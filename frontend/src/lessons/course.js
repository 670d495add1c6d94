/**
 * The thirteen lessons, in their order. A link counts them by it.
 *
 * @import { Lesson } from './lesson.d.ts'
 */

import { blame } from './course/blame.js';
import { brakes } from './course/brakes.js';
import { clocks } from './course/clocks.js';
import { copy } from './course/copy.js';
import { fading } from './course/fading.js';
import { gates } from './course/gates.js';
import { half } from './course/half.js';
import { hand } from './course/hand.js';
import { loop } from './course/loop.js';
import { relu } from './course/relu.js';
import { shapes } from './course/shapes.js';
import { view } from './course/view.js';
import { weights } from './course/weights.js';

/** @type {readonly Lesson[]} */
export const LESSONS = [loop, weights, shapes, hand, blame, fading, half, brakes, view, relu, copy, clocks, gates];
