/**
 * What each displayed number is: its formula, what it is of, what it can be, where it ends, and the test that holds it
 * to that. Its words are the glossary's; docs/definitions.md is made of both (scripts/definitions.mjs).
 */

/** all losses together, the last scored one alone, each by itself */
export type OfLoss = 'all' | 'last' | 'each';
/** the mean over the sequences of the batch, the watched one, all of them together, others that no update trains on */
export type OfSample = 'mean' | 'watched' | 'all' | 'unseen';
export type OfLayer = 'each' | 'top';
export type Note = 'lifted' | 'float' | 'twice' | 'rate' | 'no_gradient' | 'no_loss' | 'no_weight' | 'unread'
  | 'product' | 'long_run';
export interface Quantity {
  /** as a frame names them, without the lane's number; none: computed on the page, or a fact of the task */
  tensors: string[];
  formula: string;
  loss?: OfLoss;
  sample?: OfSample;
  layer?: OfLayer;
  range: string;
  /** where it has no value, where its digits end, what it counts */ note?: Note;
  test: string;
}

const TRIANGLE = 'tests/diagnostics/test_adjoint.py';
const STEPS = 'tests/diagnostics/test_step_jacobian.py';

/** By the glossary's entry. */
export const DEFINITIONS: Readonly<Record<string, Quantity[]>> = {
  loss: [{
    tensors: ['loss'],
    formula: 'L = (1/N) Σ_{b,i} ℓ(y_{b,i})',
    loss: 'all', sample: 'all', range: '[0, ∞)', test: 'tests/learning/test_loss.py',
  }],
  accuracy: [
    {
      tensors: ['metric'],
      formula: '(1/n) Σ 1(argmax y_i = c_i)',
      loss: 'all', sample: 'all', range: '[0, 1]', test: 'tests/learning/test_loss.py',
    },
    {
      tensors: ['figure/legal'],
      formula: '(1/N) Σ 1(argmax y_i ∈ C_i)',
      loss: 'all', sample: 'all', range: '[0, 1]', test: 'tests/tasks/test_grammars.py',
    },
  ],
  mean_squared_error: [{
    tensors: ['metric'],
    formula: '(1/N) Σ (ŷ_i − y_i)²',
    loss: 'all', sample: 'all', range: '[0, ∞)', test: 'tests/learning/test_loss.py',
  }],
  solved: [{
    tensors: ['validation_loss', 'validation_metric'],
    formula: 'L, (1/n) Σ 1(argmax y_i = c_i)',
    sample: 'unseen', range: '[0, ∞), [0, 1]', test: 'tests/training/test_validation.py',
  }],
  chance: [{ tensors: [], formula: 'min E ℓ(ŷ)', range: '(0, ∞)', test: 'tests/experiment/test_tasks.py' }],
  memoryless_floor: [{
    tensors: [],
    formula: 'min E ℓ(ŷ(x_t))',
    range: '[0, ∞)', test: 'tests/experiment/test_tasks.py',
  }],
  required_lag: [{
    tensors: [],
    formula: 'min k, ŷ(x_{t−k} … x_t)',
    range: '0 … T − 1', note: 'unread', test: 'tests/experiment/test_required_lag.py',
  }],
  sequence: [{
    tensors: ['input', 'target', 'loss_mask'],
    formula: 'x_t, y_t',
    sample: 'watched', range: '(−∞, ∞)', test: 'tests/training/test_frame.py',
  }],
  softmax: [{
    tensors: ['output'],
    formula: 'softmax(W_hy h_t + b_y), W_hy h_t + b_y',
    sample: 'watched', range: '[0, 1]; (−∞, ∞)', test: 'tests/training/test_frame.py',
  }],
  teacher_forcing: [{
    tensors: ['read'],
    formula: 'α x_t + (1 − α) ŷ_{t−1}',
    sample: 'watched', range: '(−∞, ∞)', test: 'tests/cells/test_forced.py',
  }],
  free_run: [{
    tensors: ['free_run'],
    formula: 'x_{t+1} = ŷ_t',
    sample: 'watched', range: '(−∞, ∞)', test: 'tests/training/test_frame.py',
  }],
  hidden_state: [{
    tensors: ['hidden_state', 'initial_state/h'],
    formula: 'h_t, h_0',
    sample: 'watched', layer: 'each', range: '(−∞, ∞)', test: 'tests/training/test_frame.py',
  }],
  memory_cell: [{
    tensors: [
      'state/c', 'state/s', 'state/z', 'state/x', 'state/S', 'state/C',
      'state/n', 'state/m',
      'initial_state/c', 'initial_state/s', 'initial_state/z', 'initial_state/x',
      'initial_state/S', 'initial_state/C', 'initial_state/n', 'initial_state/m',
    ],
    formula: 'c_t, s_t, z_t, x_t, S_t, C_t, n_t, m_t',
    sample: 'watched', layer: 'each', range: '(−∞, ∞)', test: 'tests/training/test_frame.py',
  }],
  gradient: [
    {
      tensors: ['hidden_gradient'],
      formula: '∂ℓ_b/∂h_t',
      loss: 'all',
      sample: 'watched', layer: 'each', range: '(−∞, ∞)', note: 'float', test: 'tests/training/test_frame.py',
    },
    {
      tensors: ['gradient/<name>'],
      formula: '∂L/∂w',
      loss: 'all', sample: 'all', range: '(−∞, ∞)', note: 'float', test: 'tests/training/test_frame.py',
    },
    {
      tensors: ['gradient_by_lag'],
      formula: '⟨G_k, G⟩ / ‖G‖²',
      loss: 'each', sample: 'all', layer: 'each', range: '(−∞, ∞), Σ_k = 1', note: 'no_gradient', test: TRIANGLE,
    },
    {
      tensors: ['gradient_by_step', 'gradient_by_step_norm', 'step_gradient/<name>'],
      formula: '⟨G_t, G⟩ / ‖G‖², ‖G_t‖, G_t',
      loss: 'all', sample: 'all', layer: 'each', range: '(−∞, ∞), Σ_t = 1', note: 'no_gradient', test: TRIANGLE,
    },
  ],
  gradient_profile: [
    {
      tensors: ['hidden_gradient_norm', 'full_gradient_norm'],
      formula: 'mean_b ‖∂ℓ_b/∂h_{t,b}‖',
      loss: 'all',
      sample: 'mean', layer: 'each', range: '[0, ∞)', note: 'lifted', test: 'tests/diagnostics/test_gradient_flow.py',
    },
    {
      tensors: ['state_gradient_norm'],
      formula: 'mean_b ‖∂ℓ_b/∂s_{t,b}‖',
      loss: 'all',
      sample: 'mean', layer: 'each', range: '[0, ∞)', note: 'twice', test: 'tests/diagnostics/test_gradient_flow.py',
    },
    {
      tensors: ['hidden_gradient_band'],
      formula: 'q_{0.1}, q_{0.9} ‖∂ℓ_b/∂h_{t,b}‖',
      loss: 'all',
      sample: 'all', layer: 'each', range: '[0, ∞)', note: 'lifted', test: 'tests/diagnostics/test_gradient_flow.py',
    },
  ],
  adjoint: [{
    tensors: ['adjoint_norm'],
    formula: 'mean_b ‖λ_{t,b}‖, λ_t = ∂ℓ_T/∂s_t, t < T',
    loss: 'last',
    sample: 'mean', layer: 'each', range: '[0, ∞)', note: 'lifted', test: 'tests/diagnostics/test_last_loss.py',
  }],
  gain: [
    {
      tensors: ['gain_per_step'],
      formula: 'e^{−s}, ln ‖λ_t‖ ≈ s t + const',
      loss: 'last',
      sample: 'mean', layer: 'each', range: '(0, ∞)', note: 'rate', test: 'tests/diagnostics/test_decay.py',
    },
    {
      tensors: ['decay_explained', 'decay_steps'],
      formula: 'R², n',
      loss: 'last', sample: 'mean', layer: 'each', range: '[0, 1]; 0 … T − 1', test: 'tests/diagnostics/test_decay.py',
    },
  ],
  half_life: [{
    tensors: ['half_life'],
    formula: 'ln 2 / |s|',
    loss: 'last', sample: 'mean', layer: 'each', range: '(0, ∞]', note: 'rate', test: 'tests/diagnostics/test_decay.py',
  }],
  memory_horizon: [{
    tensors: ['memory_horizon'],
    formula: 'max k, ‖λ_{T−k}‖ ≥ ‖λ_{T−1}‖ / 100',
    loss: 'last', sample: 'mean', layer: 'top', range: '0 … T − 1', test: 'tests/diagnostics/test_memory_horizon.py',
  }],
  gradient_triangle: [{
    tensors: ['gradient_triangle', 'state_triangle'],
    formula: 'mean_b ‖∂ℓ_{i,b}/∂h_{s,b}‖',
    loss: 'each', sample: 'mean', layer: 'top', range: '[0, ∞)', note: 'lifted', test: TRIANGLE,
  }],
  truncated_bptt: [
    {
      tensors: ['truncation_mask'],
      formula: '1(e_i − k < s ≤ i)',
      loss: 'each', range: '0, 1', test: 'tests/training/test_truncation.py',
    },
    {
      tensors: ['truncation_error', 'truncation_cosine'],
      formula: '‖g_k − g‖ / ‖g‖, ⟨g_k, g⟩ / (‖g_k‖ ‖g‖)',
      loss: 'all',
      sample: 'all', range: '[0, ∞); [−1, 1]', note: 'no_gradient', test: 'tests/training/test_truncation.py',
    },
  ],
  saliency: [{
    tensors: ['input_saliency', 'input_gradient'],
    formula: 'mean_b ‖∂ℓ_b/∂x_{t,b}‖, ∂ℓ_b/∂x_t',
    loss: 'all', sample: 'mean', range: '[0, ∞)', note: 'float', test: 'tests/diagnostics/test_saliency.py',
  }],
  gate: [{
    tensors: ['gates', 'gate_statistics'],
    formula: 'g_t, mean g_t, mean 1(g_t > 0.9), mean 1(g_t < 0.1)',
    sample: 'watched', layer: 'each', range: '[0, 1]; [−1, 1]; [0, ∞)', test: 'tests/diagnostics/test_gates.py',
  }],
  keep_gate: [{
    tensors: ['keep_product'],
    formula: 'Π_{k = t+1 … T} f_k',
    sample: 'watched', layer: 'each', range: '[0, 1]', note: 'float', test: 'tests/diagnostics/test_gates.py',
  }],
  time_constant: [{
    tensors: [],
    formula: '1 / (1 − f)',
    sample: 'watched', layer: 'each', range: '[1, ∞)', test: 'tests/diagnostics/test_gates.py',
  }],
  pre_activation: [{
    tensors: ['pre_activation'],
    formula: 'z_t',
    sample: 'watched', layer: 'each', range: '(−∞, ∞)', test: 'tests/diagnostics/test_saturation.py',
  }],
  saturation: [{
    tensors: ['saturation'],
    formula: 'mean 1(f′(z_t) ≈ 0)',
    sample: 'all', layer: 'each', range: '[0, 1]', test: 'tests/diagnostics/test_saturation.py',
  }],
  slope: [{
    tensors: ['mean_slope'],
    formula: 'mean f′(z_t)',
    sample: 'all', layer: 'each', range: '(−∞, ∞)', test: 'tests/diagnostics/test_saturation.py',
  }],
  dead_unit: [{
    tensors: ['dead_units', 'dead_mask', 'zero_fraction'],
    formula: 'Σ 1(h_{t,b} = 0), mean 1(h_t = 0)',
    sample: 'all', layer: 'each', range: '0 … H; [0, 1]', test: 'tests/diagnostics/test_saturation.py',
  }],
  parameters: [{ tensors: ['weight/<name>'], formula: 'w', range: '(−∞, ∞)', test: 'tests/training/test_frame.py' }],
  eigenvalue: [
    {
      tensors: ['recurrent_eigenvalues'],
      formula: 'W_hh v = λ v',
      layer: 'each', range: 'ℂ', test: 'tests/diagnostics/test_spectrum.py',
    },
    {
      tensors: ['step_eigenvalues'],
      formula: 'J_t v = λ v',
      sample: 'watched', layer: 'each', range: 'ℂ', test: STEPS,
    },
  ],
  spectral_radius: [{
    tensors: [],
    formula: 'ρ = max |λ_i(W_hh)|',
    layer: 'each', range: '[0, ∞)', test: 'tests/frontend/core/pure.test.mjs',
  }],
  singular_value: [
    {
      tensors: ['spectral_norm'],
      formula: 'σ_max(W_hh)',
      layer: 'each', range: '[0, ∞)', test: 'tests/diagnostics/test_spectrum.py',
    },
    {
      tensors: ['jacobian_singular_values'],
      formula: 'σ_i(∂s_T/∂s_t)',
      sample: 'watched',
      layer: 'each', range: '[0, ∞)', note: 'product', test: 'tests/diagnostics/test_jacobian_product.py',
    },
  ],
  henrici: [{
    tensors: ['non_normality'],
    formula: '√(‖W_hh‖² − Σ |λ_i|²)',
    layer: 'each', range: '[0, ∞)', test: 'tests/diagnostics/test_spectrum.py',
  }],
  lyapunov: [
    {
      tensors: ['lyapunov_exponents'],
      formula: '(1/(T − 1)) ln σ_i(∂s_T/∂s_1)',
      sample: 'watched', layer: 'each', range: '[−∞, ∞) nats', test: 'tests/diagnostics/test_lyapunov.py',
    },
    {
      tensors: ['long_run_exponents', 'long_run_error', 'long_run_steps'],
      formula: '(1/n) Σ_t ln |R_{t,ii}|',
      layer: 'each', range: '[−∞, ∞) nats', note: 'long_run', test: 'tests/diagnostics/test_lyapunov.py',
    },
  ],
  decibel: [
    {
      tensors: ['ledger'],
      formula: '‖δ_t‖ / ‖λ_t‖, ‖W^T δ_t‖ / ‖δ_t‖, ‖J_t^T λ_t‖ / ‖W^T δ_t‖, ‖J_t^T λ_t‖ / ‖λ_t‖',
      loss: 'all',
      sample: 'watched', layer: 'each', range: '[−∞, ∞] dB', note: 'no_loss', test: 'tests/diagnostics/test_ledger.py',
    },
    {
      tensors: ['ledger_paths'],
      formula: '⟨p, J_t^T λ_t⟩ / ‖J_t^T λ_t‖², ‖p‖ / ‖λ_t‖, ⟨p, q⟩ / (‖p‖ ‖q‖)',
      loss: 'all', sample: 'watched',
      layer: 'each', range: '(−∞, ∞), Σ = 1', note: 'no_loss', test: 'tests/diagnostics/test_ledger.py',
    },
  ],
  norm: [{
    tensors: ['gradient_norm', 'parameter_gradient_norm', 'parameter_norm'],
    formula: '‖∂L/∂θ‖, ‖∂L/∂w‖, ‖w‖',
    loss: 'all', sample: 'all', range: '[0, ∞)', test: 'tests/diagnostics/test_norms.py',
  }],
  clip: [{
    tensors: ['clip_ratio'],
    formula: '‖g′‖ / ‖g‖',
    loss: 'all', sample: 'all', range: '[0, 1]', test: 'tests/diagnostics/test_norms.py',
  }],
  relative_update: [{
    tensors: ['update_ratio'],
    formula: '‖Δw‖ / ‖w‖',
    loss: 'all', sample: 'all', range: '[0, ∞]', note: 'no_weight', test: 'tests/diagnostics/test_norms.py',
  }],
};

/** What a quantity is of, as the ids of words. */
export function ofWords({ loss, sample, layer }: Quantity): string[] {
  return [
    loss && `definition.loss.${loss}`, sample && `definition.sample.${sample}`, layer && `definition.layer.${layer}`,
  ].filter((id) => typeof id === 'string');
}
