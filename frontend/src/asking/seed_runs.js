/**
 * Trains models over seeds: the model with the fewest runs is next, so that all of them grow side by side.
 *
 * @import { Model } from './seeds.js'
 * @import { Reading } from './seed_readings.js'
 * @import { Asked, Request } from './spare_time.js'
 */

import { questionOf } from './seeds.js';
import { createSpareTime } from './spare_time.js';

/** @typedef {{ readings: Reading[], problem: Error | null }} Runs in the order of their seeds */
/** @typedef {Model & Runs} Trained a model with as many of its runs as are wanted and there */

/** @param {Request} request @param {() => void} onChange */
export function createSeedRuns(request, onChange) {
  /** @type {Model[]} */
  let models = [];
  /** @type {Map<string, Runs>} by the key of their model */
  let known = new Map();
  let asking = '';
  const spare = createSpareTime(request, next, onChange);

  const runsOf = (/** @type {Model} */ { key }) => /** @type {Runs} */ (known.get(key));
  const isOpen = (/** @type {Model} */ model) => !runsOf(model).problem && runsOf(model).readings.length < model.seeds;

  /** @returns {Model | null} */
  function nextModel() {
    const count = (/** @type {Model} */ model) => runsOf(model).readings.length;
    return models.filter(isOpen).toSorted((one, other) => count(one) - count(other))[0] ?? null;
  }

  /** @returns {Asked | null} */
  function next() {
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
    /** These and no others. What they have stays, and the run under way where one wants it. @param {Model[]} wanted */
    aim(wanted) {
      models = wanted;
      known = new Map(wanted.map(({ key }) => [key, known.get(key) ?? { readings: [], problem: null }]));
      if (!models.some((model) => model.key === asking && isOpen(model))) spare.stop();
    },
    /** @returns {Trained[]} */
    trained: () => models.map((model) => {
      const { readings, problem } = runsOf(model);
      return { ...model, readings: readings.slice(0, model.seeds), problem };
    }),
    /** @returns {boolean} whether runs are missing */
    open: () => nextModel() !== null,
  };
}
