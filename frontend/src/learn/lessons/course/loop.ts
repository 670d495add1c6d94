/** What the loop adds: hello with and without memory. */

import type { Lesson, Subject } from '../../../core/model/lesson.ts';
import { threeFigures, whole } from '../../../core/text/number.ts';
import { firstReached, laneNow, latest, predictionAt } from '../readings.ts';
import { linked } from '../starting.ts';

const NETWORK = 'rnn&{}.hidden_size=3&{}.optimizer.learning_rate=0.01';
const lane = (letter: string) => `${letter}=${NETWORK.replaceAll('{}', letter)}`;
const document = linked(`task=hello&${lane('a')}&a.recurrence=off&${lane('b')}&batch_size=1&steps=400`);
/** Updates after which what cannot be learnt stands out. */
const ENOUGH = 100;
const UNSURE = 0.7;

export const loop: Lesson = {
  id: 'loop',
  steps: [
    {
      id: 'floor', start: { document, pace: 60 }, lit: { selector: '#loss' },
      veil: { verdicts: true }, trial: { plan: 'a:8:both,b:8:both@400', rows: ['solving'], solves: 1 },
      ask: { kind: 'vote', options: ['a', 'b', 'both', 'neither'], runs: true },
      reading({ run, answer }) {
        const floor = run.facts.task.floor ?? 0;
        const [without, withMemory] = run.lanes.map(({ series }) => series);
        const crossed = firstReached(withMemory, 'loss', 'below', floor);
        if (!crossed) return { done: false };
        const winner = firstReached(without, 'loss', 'below', floor) ? 'both' : 'b';
        const params = {
          loss: threeFigures(crossed.value),
          update: whole(crossed.update), other: threeFigures(latest(without, 'loss')), floor: floor.toFixed(4),
        };
        return { done: answer.vote !== undefined, right: answer.vote === winner, key: 'said', params };
      },
    },
    {
      id: 'letters', cold: { document, at: 200, pace: 60 }, lit: { rows: ['prediction', 'state'], lane: 0 },
      ask: { kind: 'pick', options: ['1', '2', '3', '4'], several: true, literal: true, runs: true },
      reading: readUnsure,
    },
  ],
};

function readUnsure({ run, answer }: Subject) {
  const frame = laneNow(run, 0);
  if (!frame || !run.frame || run.frame.step < ENOUGH) return { done: false };
  const targets = Array.from(run.frame.target.data, Number);
  const sure = targets.map((letter, timeStep) => predictionAt(frame, timeStep)[letter]);
  const unsure = sure.flatMap((probability, timeStep) => (probability < UNSURE ? [String(timeStep + 1)] : []));
  const params = Object.fromEntries(
    sure.map((probability, timeStep) => [`p${timeStep + 1}`, threeFigures(probability)]),
  );
  return { done: unsure.join() === [...(answer.picks ?? [])].sort().join(), key: 'said', params };
}
