/**
 * The claims, fetched once; and the experiment of each as the server completes it.
 *
 * @import { Experiment } from '../state/types.d.ts'
 * @import { Claim } from './claim.d.ts'
 */

import { validateExperiment } from '../services/experiment_api.js';
import { sameDocument } from '../state/experiment.js';
import { pageFile } from '../page_file.js';

/** @type {Promise<Claim[]> | null} */
let asked = null;

/** @returns {Promise<Claim[]>} */
export function loadLedger() {
  asked ??= fetch(pageFile('src/claims/ledger.json')).then((response) => response.json());
  asked.catch(() => {
    asked = null; // To be asked for again.
  });
  return asked;
}

/** @param {Claim} claim @returns {Promise<Experiment>} with every default */
export async function experimentOf({ id, experiment }) {
  const verdict = await validateExperiment(/** @type {Experiment} */ (experiment));
  if ('errors' in verdict) throw new Error(`The experiment of the claim '${id}' is refused: ${verdict.errors[0]?.message}`);
  return verdict.experiment;
}

/** What belongs to a replay and not to the claim. */
const OWN = { data_seed: 0, weight_seed: 0, kernel: 'auto', device: 'auto', steps: 0 };

/** @param {Experiment} run @param {Experiment} claimed @returns {boolean} whether a run tries that very experiment, whatever its seeds */
export function tries(run, claimed) {
  return sameDocument({ ...run, ...OWN }, { ...claimed, ...OWN });
}
