/** One set of weights: one entry of W_hh turned, in every time step at once. */

import type { Experiment } from '../../../core/model/types.ts';
import type { Lesson, Subject } from '../../../core/model/lesson.ts';
import { setAt } from '../../../core/model/experiment.ts';
import { threeFigures } from '../../../core/text/number.ts';
import { laneNow, statesApart } from '../readings.ts';
import { linked } from '../starting.ts';

const RECURRENT = [[0.5, -0.3, 0.2], [0.4, 0.6, -0.5], [-0.2, 0.3, 0.4]];
const PATH = ['lanes', 1, 'initial_weights', 'W_hh.0', 0, 0];
const MOVED = 1e-6;
const PLAIN = linked('task=hello&a=rnn&a.hidden_size=3&b=rnn&b.hidden_size=3&batch_size=1&steps=400', withRecurrent);

export const weights: Lesson = {
  id: 'weights',
  steps: [
    {
      id: 'entry', start: { document: PLAIN, selectedLane: 1 }, lit: { rows: ['state'], lane: 1 },
      ask: { kind: 'turn', path: PATH, minimum: -2, maximum: 2, step: 0.1 },
      reading({ state, run }) {
        const apart = distances(run);
        const entry = (lane: number) => threeFigures(recurrentOf(state.experiment, lane)[0][0]);
        return {
          done: apart !== null && Math.max(...apart) > MOVED, key: 'said',
          params: { a: entry(0), b: entry(1), difference: threeFigures(Math.max(0, ...(apart ?? []))) },
        };
      },
    },
    {
      id: 'states', cold: { document: (catalog) => setAt(PLAIN(catalog), PATH, 1.5), selectedLane: 1 },
      lit: { rows: ['state'], lane: 1 },
      ask: { kind: 'pick', options: ['h₁', 'h₂', 'h₃', 'h₄'], several: true, literal: true },
      reading: readMoved,
    },
  ],
};

function withRecurrent(experiment: Experiment): Experiment {
  const lanes =
    experiment.lanes.map((lane) => ({ ...lane, initial_weights: { 'W_hh.0': structuredClone(RECURRENT) } }));
  return { ...experiment, lanes };
}

function recurrentOf(experiment: Experiment, lane: number): number[][] {
  const given = experiment.lanes[lane]?.initial_weights as Record<string, number[][]> | undefined;
  return given?.['W_hh.0'] ?? RECURRENT;
}

function distances(run: Subject['run']) {
  const [one, other] = [laneNow(run, 0), laneNow(run, 1)];
  return one && other ? statesApart(one, other) : null;
}

function readMoved({ run, answer }: Subject) {
  const apart = distances(run);
  if (!apart || Math.max(...apart) <= MOVED) return { done: false };
  const moved = apart.flatMap((distance, timeStep) => (distance > MOVED ? [`h${'₁₂₃₄'[timeStep]}`] : []));
  const params = Object.fromEntries(apart.map((distance, timeStep) => [`d${timeStep + 1}`, threeFigures(distance)]));
  return { done: moved.join() === [...(answer.picks ?? [])].sort().join(), key: 'said', params };
}
