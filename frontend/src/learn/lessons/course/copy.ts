/** Start as a copy: how far in the inputs begin decides how soon an identity learns. */

import type { Lesson } from '../../../core/model/lesson.ts';
import { threeFigures, whole } from '../../../core/text/number.ts';
import { firstReached, latest } from '../readings.ts';
import { linked } from '../starting.ts';

const GOAL = 0.01;
const OVER = 10;
const lane = (letter: string, std: number) =>
  `${letter}=irnn&${letter}.hidden_size=32&${letter}.input_std=${std}&${letter}.optimizer.learning_rate=0.001`;

export const copy: Lesson = {
  id: 'copy',
  steps: [
    {
      id: 'diagonal', start: {
        document: linked(`task=adding&task.length=100&${lane('a', 0.001)}&${lane('b', 0.1)}&batch_size=64&steps=6000`),
        pace: null, panels: ['spectrum'],
      },
      lit: { selector: '#spectrum' }, trial: { plan: 'a:5:both,b:5:both@1500', rows: ['solving'], solves: 1 },
      record: 'small_start', ask: { kind: 'vote', options: ['a', 'b'], runs: true },
      reading({ run, answer }) {
        const [small, large] = run.lanes.map(({ series }) => firstReached(series, 'loss', 'below', GOAL, OVER));
        const first = large ?? small;
        if (!first) return { done: false };
        const winner = large && (!small || large.update <= small.update) ? 1 : 0;
        const params = {
          winner: 'AB'[winner], loser: 'BA'[winner], update: whole(first.update), loss: threeFigures(first.value),
          other: threeFigures(latest(run.lanes[1 - winner].series, 'loss')),
        };
        return {
          done: answer.vote !== undefined && large !== null, right: answer.vote === 'ab'[winner], key: 'said', params,
        };
      },
    },
  ],
};
