/**
 * One set of weights: one entry of W_hh turned, in every time step at once.
 *
 * @import { Experiment } from '../../state/types.d.ts'
 * @import { Lesson, Subject } from '../lesson.d.ts'
 */

import { setAt } from '../../state/experiment.js';
import { threeFigures } from '../../text/number.js';
import { laneNow, statesApart } from '../readings.js';
import { linked } from '../starting.js';

const RECURRENT = [[0.5, -0.3, 0.2], [0.4, 0.6, -0.5], [-0.2, 0.3, 0.4]];
const PATH = ['lanes', 1, 'initial_weights', 'W_hh.0', 0, 0];
const MOVED = 1e-6;
const PLAIN = linked('task=hello&a=rnn&a.hidden_size=3&b=rnn&b.hidden_size=3&batch_size=1&steps=400', withRecurrent);

/** @type {Lesson} */
export const weights = {
  id: 'weights',
  steps: [
    {
      id: 'entry', start: { document: PLAIN, selectedLane: 1 }, lit: { rows: ['state'], lane: 1 },
      ask: { kind: 'turn', path: PATH, minimum: -2, maximum: 2, step: 0.1 },
      reading({ state, run }) {
        const apart = distances(run);
        const entry = (/** @type {number} */ lane) => threeFigures(recurrentOf(state.experiment, lane)[0][0]);
        return { done: apart !== null && Math.max(...apart) > MOVED, key: 'said', params: { a: entry(0), b: entry(1), difference: threeFigures(Math.max(0, ...(apart ?? []))) } };
      },
    },
    {
      id: 'states', cold: { document: (catalog) => setAt(PLAIN(catalog), PATH, 1.5), selectedLane: 1 }, lit: { rows: ['state'], lane: 1 },
      ask: { kind: 'pick', options: ['h₁', 'h₂', 'h₃', 'h₄'], several: true, literal: true },
      reading: readMoved,
    },
  ],
};

/** @param {Experiment} experiment @returns {Experiment} */
function withRecurrent(experiment) {
  const lanes = experiment.lanes.map((lane) => ({ ...lane, initial_weights: { 'W_hh.0': structuredClone(RECURRENT) } }));
  return { ...experiment, lanes };
}

/** @param {Experiment} experiment @param {number} lane @returns {number[][]} */
function recurrentOf(experiment, lane) {
  const given = /** @type {Record<string, number[][]> | undefined} */ (experiment.lanes[lane]?.initial_weights);
  return given?.['W_hh.0'] ?? RECURRENT;
}

/** @param {Subject['run']} run */
function distances(run) {
  const [one, other] = [laneNow(run, 0), laneNow(run, 1)];
  return one && other ? statesApart(one, other) : null;
}

/** @param {Subject} subject */
function readMoved({ run, answer }) {
  const apart = distances(run);
  if (!apart || Math.max(...apart) <= MOVED) return { done: false };
  const moved = apart.flatMap((distance, timeStep) => (distance > MOVED ? [`h${'₁₂₃₄'[timeStep]}`] : []));
  const params = Object.fromEntries(apart.map((distance, timeStep) => [`d${timeStep + 1}`, threeFigures(distance)]));
  return { done: moved.join() === [...(answer.picks ?? [])].sort().join(), key: 'said', params };
}
