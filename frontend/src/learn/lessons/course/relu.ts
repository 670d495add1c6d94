/** Must ReLU fail? Twenty seeds of hello, and what became of those that did not solve it. */

import type { Fate, Lesson } from '../../../core/model/lesson.ts';
import type { RunView } from '../../../core/model/types.ts';
import { threeFigures } from '../../../core/text/number.ts';
import { firstReached, laneNow, latest } from '../readings.ts';
import { linked } from '../starting.ts';

const OVER = 10;
const UPDATES = 1000;
export const SEEDS = 20;
export const TRIAL = { plan: `a:${SEEDS}:both@${UPDATES}`, rows: [] };

export const documentOf = (seed: number) => linked(
  `task=hello&a=rnn&a.hidden_size=3&a.activation=relu&a.optimizer.learning_rate=0.01&batch_size=1&`
    + `steps=${UPDATES}&data_seed=${seed}&weight_seed=${seed}`,
);

export const relu: Lesson = {
  id: 'relu',
  steps: [
    {
      id: 'seeds', start: { document: documentOf(0), pace: null }, lit: { selector: '#lesson .lesson-seeds' },
      ask: { kind: 'seeds', options: ['exploded', 'died'] },
      reading({ run, answer }) {
        const fates = { ...answer.fates };
        const fate = answer.opened === undefined || run.experiment.weight_seed !== answer.opened ? null : fateOf(run);
        if (fate) fates[String(answer.opened)] = fate;
        const seen = Object.values(fates);
        const done = answer.vote !== undefined && seen.includes('solved') && seen.some((each) => each !== 'solved');
        const shown = fate ? { seed: String(answer.opened), ...figuresOf(run) } : { seed: '', loss: '', dead: '' };
        const right = answer.vote !== undefined && seen.some((each) => each === answer.vote);
        return { done, right, key: fate ? fate : done ? 'said' : undefined, params: shown, noted: { fates } };
      },
    },
  ],
};

/** @returns null while it is open */
function fateOf(run: RunView): Fate | null {
  const [lane] = run.lanes;
  if (lane.state === 'diverged') return 'exploded';
  if (firstReached(lane.series, 'metric', 'from', 1, OVER)) return 'solved';
  if (run.state !== 'finished') return null;
  return deadUnits(run) > 0 ? 'died' : 'stuck';
}

function figuresOf(run: RunView) {
  return { loss: threeFigures(latest(run.lanes[0].series, 'loss')), dead: String(deadUnits(run)) };
}

/** @returns units that give 0 for everything they read */
function deadUnits(run: RunView): number {
  return Number(laneNow(run, 0)?.deadUnits?.data[0] ?? 0);
}
