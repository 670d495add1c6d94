/** Which models run over how many seeds, which of the seeds vary, and how a link says it. Pure. */

import type { Experiment } from '../model/types.ts';
import { alone, MOST_STEPS } from './sweep.ts';

/** the seeds that vary */
export type Vary = 'both' | 'weights' | 'data';
/** of a model; 0 seeds leave it out */
export type Choice = { seeds: number, vary: Vary };
/** a choice for each lane */
export type Plan = { choices: Choice[], steps: number };
/** To run; `key`: what makes its runs other ones. */
export type Model = Choice & Run;
/** what a lesson or a claim asks of seeds: `plan` as a link says it, `rows` of the summary */
export type Trial = { plan: string, rows: readonly string[] };
export type Run = { lane: number, steps: number, base: Experiment, key: string };

export const MOST_SEEDS = 32;
export const VARIES: readonly Vary[] = ['both', 'weights', 'data'];
const [FIRST_SEEDS, FIRST_STEPS] = [10, 300];
const LETTERS = ['a', 'b', 'c', 'd'];

/**
 * @param text as a link says it; anything else is what is offered first: ten seeds of every model
 * @param lanes how many there are
 */
export function planOf(text: string | undefined, lanes: number): Plan {
  const told = readSeeds(text);
  const offered: Choice = { seeds: told ? 0 : FIRST_SEEDS, vary: 'both' };
  const choices = Array.from({ length: lanes }, (_, lane) => told?.choices.get(lane) ?? offered);
  return { choices, steps: told?.steps ?? FIRST_STEPS };
}

/** `a:20:both,b:20:weights@300`; models without seeds are left out. */
export function writeSeeds({ choices, steps }: Plan): string {
  const models = choices.flatMap(({ seeds, vary }, lane) => (seeds ? [`${LETTERS[lane]}:${seeds}:${vary}`] : []));
  return `${models.join(',')}@${steps}`;
}

export function readSeeds(text: string | undefined): { choices: Map<number, Choice>, steps: number } | null {
  const [, models, updates] = /^([\w:,]*)@(\d{1,4})$/.exec(text ?? '') ?? [];
  const steps = Number(updates);
  if (models === undefined || steps < 1 || steps > MOST_STEPS) return null;
  const choices = models.split(',').filter(Boolean).map(readModel);
  if (choices.includes(null)) return null;
  return { choices: new Map(choices as [number, Choice][]), steps };
}

function readModel(text: string): [lane: number, choice: Choice] | null {
  const [, letter, seeds, vary] = /^([a-d]):(\d{1,2}):(\w+)$/.exec(text) ?? [];
  const good = VARIES.includes(vary as Vary) && Number(seeds) >= 1 && Number(seeds) <= MOST_SEEDS;
  return good ? [LETTERS.indexOf(letter), { seeds: Number(seeds), vary: vary as Vary }] : null;
}

/** @returns those that run, each by itself */
export function modelsOf(experiment: Experiment, { choices, steps }: Plan): Model[] {
  return choices.flatMap(({ seeds, vary }, lane) => {
    if (!seeds) return [];
    const base = alone(experiment, lane);
    return [{ lane, seeds, vary, steps, base, key: JSON.stringify([{ ...base, steps }, vary]) }];
  });
}

/** From seed 0 on, whatever seeds the page has: everybody who tries has the same runs. */
export function modelsOfTrial(experiment: Experiment, { plan }: Trial): Model[] {
  return modelsOf({ ...experiment, weight_seed: 0, data_seed: 0 }, planOf(plan, experiment.lanes.length));
}

/** The body of the question. */
export function questionOf({ base, steps, vary }: Model, seed: number): Record<string, unknown> {
  return { experiment: base, steps, weights: vary !== 'data', data: vary !== 'weights', seed };
}
