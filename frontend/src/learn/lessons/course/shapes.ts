/** Five shapes: what goes in and what is asked for, one picture each. */

import type { Lesson } from '../../../core/model/lesson.ts';
import { whole } from '../../../core/text/number.ts';
import { scoredSteps } from '../readings.ts';
import { linked } from '../starting.ts';

/** For what; its shape, as the facts of a task name it. */
export const FITTING = {
  picture: 'one-to-one',
  caption: 'one-to-many', mood: 'many-to-one', next: 'many-to-many', translation: 'many-to-many-encoder-decoder',
};
const SMALL = 'a=gru&a.hidden_size=6&batch_size=8&steps=400';
/** A small task of each shape. */
export const EXAMPLES = {
  'one-to-one': linked(`task=hello&task.text=h&task.targets=e&${SMALL}`),
  'one-to-many': linked(`task=waveform&task.length=16&${SMALL}`),
  'many-to-one': linked(`task=temporal_order&task.length=12&${SMALL}`),
  'many-to-many': linked(`task=hello&${SMALL}`),
  'many-to-many-encoder-decoder': linked(`task=seq2seq_reverse&task.length=4&${SMALL}`),
};

export const shapes: Lesson = {
  id: 'shapes',
  steps: [
    {
      id: 'sort', start: { document: EXAMPLES['many-to-many'] }, lit: { rows: ['prediction', 'state', 'inputs'] },
      ask: { kind: 'sort', items: Object.keys(FITTING), places: Object.values(FITTING) },
      reading({ run, answer }) {
        const right = Object.entries(FITTING).filter(([item, place]) => answer.places?.[item] === place).length;
        const { structure, sequence_length: count } = run.facts.task;
        const params = {
          right, structure: `lesson.shapes.sort.place.${structure}`, count: whole(count),
          scored: whole(scoredSteps(run).length),
        };
        return { done: right === Object.keys(FITTING).length, key: 'said', params };
      },
    },
    {
      id: 'due', start: { document: EXAMPLES['many-to-many-encoder-decoder'] }, lit: { rows: ['prediction', 'inputs'] },
      ask: {
        kind: 'pick', options: Array.from({ length: 8 }, (_, index) => String(index + 1)), several: true, literal: true,
      },
      reading({ run, answer }) {
        const due = scoredSteps(run).map((timeStep) => timeStep + 1);
        const picked = (answer.picks ?? []).map(Number).sort((one, other) => one - other);
        const read = run.facts.task.sequence_length - due.length;
        return {
          done: due.length > 0 && due.join() === picked.join(), key: 'said',
          params: { read: whole(read), first: whole(due[0] ?? 0), last: whole(due[due.length - 1] ?? 0) },
        };
      },
    },
  ],
};
