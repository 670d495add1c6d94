/** The claims, fetched once; and the experiment of each as the server completes it. */

import type { Claim } from '../../core/model/claim.ts';
import type { Experiment } from '../../core/model/types.ts';
import { validateExperiment } from '../../core/protocol/experiment_api.ts';
import { sameDocument } from '../../core/model/experiment.ts';
import { pageFile } from '../../page_file.ts';

let asked: Promise<Claim[]> | null = null;

export function loadClaims(): Promise<Claim[]> {
  asked ??= fetch(pageFile('src/learn/claims/claims.json')).then((response) => response.json());
  asked.catch(() => {
    asked = null; // To be asked for again.
  });
  return asked;
}

/** @returns with every default */
export async function experimentOf({ id, experiment }: Claim): Promise<Experiment> {
  const verdict = await validateExperiment(experiment as Experiment);
  if ('errors' in verdict) {
    throw new Error(`The experiment of the claim '${id}' is refused: ${verdict.errors[0]?.message}`);
  }
  return verdict.experiment;
}

/** What belongs to a replay and not to the claim. */
const OWN = { data_seed: 0, weight_seed: 0, kernel: 'auto', device: 'auto', steps: 0 };

/** @returns whether a run tries that very experiment, whatever its seeds */
export function tries(run: Experiment, claimed: Experiment): boolean {
  return sameDocument({ ...run, ...OWN }, { ...claimed, ...OWN });
}
