/** What a server that trains at once says of runs over seeds: every number follows from the question. */

const PROFILE = { norms: [0.5, 0.7, 1], gain_per_step: 0.9, half_life: 6.58, horizon: 2 };

/**
 * @param {(seed: number, lane: any) => object} [came] what a run came to, beside being solved at update 10 + seed
 * @returns {(message: any) => object} an answer to `seed_run`
 */
export function seedAnswers(came = () => ({})) {
  return ({ experiment, steps, seed, weights, data }) => ({
    seed, weights, data, outcome: 'solved', solved_at: 10 + seed, diverged_at: null, loss: 0.1 + 0.01 * seed, metric: 1, without_memory: 0.35,
    loss_steps: [0, steps - 1], losses: [1, 0.1 + 0.01 * seed], time_steps: [0, 1, 2], first: PROFILE, last: PROFILE, kernel: 'fused',
    experiment: { ...experiment, steps, weight_seed: experiment.weight_seed + seed, data_seed: experiment.data_seed + seed },
    ...came(seed, experiment.lanes[0]),
  });
}
