/** Gates need time: the same LSTM with two starts of its forget bias. */

import type { Lesson, Step } from '../../../core/model/lesson.ts';
import { percent, threeFigures, whole } from '../../../core/text/number.ts';
import { firstReached, laneNow, latest } from '../readings.ts';
import { linked } from '../starting.ts';

const SOLVED = 0.95;
const OVER = 10;
const lane = (letter: string, bias: string) =>
  `${letter}=lstm&${letter}.hidden_size=32&${letter}.${bias}&${letter}.optimizer.learning_rate=0.01`;
const start = {
  document: linked(
    `task=temporal_order&task.length=100&${lane('a', 'forget_bias=1')}&${lane('b', 'chrono=100')}&batch_size=64&steps=3000`,
  ),
  panels: ['gates'], pace: 60,
};
/** The forget gate of every unit open, all the way. */
const OPEN = 'g.f@1-100:1';
/** The least reach, in parts of the whole sequence, of each answer. */
const REACHES = { far: 0.75, middle: 0.35, near: 0 };

export const gates: Lesson = {
  id: 'gates',
  steps: [
    { ...predicting('bias', 0), start, after: { gradients: true, lane: 1 } },
    { ...predicting('chrono', 1), cold: start },
    {
      id: 'hold', start: { ...start, panels: [], details: { try: 'clamp' } },
      lit: { selector: '#try-clamp' }, ask: { kind: 'set', name: 'clamp', text: OPEN },
      reading({ state }) {
        const { clamp } = state.findings;
        if (!clamp) return { done: false };
        return {
          done: clamp.clamps === OPEN && clamp.lane === 0, key: 'said',
          params: { held: threeFigures(Number(clamp.held)), plain: threeFigures(Number(clamp.plain)) },
        };
      },
    },
    {
      id: 'learn', start, lit: { rows: ['title', 'profile'] }, trial: {
        plan: 'a:5:both,b:5:both@350', rows: ['solving'], solves: 1,
      }, ask: { kind: 'vote', options: ['a', 'b', 'both', 'neither'], runs: true },
      reading({ run, answer }) {
        const [bias, chrono] = run.lanes.map(({ series }) => series);
        const solved = firstReached(chrono, 'metric', 'from', SOLVED, OVER);
        if (!solved) return { done: false };
        const winner = firstReached(bias, 'metric', 'from', SOLVED, OVER) ? 'both' : 'b';
        return { done: answer.vote !== undefined, right: answer.vote === winner, key: 'said', params: {
          accuracy: percent(solved.value), update: whole(solved.update), other: percent(latest(bias, 'metric')),
        } };
      },
    },
  ],
};

/** @param index the lane */
function predicting(id: string, index: number): Step {
  return {
    id, lit: { selector: '.time-card[data-kind="gates"]' },
    veil: { gradients: true, cards: ['gates'] }, ask: { kind: 'vote', options: Object.keys(REACHES) },
    reading({ run, answer }) {
      const horizon = laneNow(run, index)?.memoryHorizon;
      if (horizon === null || horizon === undefined) return { done: false };
      const needed = run.facts.task.required_lag ?? 0;
      const truth = Object.entries(REACHES).find(([, least]) => horizon >= least * needed)?.[0];
      return {
        done: answer.vote !== undefined, right: answer.vote === truth, key: 'said',
        params: { horizon: whole(horizon), needed: whole(needed), truth: `lesson.gates.${id}.option.${truth}` },
      };
    },
  };
}
