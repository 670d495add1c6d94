/** A short view: how far back truncated BPTT has to look. */

import type { Lesson } from '../../../core/model/lesson.ts';
import { percent, threeFigures, whole } from '../../../core/text/number.ts';
import { bestMean, firstReached } from '../readings.ts';
import { linked } from '../starting.ts';

const OVER = 10;
const ENOUGH = 0.95;
/** Updates after which the short window has had its chance: the right one needs half as many. */
const PATIENCE = 400;
const WINDOWS = [5, 10, 15, 20, 40, 60];
const truncated = (window: number) => ({ kind: 'truncated', window, shift: window });
const document = linked(
  'task=echo&task.length=60&task.lag=10&a=rnn&a.hidden_size=32&a.optimizer.learning_rate=0.003&'
    + 'a.bptt=truncated&a.bptt.window=10&a.bptt.shift=10&batch_size=64&steps=1500',
);
const start = { document, panels: ['triangle'], pace: 120 };

export const view: Lesson = {
  id: 'view',
  steps: [
    {
      id: 'ten',
      start, lit: { selector: '.time-card[data-kind="triangle"]' }, trial: { plan: 'a:8:both@400', rows: ['accuracy'] },
      ask: { kind: 'vote', options: ['yes', 'no'], runs: true },
      reading({ run, answer }) {
        const best = bestMean(run.lanes[0].series, 'metric', OVER);
        if (run.step < PATIENCE) return { done: false };
        const learnt = best >= ENOUGH;
        return {
          done: answer.vote !== undefined, right: answer.vote === (learnt ? 'yes' : 'no'),
          key: learnt ? 'learnt' : 'said', params: { update: whole(run.step), best: percent(best) },
        };
      },
    },
    {
      id: 'window', cold: start,
      lit: { selector: '.time-card[data-kind="triangle"]' }, trial: { plan: 'a:8:both@400', rows: ['solving'] },
      ask: {
        kind: 'choose', path: ['lanes', 0, 'bptt'],
        values: Object.fromEntries(WINDOWS.map((window) => [String(window), truncated(window)])), literal: true,
      },
      reading({ run }) {
        const reached = firstReached(run.lanes[0].series, 'metric', 'from', ENOUGH, OVER);
        const { window } = run.experiment.lanes[0].bptt;
        const params = {
          window: String(window), update: whole(reached?.update ?? run.step),
          accuracy: threeFigures(reached?.value ?? 0),
        };
        return { done: reached !== null, key: reached ? 'said' : undefined, params };
      },
    },
  ],
};
