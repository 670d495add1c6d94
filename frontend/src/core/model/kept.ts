/** What made a run's numbers. */
export interface Build {
  version: string;
  source: string;
  python: string;
  torch: string | null;
  numpy: string | null;
  numba: string | null;
  llvmlite: string | null;
  platform: string;
  processor: string;
  kernel: string;
  device: string;
}

/** What came of training a kept run's document again. `at`: Unix time in seconds. */
export interface Check {
  at: number;
  same: boolean;
  losses_hash: string;
  build: Build;
  first_difference: { lane: number; step: number } | null;
}

/** What the server says of a kept run. `kept_at`: Unix time in seconds. */
export interface KeptRun {
  id: string;
  name: string;
  kept_at: number;
  bytes: number;
  state: string;
  step: number;
  steps: number;
  losses_hash: string;
  build: Build;
  check: Check | null;
}

/** A few losses of each model, for a small picture. */
export interface Curves { step: number; task: { chance: number }; lanes: { steps: number[]; loss: number[] }[] }

/**
 * What the browser in which a run was kept remembers of it: with `secret` it is renamed and deleted. `at`: Unix time in
 * seconds.
 */
export interface OwnKept { id: string; secret: string; name: string; at: number; bytes: number; curves: Curves | null }
