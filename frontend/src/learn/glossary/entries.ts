/**
 * The glossary's entries as far as they are the same in every language: a symbol, and where the page shows the thing.
 * Their words lie in the folder of the glossary under the same ids.
 */

/**
 * a measurement to open, a part of the page, a control, or an experiment (the part of an address behind the #) that
 * shows it
 */
export type Place = { panel: string } | { element: string } | { field: string } | { link: string };
export type Entry = { symbol?: string, place: Place };

const GATED = 'v=1&task=temporal_order&a=lstm&a.hidden_size=16&panels=gates';
const GRU = 'v=1&task=temporal_order&a=gru&a.hidden_size=16&panels=gates';
const CLOCKS = 'v=1&task=waveform&a=cwrnn&a.hidden_size=72&a.optimizer.learning_rate=0.003&batch_size=1';
const TRUNCATED =
  'v=1&task=echo&task.length=60&task.lag=10&a=rnn&a.hidden_size=32&a.optimizer.learning_rate=0.003&'
    + 'a.bptt=truncated&a.bptt.window=20&a.bptt.shift=20&more=1';
const RELU =
  'v=1&task=hello&a=rnn&a.hidden_size=3&a.activation=relu&a.optimizer.learning_rate=0.01&batch_size=1&panels=pre_activation';
const HELLO = 'v=1&task=hello&a=rnn&a.hidden_size=3&a.optimizer.learning_rate=0.01&batch_size=1&preset=hello';
const SINE = 'v=1&task=sine&a=rnn&a.hidden_size=16&pace=60';
const LINEAR = 'v=1&task=adding&task.length=50&a=rnn&a.activation=identity&a.recurrent_init=orthogonal&b=rnn';
const IDENTITY = 'v=1&task=adding&task.length=100&a=irnn&a.hidden_size=32&a.optimizer.learning_rate=0.001&more=1';

const element = (id: string): Place => ({ element: id });
const panel = (kind: string): Place => ({ panel: kind });
const field = (name: string): Place => ({ field: name });
const link = (fragment: string): Place => ({ link: fragment });

