/**
 * Prints the experiments that the lessons begin with, and those that a learner turns them to, by name: make_lessons.py trains
 * them, and the lessons' test knows by them what the page has asked for.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { LESSONS } from '../../frontend/src/learn/lessons/course.ts';
import { documentOf } from '../../frontend/src/learn/lessons/course/relu.ts';
import { startOf } from '../../frontend/src/learn/lessons/starting.ts';
import { setAt } from '../../frontend/src/core/model/experiment.ts';

const catalog = JSON.parse(readFileSync(new URL('catalog.json', import.meta.url), 'utf8'));
const [clip, bptt, radius] = [['lanes', 0, 'clip'], ['lanes', 0, 'bptt'], ['lanes', 0, 'cell', 'recurrent_init', 'spectral_radius']];

/** @param {string} id @param {string} step */
function beginning(id, step) {
  const lesson = /** @type {typeof LESSONS[number]} */ (LESSONS.find((each) => each.id === id));
  return startOf(lesson, lesson.steps.findIndex((each) => each.id === step)).document(catalog);
}

/** @returns {Record<string, any>} by the names of their files */
export function lessonDocuments() {
  const brakes = beginning('brakes', 'toggle');
  const view = beginning('view', 'window');
  return {
    loop: beginning('loop', 'floor'),
    weights: beginning('weights', 'entry'), weights_turned: beginning('weights', 'states'),
    shapes: beginning('shapes', 'sort'), shapes_due: beginning('shapes', 'due'),
    hand: beginning('hand', 'bet'), blame: beginning('blame', 'share'), fading: beginning('fading', 'tanh'),
    half: beginning('half', 'linear'), half_edge: beginning('half', 'dial'), half_turned: setAt(beginning('half', 'dial'), radius, 1),
    half_nilpotent: beginning('half', 'nilpotent'), half_map: beginning('half', 'map'),
    brakes, brakes_clipped: setAt(brakes, clip, { kind: 'norm', threshold: 1 }),
    view, view_20: setAt(view, bptt, { kind: 'truncated', window: 20, shift: 20 }),
    relu: documentOf(0)(catalog), relu_died: documentOf(9)(catalog),
    copy: beginning('copy', 'diagonal'), clocks: beginning('clocks', 'wave'), gates: beginning('gates', 'learn'),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(lessonDocuments()));
