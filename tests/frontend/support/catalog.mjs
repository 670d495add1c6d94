/** A small catalog with every type of field, for the tests of what is built from one. */

/** @typedef {Record<string, any>} Loose */

/** @param {string} name @param {string} type @param {Loose} rest */
const field = (name, type, rest) => ({ name, type, text: `field.${name}`, minimum: null, maximum: null, unit: null, scale: 'linear', advanced: false, ...rest });
/** @param {string} family @param {string} kind @param {Loose[]} [fields] @param {Loose} [rest] */
const entry = (family, kind, fields = [], rest = {}) => ({ kind, available: true, text: `${family}.${kind}`, equation: [], fields, ...rest });

const radius = field('spectral_radius', 'number', { default: null, minimum: 0, maximum: 10, optional: true });
const hidden = field('hidden_size', 'integer', { default: 16, minimum: 1, maximum: 512, scale: 'log' });
const layers = field('layers', 'integer', { default: 1, minimum: 1, maximum: 3 });
const recurrence = field('recurrence', 'choice', { default: 'on', choices: ['on', 'off'] });
const start = field('recurrent_init', 'kind', { default: { kind: 'uniform', spectral_radius: null }, family: 'initialisation' });
const activation = field('activation', 'choice', { default: 'tanh', choices: ['tanh', 'relu', 'sigmoid'], family: 'activation' });
const rate = field('learning_rate', 'number', { default: 0.01, minimum: 0, maximum: 1e6, scale: 'log' });
const length = field('length', 'integer', { default: 50, minimum: 4, maximum: 2000, scale: 'log' });

const rnn = (over = {}) => ({ kind: 'rnn', hidden_size: 16, activation: 'tanh', layers: 1, recurrence: 'on', recurrent_init: { kind: 'uniform', spectral_radius: null }, ...over });
/** @param {Loose} cell */
const lane = (cell) => ({ cell, optimizer: { kind: 'adam', learning_rate: 0.003 }, clip: { kind: 'norm', threshold: 1 }, bptt: { kind: 'full' } });
const gru = { kind: 'gru', hidden_size: 16, layers: 1, recurrence: 'on', recurrent_init: { kind: 'uniform', spectral_radius: null } };
/** @param {Loose[]} lanes */
const order = (lanes) => ({ version: 1, task: { kind: 'temporal_order', length: 50 }, lanes, batch_size: 32, steps: 2000, data_seed: 0, weight_seed: 0, kernel: 'auto' });

/** @returns {any} */
export const catalog = () => structuredClone({
  protocol: 1,
  version: '0',
  limits: {},
  families: {
    task: [
      entry('task', 'hello', [field('text', 'text', { default: 'hell' }), field('targets', 'text', { default: 'ello' })]),
      entry('task', 'temporal_order', [length]),
      entry('task', 'sine', [length, field('period', 'number', { default: 16, minimum: 8, maximum: 200, scale: 'log' })]),
      { kind: 'mnist', available: false, text: 'task.mnist', equation: [], fields: [] },
    ],
    cell: [
      entry('cell', 'rnn', [hidden, activation, layers, recurrence, start], { gates: [] }),
      entry('cell', 'cwrnn', [hidden, activation, field('periods', 'integers', { default: null, optional: true }), start], { gates: [] }),
      entry('cell', 'lstm', [hidden, field('forget_bias', 'number', { default: 1, minimum: -10, maximum: 10 }), layers, recurrence, start], { gates: ['i', 'f', 'g', 'o'] }),
      entry('cell', 'gru', [hidden, layers, recurrence, start], { gates: ['r', 'z', 'n'] }),
      { kind: 'lru', available: false, text: 'cell.lru', equation: [], fields: [] },
    ],
    activation: ['tanh', 'relu', 'sigmoid'].map((kind) => entry('activation', kind)),
    initialisation: [
      entry('initialisation', 'uniform', [radius]),
      entry('initialisation', 'gaussian', [field('gain', 'number', { default: 1, minimum: 0, maximum: 10 }), radius]),
      entry('initialisation', 'matrix', [field('matrix', 'matrix', { default: null }), radius]),
    ],
    optimizer: [entry('optimizer', 'sgd', [rate]), entry('optimizer', 'adam', [rate])],
    clip: [entry('clip', 'none'), entry('clip', 'norm', [field('threshold', 'number', { default: 1, minimum: 1e-4, maximum: 1e6, scale: 'log' })])],
    bptt: [entry('bptt', 'full')],
  },
  experiment: {
    fields: [
      field('batch_size', 'integer', { default: 32, minimum: 1, maximum: 512, scale: 'log' }),
      field('steps', 'integer', { default: 2000, minimum: 1, maximum: 200000, scale: 'log' }),
      field('data_seed', 'integer', { default: 0, minimum: 0, maximum: 2 ** 32 - 1 }),
      field('weight_seed', 'integer', { default: 0, minimum: 0, maximum: 2 ** 32 - 1 }),
      field('kernel', 'choice', { default: 'auto', choices: ['auto', 'reference'] }),
    ],
  },
  panels: [],
  presets: [{ id: 'vanishing', text: 'preset.vanishing', pace: 100, experiment: order([lane(rnn())]), fix: { text: 'preset.vanishing.fix', experiment: order([lane(rnn()), lane(gru)]) } }],
  lessons: [],
});

/** A seeded generator: uniform in [0, 1). @param {number} seed */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
