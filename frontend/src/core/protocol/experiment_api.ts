/** The two HTTP routes that the page uses, relative to it. */

import type { Catalog, Experiment, Facts, Problem } from '../model/types.ts';

export type Verdict = { experiment: Experiment, facts: Facts } | { errors: Problem[] };

export async function fetchCatalog(): Promise<Catalog> {
  const response = await fetch('api/catalog');
  if (!response.ok) throw new Error(`The catalog answered ${response.status}.`);
  return response.json();
}

/**
 * Normalised with facts, or what is wrong with it and where.
 * @param equalTo the lane that the others are made as large as
 * @throws {Error} when the server does not answer
 */
export async function validateExperiment(experiment: Experiment, equalTo: number | null = null): Promise<Verdict> {
  const response = await fetch('api/experiment', {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ experiment, ...(equalTo !== null && { equal_parameters: equalTo }) }),
  });
  if (response.ok || [422, 429].includes(response.status)) return response.json();
  throw new Error(`The server answered ${response.status}.`);
}
