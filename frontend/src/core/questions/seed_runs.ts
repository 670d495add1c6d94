/** Trains models over seeds: the model with the fewest runs is next, so that all of them grow side by side. */

import type { Reading } from './seed_readings.ts';
import { questionOf, type Model } from './seeds.ts';
import { createSpareTime, type Asked, type Request } from './spare_time.ts';

/** in the order of their seeds */
export type Runs = { readings: Reading[], problem: Error | null };
/** a model with as many of its runs as are wanted and there */
export type Trained = Model & Runs;

export function createSeedRuns(request: Request, onChange: () => void) {
  let models: Model[] = [];
  /** by the key of their model */
  let known = new Map<string, Runs>();
  let asking = '';
  const spare = createSpareTime(request, next, onChange);

  const runsOf = ({ key }: Model) => known.get(key) as Runs;
  const isOpen = (model: Model) => !runsOf(model).problem && runsOf(model).readings.length < model.seeds;

  function nextModel(): Model | null {
    const count = (model: Model) => runsOf(model).readings.length;
    return models.filter(isOpen).toSorted((one, other) => count(one) - count(other))[0] ?? null;
  }

  function next(): Asked | null {
    const model = nextModel();
    if (!model) return null;
    const runs = runsOf(model);
    asking = model.key;
    return {
      kind: 'seed_run', body: questionOf(model, runs.readings.length),
      take: (reading) => void runs.readings.push(reading),
      fail: (problem) => void (runs.problem = problem),
    };
  }

  return {
    stop: spare.stop,
    work: spare.work,
    working: spare.working,
    /** These and no others. What they have stays, and the run under way where one wants it. */
    aim(wanted: Model[]) {
      models = wanted;
      known = new Map(wanted.map(({ key }) => [key, known.get(key) ?? { readings: [], problem: null }]));
      if (!models.some((model) => model.key === asking && isOpen(model))) spare.stop();
    },
    trained: (): Trained[] => models.map((model) => {
      const { readings, problem } = runsOf(model);
      return { ...model, readings: readings.slice(0, model.seeds), problem };
    }),
    /** @returns whether runs are missing */
    open: (): boolean => nextModel() !== null,
  };
}
