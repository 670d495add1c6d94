/**
 * Which entry of the glossary a symbol of an equation stands for. Letters mean different things in different cells: f
 * is a forget gate in an LSTM and the activation elsewhere, σ_max a singular value and σ( the sigmoid. a symbol, its
 * index, and what stands behind it
 */
export type Written = { base: string, sub: string, next: string };

/** In those of a simple network, with all that it can have. */
const NORMALISED = { α: 'residual', g: 'layer_norm', a: 'layer_norm', μ: 'layer_norm', s: 'layer_norm' };

/**
 * What letters mean within the equations of one choice, named as its words are; null: nothing that the glossary has.
 */
const OWN: Record<string, Record<string, string | null>> = {
  'cell.rnn': NORMALISED,
  'cell.irnn': NORMALISED,
  'cell.nprnn': NORMALISED,
  'cell.indrnn': { α: 'residual' },
  'cell.lstm': {
    i: 'input_gate', f: 'forget_gate', o: 'output_gate', g: 'candidate', c: 'memory_cell', p: 'peepholes',
  },
  'cell.gru': { r: 'reset_gate', z: 'update_gate', n: 'candidate' },
  'cell.ugrnn': { g: 'keep_gate', c: 'candidate' },
  'cell.mingru': { k: 'keep_gate', c: 'candidate' },
  'cell.minlstm': { i: 'input_gate', f: 'forget_gate', c: 'candidate' },
  'cell.cornn': { z: null },
  'cell.slstm': {
    i: 'input_gate', f: 'forget_gate', o: 'output_gate', g: 'candidate', c: 'memory_cell', n: null, m: null,
  },
  'cell.lem': { z: null, g: 'candidate', c: 'candidate' },
  'cell.lmu': { u: null, m: null, A: null, B: null, I: 'identity_matrix', i: null, j: null, e: null },
  'cell.rglru': { a: 'keep_gate', i: 'input_gate', u: 'candidate' },
  'cell.deltanet': { q: null, k: null, s: null, S: null, v: 'candidate', α: 'keep_gate', β: 'gate' },
  'cell.mlstm': {
    q: null, k: null, v: 'candidate', i: 'input_gate', f: 'forget_gate', o: 'output_gate', C: 'memory_cell', n: null,
    m: null, s: null, K: null,
  },
  'cell.lru': { x: null, y: null, λ: 'eigenvalue' },
  'panel.gates': { f: 'forget_gate', τ: 'time_constant' },
  'panel.ledger': { λ: 'gradient', δ: 'gradient', slope: 'slope', gate: 'gate' },
  'panel.lyapunov': { λ: 'lyapunov', Q: 'orthogonal', σ: 'singular_value' },
};
/** The same of a whole family of choices. */
const OF_FAMILY: Record<string, Record<string, string | null>> = {
  task: { y: null },
  optimizer: { g: 'gradient', η: 'learning_rate', μ: 'momentum', λ: null, ρ: null },
  clip: { g: 'gradient', θ: 'clip' },
  bptt: { window: 'window', shift: 'shift' },
  initialisation: { Q: 'orthogonal' },
};
/** What they mean anywhere else. */
const ANYWHERE: Record<string, string> = {
  h: 'hidden_state', x: 'sequence',
  y: 'logits', z: 'pre_activation', L: 'loss', ℓ: 'loss', b: 'bias', '∂': 'gradient', '‖': 'norm', δ: 'gradient',
  tanh: 'tanh', ReLU: 'relu', J: 'jacobian', I: 'identity_matrix', λ: 'eigenvalue', ρ: 'spectral_radius',
};
const WEIGHTS = [
  ['hh', 'recurrent_weights'], ['xh', 'input_weights'], ['hy', 'read_out'], ['gate', 'gate'], ['', 'parameters'],
] as const;

/**
 * @param of the choice whose equation it is, as its words are named: cell.lstm; '' where that is unknown
 * @returns id of an entry
 */
export function termOfSymbol({ base, sub, next }: Written, of: string): string | null {
  for (const own of [OWN[of], OF_FAMILY[of.split('.')[0]]]) if (own && base in own) return own[base];
  if (base === 'W') return WEIGHTS.find(([index]) => sub.startsWith(index))?.[1] ?? null;
  if (base === 'f') return next === '′' ? 'slope' : next === '(' ? 'activation' : null;
  if (base === 'σ') return sub ? 'singular_value' : 'sigmoid';
  return ANYWHERE[base] ?? null;
}
