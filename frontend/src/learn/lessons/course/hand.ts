/** hello by hand: the tutorial's figure, then learning. */

import type { Lesson } from '../../../core/model/lesson.ts';
import { percent, threeFigures, whole } from '../../../core/text/number.ts';
import { FIRST_SCORES, figureWeights } from '../figure_weights.ts';
import { firstReached, indexOfLargest, laneNow, latest, predictionAt } from '../readings.ts';
import { linked } from '../starting.ts';

const LETTERS = ['h', 'e', 'l', 'o'];
const PAIRS = 'task=hello&a=rnn&a.hidden_size=3&a.optimizer.learning_rate=0.03&batch_size=1&steps=400';
const drawn = linked(PAIRS);
const document = linked(PAIRS, (experiment) => ({
  ...experiment, lanes: [{ ...experiment.lanes[0], initial_weights: figureWeights() }],
}));

/** What the figure's scores give the o of the first letter. */
const FIRST_BET = Math.exp(FIRST_SCORES[3]) / FIRST_SCORES.reduce((sum, score) => sum + Math.exp(score), 0);

export const hand: Lesson = {
  id: 'hand',
  steps: [
    {
      id: 'bet', start: { document, pace: 10 },
      lit: { rows: ['prediction'], from: 0, to: 0 }, veil: { letters: true, from: 0, to: 0 },
      ask: { kind: 'vote', options: LETTERS, literal: true },
      reading({ run, answer }) {
        const lane = laneNow(run, 0);
        if (!lane) return { done: false };
        const first = predictionAt(lane, 0);
        const bet = indexOfLargest(first);
        return {
          done: answer.vote === LETTERS[bet], key: 'said',
          params: { letter: LETTERS[bet], share: percent(first[bet]), target: percent(first[LETTERS.indexOf('e')]) },
        };
      },
    },
    {
      id: 'learn', cold: { document, pace: 10 },
      lit: { rows: ['prediction'] }, trial: { plan: 'a:8:both@400', rows: ['solving'], solves: 0, document: drawn },
      ask: { kind: 'vote', options: ['down', 'up'], runs: true },
      reading({ run, answer }) {
        const all = firstReached(run.lanes[0].series, 'metric', 'from', 1);
        const lane = laneNow(run, 0);
        if (!all || !lane) return { done: false };
        const first = predictionAt(lane, 0);
        const params = {
          update: whole(all.update), target: percent(first[1]), other: percent(first[3]),
          loss: threeFigures(latest(run.lanes[0].series, 'loss')),
        };
        return {
          done: answer.vote !== undefined, right: answer.vote === (first[3] < FIRST_BET ? 'down' : 'up'), key: 'said',
          params,
        };
      },
    },
  ],
};
