/**
 * Which models run over how many seeds, which of the seeds vary, and how a link says it. Pure.
 *
 * @import { Experiment } from '../state/types.d.ts'
 */

import { alone, MOST_STEPS } from './atlas.js';

/** @typedef {'both' | 'weights' | 'data'} Vary the seeds that vary */
/** @typedef {{ seeds: number, vary: Vary }} Choice of a model; 0 seeds leave it out */
/** @typedef {{ choices: Choice[], steps: number }} Plan a choice for each lane */
/** To run; `key`: what makes its runs other ones. @typedef {Choice & Run} Model */
/** @typedef {{ plan: string, rows: readonly string[] }} Trial what a lesson or a claim asks of seeds: `plan` as a link says it, `rows` of the summary */
/** @typedef {{ lane: number, steps: number, base: Experiment, key: string }} Run */

export const MOST_SEEDS = 32;
/** @type {readonly Vary[]} */
export const VARIES = ['both', 'weights', 'data'];
const [FIRST_SEEDS, FIRST_STEPS] = [10, 300];
const LETTERS = ['a', 'b', 'c', 'd'];

/**
 * @param {string | undefined} text as a link says it; anything else is what is offered first: ten seeds of every model
 * @param {number} lanes how many there are
 * @returns {Plan}
 */
export function planOf(text, lanes) {
  const told = readSeeds(text);
  /** @type {Choice} */
  const offered = { seeds: told ? 0 : FIRST_SEEDS, vary: 'both' };
  const choices = Array.from({ length: lanes }, (_, lane) => told?.choices.get(lane) ?? offered);
  return { choices, steps: told?.steps ?? FIRST_STEPS };
}

/** `a:20:both,b:20:weights@300`; models without seeds are left out. @param {Plan} plan @returns {string} */
export function writeSeeds({ choices, steps }) {
  const models = choices.flatMap(({ seeds, vary }, lane) => (seeds ? [`${LETTERS[lane]}:${seeds}:${vary}`] : []));
  return `${models.join(',')}@${steps}`;
}

/** @param {string | undefined} text @returns {{ choices: Map<number, Choice>, steps: number } | null} */
export function readSeeds(text) {
  const [, models, updates] = /^([\w:,]*)@(\d{1,4})$/.exec(text ?? '') ?? [];
  const steps = Number(updates);
  if (models === undefined || steps < 1 || steps > MOST_STEPS) return null;
  const choices = models.split(',').filter(Boolean).map(readModel);
  if (choices.includes(null)) return null;
  return { choices: new Map(/** @type {[number, Choice][]} */ (choices)), steps };
}

/** @param {string} text @returns {[lane: number, choice: Choice] | null} */
function readModel(text) {
  const [, letter, seeds, vary] = /^([a-d]):(\d{1,2}):(\w+)$/.exec(text) ?? [];
  const good = VARIES.includes(/** @type {Vary} */ (vary)) && Number(seeds) >= 1 && Number(seeds) <= MOST_SEEDS;
  return good ? [LETTERS.indexOf(letter), { seeds: Number(seeds), vary: /** @type {Vary} */ (vary) }] : null;
}

/** @param {Experiment} experiment @param {Plan} plan @returns {Model[]} those that run, each by itself */
export function modelsOf(experiment, { choices, steps }) {
  return choices.flatMap(({ seeds, vary }, lane) => {
    if (!seeds) return [];
    const base = alone(experiment, lane);
    return [{ lane, seeds, vary, steps, base, key: JSON.stringify([{ ...base, steps }, vary]) }];
  });
}

/**
 * From seed 0 on, whatever seeds the page has: everybody who tries has the same runs.
 * @param {Experiment} experiment @param {Trial} trial @returns {Model[]}
 */
export function modelsOfTrial(experiment, { plan }) {
  return modelsOf({ ...experiment, weight_seed: 0, data_seed: 0 }, planOf(plan, experiment.lanes.length));
}

/** The body of the question. @param {Model} model @param {number} seed @returns {Record<string, unknown>} */
export function questionOf({ base, steps, vary }, seed) {
  return { experiment: base, steps, weights: vary !== 'data', data: vary !== 'weights', seed };
}
