/** Brakes: what clipping changes, and what it leaves as it was. */

import type { Lesson, Subject } from '../../../core/model/lesson.ts';
import { threeFigures, whole } from '../../../core/text/number.ts';
import { latest, profileOf } from '../readings.ts';
import { linked } from '../starting.ts';

const lane = (letter: string) =>
  `${letter}=irnn&${letter}.hidden_size=32&${letter}.input_std=0.1&${letter}.optimizer=sgd&${letter}.optimizer.learning_rate=0.03`;
const start = {
  document: linked(`task=adding&task.length=100&${lane('a')}&a.clip=none&${lane('b')}&steps=300`), panels: ['norms'],
  pace: 30,
};
const CLIPS = { none: { kind: 'none' }, norm: { kind: 'norm', threshold: 1 } };
/** Two profiles that are closer to each other, in parts of the largest value, are one. */
const SAME = 0.01;
/** A lane that has come so far has not blown up. */
const SURVIVED = 20;

export const brakes: Lesson = {
  id: 'brakes',
  steps: [
    {
      id: 'profile', start, lit: { rows: ['state', 'bars', 'profile'] },
      ask: { kind: 'vote', options: ['whole', 'early', 'same'] }, veil: { gradients: true },
      reading({ run, answer }) {
        const [without, clipped] = [profileOf(run, 0), profileOf(run, 1)];
        if (!without || !clipped) return { done: false };
        const norm = latest(run.lanes[1].series, 'gradientNorm');
        const apart = Math.max(...Array.from(without, (value, index) => Math.abs(value - clipped[index])));
        return {
          done: answer.vote !== undefined, right: answer.vote === changeOf(without, clipped, apart), key: 'said',
          params: { norm: threeFigures(norm), factor: threeFigures(Math.min(1, 1 / norm)), apart: threeFigures(apart) },
        };
      },
    },
    {
      id: 'toggle', cold: start, lit: { selector: '#loss' },
      ask: { kind: 'choose', path: ['lanes', 0, 'clip'], values: CLIPS }, reading: readFates,
    },
  ],
};

/** @returns the answer that the two profiles give */
function changeOf(without: ArrayLike<number>, clipped: ArrayLike<number>, apart: number): 'whole' | 'early' | 'same' {
  if (apart < SAME * Math.max(...Array.from(without))) return 'same';
  return clipped[0] > without[0] ? 'early' : 'whole';
}

/** @param subject what became of lane A with either clip */
function readFates({ run, answer }: Subject) {
  const [lane] = run.lanes;
  const clip = run.experiment.lanes[0].clip.kind;
  const seen = new Set(answer.seen ?? []);
  if (lane.state === 'diverged' && clip === 'none') seen.add('diverged').add(`at ${lane.divergedAt}`);
  if (lane.state === 'training' && clip === 'norm' && run.step >= SURVIVED) seen.add('survived');
  const at = [...seen].find((word) => word.startsWith('at '))?.slice(3) ?? '';
  const done = seen.has('diverged') && seen.has('survived');
  const params = { at, update: whole(run.step), loss: threeFigures(latest(lane.series, 'loss')) };
  return {
    done, key: done ? 'said' : seen.has('diverged') ? 'diverged' : undefined, params, noted: { seen: [...seen] },
  };
}