/** In the order of the list: training, what the network is made of, what comes back, cells. */
export const ENTRIES: Readonly<Record<string, Entry>> = {
  update: { place: element('transport') },
  time_step: { symbol: 't', place: element('hero') },
  stage: { place: element('transport') },
  sequence: { symbol: 'x_1 … x_T', place: element('hero') },
  forward_pass: { place: element('transport') },
  backpropagation: { place: element('inspector') },
  bptt: { place: field('bptt') },
  truncated_bptt: { place: link(TRUNCATED) },
  window: { place: link(TRUNCATED) },
  shift: { place: link(TRUNCATED) },
  seed: { place: field('weight_seed') },
  batch: { symbol: 'B', place: field('batch_size') },
  loss: { symbol: 'L', place: element('loss') },
  nats: { place: element('loss') },
  cross_entropy: { place: link(HELLO) },
  mean_squared_error: { place: link(SINE) },
  accuracy: { place: element('loss') },
  chance: { place: element('loss') },
  memoryless_floor: { place: link(HELLO) },
  solved: { place: element('loss') },
  diverged: { place: element('loss') },
  rnn: { symbol: 'h_t = f(W_xh x_t + W_hh h_{t−1} + b)', place: element('hero') },
  recurrence: { place: field('recurrence') },
  echo_state_network: { place: field('recurrence') },
  recurrent_weights: { symbol: 'W_hh', place: element('spectrum') },
  input_weights: { symbol: 'W_xh', place: link(HELLO) },
  read_out: { symbol: 'W_hy', place: link(HELLO) },
  parameters: { place: element('inspector') },
  bias: { symbol: 'b', place: element('inspector') },
  hidden_state: { symbol: 'h_t', place: element('hero') },
  memory_cell: { symbol: 'c_t', place: link(GATED) },
  hidden_unit: { place: field('hidden_size') },
  layer: { place: field('layers') },
  pre_activation: { symbol: 'z', place: element('activation') },
  activation: { symbol: 'f', place: field('activation') },
  slope: { symbol: 'f′(z)', place: element('activation') },
  tanh: { symbol: 'tanh z', place: field('activation') },
  sigmoid: { symbol: 'σ(z)', place: field('activation') },
  relu: { symbol: 'max(0, z)', place: link(RELU) },
  saturation: { place: panel('pre_activation') },
  dead_unit: { place: link(RELU) },
  logits: { symbol: 'y', place: link(HELLO) },
  softmax: { place: link(HELLO) },
  one_hot: { place: link(HELLO) },
  teacher_forcing: { place: link(SINE) },
  free_run: { place: link(SINE) },
  gradient: { symbol: '∂L/∂h_t', place: panel('gradients') },
  vanishing: { place: element('hero') },
  exploding: { place: panel('norms') },
  adjoint: { symbol: 'λ_t', place: element('hero') },
  gain: { place: panel('ledger') },
  half_life: { place: element('hero') },
  gradient_profile: { place: element('hero') },
  gradient_triangle: { symbol: '∂ℓ_i/∂h_s', place: panel('triangle') },
  memory_horizon: { place: element('hero') },
  required_lag: { place: element('hero') },
  jacobian: { symbol: 'J_t = ∂s_t/∂s_{t−1}', place: panel('jacobian') },
  eigenvalue: { symbol: 'λ', place: element('spectrum') },
  spectral_radius: { symbol: 'ρ', place: field('spectral_radius') },
  singular_value: { symbol: 'σ', place: panel('jacobian') },
  henrici: { place: element('spectrum') },
  lyapunov: { place: panel('lyapunov') },
  norm: { place: panel('norms') },
  clip: { place: field('clip') },
  finite_difference: { place: element('inspector') },
  learning_rate: { place: field('learning_rate') },
  optimiser: { place: field('optimizer') },
  adam: { place: field('optimizer') },
  momentum: { place: field('optimizer') },
  gate: { place: link(GATED) },
  forget_gate: { symbol: 'f_t', place: link(GATED) },
  input_gate: { symbol: 'i_t', place: link(GATED) },
  output_gate: { symbol: 'o_t', place: link(GATED) },
  update_gate: { symbol: 'z_t', place: link(GRU) },
  reset_gate: { symbol: 'r_t', place: link(GRU) },
  candidate: { symbol: 'g_t', place: link(GATED) },
  keep_gate: { place: link(GATED) },
  time_constant: { symbol: '1 / (1 − f)', place: link(GATED) },
  forget_bias: { place: link(`${GATED}&more=1`) },
  chrono: { place: link(
    'v=1&task=temporal_order&task.length=100&a=lstm&a.hidden_size=32&a.chrono=100&a.optimizer.learning_rate=0.01&more=1&panels=gates',
  ) },
  peepholes: { place: link(`${GATED}&more=1`) },
  layer_norm: { place: link('v=1&task=adding&task.length=50&a=rnn&a.layer_norm=true&b=rnn&more=1') },
  residual: { symbol: 'α', place: link('v=1&task=adding&task.length=50&a=rnn&a.residual=0.1&b=rnn&more=1') },
  lstm: { place: link(GATED) },
  gru: { place: link(GRU) },
  irnn: { place: link(IDENTITY) },
  cwrnn: { place: link(CLOCKS) },
  clock_module: { place: link(CLOCKS) },
  orthogonal: { place: link(LINEAR) },
  identity_matrix: { symbol: 'I', place: link(IDENTITY) },
  linear_rnn: { place: link(LINEAR) },
  unrolled: { place: element('hero') },
  structure: { place: link('v=1&task=seq2seq_reverse&a=gru&a.hidden_size=32&a.optimizer.learning_rate=0.01') },
  inspector: { place: element('inspector') },
  kernel: { place: field('kernel') },
  saliency: { symbol: '∂L/∂x_t', place: panel('saliency') },
  operating_point: { place: element('activation') },
  decibel: { place: panel('ledger') },
  model: { place: element('hero') },
  relative_update: { place: panel('norms') },
};
