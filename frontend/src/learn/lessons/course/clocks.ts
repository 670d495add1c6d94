/** Slow clocks: a wave of slow and fast parts, and who can draw it. */

import type { Lesson } from '../../../core/model/lesson.ts';
import { modulePeriods } from '../../../core/model/clock.ts';
import { threeFigures, whole } from '../../../core/text/number.ts';
import { changesByModule, firstReached, laneNow, latest } from '../readings.ts';
import { linked } from '../starting.ts';

const UNITS = 72;
const GOAL = 0.05;
const PERIODS = [...modulePeriods(null, UNITS)];
const lane = (letter: string, cell: string) =>
  `${letter}=${cell}&${letter}.hidden_size=${UNITS}&${letter}.optimizer.learning_rate=0.003`;
const start = {
  document: linked(`task=waveform&${lane('a', 'rnn')}&${lane('b', 'cwrnn')}&batch_size=1&steps=1000`), pace: null,
  selectedLane: 1,
};

export const clocks: Lesson = {
  id: 'clocks',
  steps: [
    {
      id: 'wave', start, lit: { rows: ['prediction', 'state'], lane: 1 },
      trial: { plan: 'a:8:both,b:8:both@400', rows: ['solving', 'loss'], solves: 1 },
      ask: { kind: 'vote', options: ['a', 'b', 'both'], runs: true },
      reading({ run, answer }) {
        const [tanh, clockwork] = run.lanes.map(({ series }) => series);
        const drawn = firstReached(clockwork, 'loss', 'below', GOAL);
        if (!drawn) return { done: false };
        const winner = firstReached(tanh, 'loss', 'below', GOAL) ? 'both' : 'b';
        return { done: answer.vote !== undefined, right: answer.vote === winner, key: 'said', params: {
          error: threeFigures(drawn.value), update: whole(drawn.update), other: threeFigures(latest(tanh, 'loss')),
        } };
      },
    },
    {
      id: 'module', cold: { ...start, at: 40 }, lit: { rows: ['state'], lane: 1 },
      ask: { kind: 'pick', options: PERIODS.map(String), several: false, literal: true },
      reading({ run, answer }) {
        const lane = laneNow(run, 1);
        if (!lane) return { done: false };
        const changes = changesByModule(lane.hiddenState, PERIODS.length);
        const calmest = changes.indexOf(Math.min(...changes));
        const params = {
          period: String(PERIODS[calmest]), changes: whole(changes[calmest]), fastest: whole(changes[0]),
          count: whole(run.facts.task.sequence_length),
        };
        return { done: answer.picks?.[0] === params.period, key: 'said', params };
      },
    },
  ],
};
