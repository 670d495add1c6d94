/**
 * The two HTTP routes that the page uses, relative to it.
 *
 * @import { Catalog, Experiment, Facts, Problem } from '../state/types.d.ts'
 */

/** @typedef {{ experiment: Experiment, facts: Facts } | { errors: Problem[] }} Verdict */

/** @returns {Promise<Catalog>} */
export async function fetchCatalog() {
  const response = await fetch('api/catalog');
  if (!response.ok) throw new Error(`The catalog answered ${response.status}.`);
  return response.json();
}

/**
 * Normalised with facts, or what is wrong with it and where.
 * @param {Experiment} experiment
 * @param {number | null} [equalTo] the lane that the others are made as large as
 * @returns {Promise<Verdict>}
 * @throws {Error} when the server does not answer
 */
export async function validateExperiment(experiment, equalTo = null) {
  const response = await fetch('api/experiment', {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ experiment, ...(equalTo !== null && { equal_parameters: equalTo }) }),
  });
  if (response.ok || [422, 429].includes(response.status)) return response.json();
  throw new Error(`The server answered ${response.status}.`);
}
