/**
 * What docs/reproductions.md and docs/presets.md have on record of the networks in the lessons; a test holds every figure to the
 * row that it is quoted from.
 */

/**
 * @typedef {object} Record
 * @property {'presets' | 'reproductions'} page
 * @property {string} row how its row begins
 * @property {number} solved by so many of the seeds
 * @property {number} seeds
 * @property {readonly number[]} [at] updates, seed by seed
 * @property {readonly number[]} [figures] what the row says besides
 */

/** @type {Readonly<globalThis.Record<string, Record>>} */
export const RECORDS = {
  hello: { page: 'presets', row: '| `hello_works` |', solved: 3, seeds: 3, at: [52, 38, 78] },
  hello_off: { page: 'presets', row: '| `hello_fails` |', solved: 0, seeds: 3, figures: [0.75, 0.75, 0.75] },
  window_10: { page: 'reproductions', row: '| echo, lag 10, window 10 | tanh RNN |', solved: 0, seeds: 3, figures: [0.774, 0.86, 0.777] },
  window_20: { page: 'reproductions', row: '| echo, lag 10, window 20 | tanh RNN |', solved: 3, seeds: 3, at: [214, 149, 130] },
  relu: { page: 'reproductions', row: '| ReLU RNN | 19 of 20 |', solved: 19, seeds: 20, figures: [71, 1, 1, 0] },
  small_start: { page: 'reproductions', row: '| adding, T = 100 | IRNN, input std 0.001 |', solved: 3, seeds: 3, at: [5406, 4003, 3874] },
  large_start: { page: 'reproductions', row: '| adding, T = 100 | IRNN, input std 0.1 |', solved: 3, seeds: 3, at: [983, 1094, 1309] },
  clockwork: { page: 'presets', row: '| `waveform_works` |', solved: 3, seeds: 3, at: [276, 280, 229] },
  wave_tanh: { page: 'presets', row: '| `waveform_fails` |', solved: 0, seeds: 3, figures: [0.916, 0.924, 0.919] },
  chrono: { page: 'reproductions', row: '| LSTM, chrono |', solved: 10, seeds: 10, at: [104, 264, 182, 174, 260, 245, 142, 160, 154, 226] },
  bias_1: { page: 'reproductions', row: '| LSTM, forget bias 1 | 0 of 10 |', solved: 0, seeds: 10 },
  linear_gain: { page: 'reproductions', row: 'inputs, one loss after 100 steps, five seeds: linear', solved: 0, seeds: 5, figures: [1.09, 1.1, 1.1, 1.07, 1.1] },
  tanh_gain: { page: 'reproductions', row: 'tanh 0.813', solved: 0, seeds: 5, figures: [0.813, 0.847, 0.844, 0.848, 0.843] },
};

/** @param {string} name @returns {globalThis.Record<string, string | number>} what fills the gaps of a sentence */
export function recordFigures(name) {
  const { solved, seeds, at = [], figures = [] } = RECORDS[name];
  const list = (/** @type {readonly number[]} */ values) => values.map((value) => (value >= 1000 ? value.toLocaleString('en') : String(value))).join(', ');
  return { solved, seeds, at: list(at), figures: list(figures) };
}
