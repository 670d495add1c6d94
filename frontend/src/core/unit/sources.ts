/** What a number is, read off its source: `weight/W_hh.0[1,2]` is the weight of W_hh in layer 0, row 1, column 2. */

export type Address = { tensor: string, index: number[] };

/** Matrices that read what the layer reads. */
const READS_INPUT = ['W_xh', 'W_xs', 'W_xc', 'B_re', 'B_im', 'D', 'W_q', 'W_k', 'W_v', 'W_alpha', 'W_beta', 'W_i', 'W_f', 'W_o'];
/** Text ids of weights that are none of torch's. */
const WEIGHT_WORDS: Record<string, string> = {
  W_xs: 'W_xh', W_xc: 'W_xh', W_zc: 'within',
  W_q: 'to_number', W_k: 'to_number', W_alpha: 'to_number', W_beta: 'to_number', W_i: 'to_number', W_f: 'to_number', W_v: 'W_xh',
  W_o: 'W_xh', b_q: 'number_bias',
  b_k: 'number_bias', b_alpha: 'number_bias', b_beta: 'number_bias', b_i: 'number_bias', b_f: 'number_bias',
  B_re: 'W_xh', B_im: 'W_xh', D: 'W_xh', W_zh: 'W_hh', W_sh: 'within', C_re: 'within', C_im: 'within', W_gate: 'within',
  u: 'own', p_ch: 'own', g_ln: 'own', b_mod: 'bias', b_gate: 'bias', gamma_log: 'own', Lambda: 'own',
  e_x: 'of_signal', e_h: 'of_signal', e_m: 'of_signal',
};

export function parseSource(source: string): Address {
  const [, tensor = source, index = ''] = source.match(/^(.*)\[(.*)\]$/) ?? [];
  return { tensor, index: index === '' ? [] : index.split(',').map(Number) };
}

/** A text id and its parameters (counting from 1) that say what the number is. */
export function sourceWords(
  source: string,
  {
    hidden, gates, matrices = [], layerStates = [], inputLabels, outputLabels,
  }: {
    hidden: number;
    gates: readonly string[];
    matrices?: readonly string[];
    layerStates?: readonly string[];
    inputLabels: readonly string[];
    outputLabels: readonly string[];
  },
): { key: string, params: Record<string, string | number> } {
  const { tensor, index } = parseSource(source);
  const [first = 0, second = 0, third = 0] = index;
  const [family, rest = ''] = tensor.split('/');
  switch (family) {
    case 'weight': return weightWords(rest, first, second, { hidden, gates, inputLabels, outputLabels });
    case 'input': return { key: 'input', params: { label: inputLabels[second] ?? second + 1, time: first + 1 } };
    case 'hidden_state': return second < 0
      ? { key: 'start', params: { state: 'h' } }
      : { key: 'state', params: { state: 'h', time: second + 1, unit: third + 1 } };
    case 'state':
      if (second < 0) return { key: 'start', params: { state: rest } };
      if (layerStates.includes(rest)) return { key: 'number', params: { name: rest, time: second + 1, unit: third + 1 } };
      return matrices.includes(rest)
        ? { key: 'state_number', params: { state: rest, time: second + 1, unit: third + 1, number: (index[3] ?? 0) + 1 } }
        : { key: 'state', params: { state: rest, time: second + 1, unit: third + 1 } };
    case 'hidden_gradient': return { key: 'gradient', params: { time: second + 1, unit: third + 1 } };
    case 'output': return { key: 'output', params: { time: first + 1, label: outputLabels[second] ?? second + 1 } };
    case 'pre_activation': return { key: 'slope', params: { time: second + 1, unit: third + 1 } };
    case 'gates': return {
      key: 'gate', params: { gate: gates[third] ?? '', time: second + 1, unit: (index[3] ?? 0) + 1 },
    };
    case 'state_gradient': return { key: 'state_gradient', params: { state: rest, time: second + 1, unit: third + 1 } };
    case 'value': return { key: 'state', params: { state: rest, time: second + 1, unit: third + 1 } };
    case 'vector': return { key: 'number', params: { name: rest, time: second + 1, unit: third + 1 } };
    case 'moment': return { key: 'moment', params: { name: rest, time: second + 1 } };
    case 'constant': return { key: 'constant', params: { name: rest } };
    case 'effective': return effectiveWords(rest, index);
    case 'signal_gradient': return { key: 'signal_gradient', params: { name: rest, time: second + 1 } };
    case 'sum_gradient': return { key: 'sum_gradient', params: { gate: LETTERS[rest] ?? rest, time: second + 1, unit: third + 1 } };
    default: return { key: 'row', params: { row: rest } };
  }
}

/** How what has a name in letters of its own is written. */
const LETTERS: Record<string, string> = { alpha: 'α', beta: 'β' };

/** A number made of weights: an entry of a matrix, or of λ. */
function effectiveWords(
  name: string,
  [row = 0, column]: number[],
): { key: string, params: Record<string, string | number> } {
  if (name === 'W_mh B_θ') return { key: 'own', params: { matrix: name, unit: row + 1 } };
  if (column === undefined) return { key: 'eigenvalue', params: { name, unit: row + 1 } };
  return {
    key: name === 'W_mh A_θ' ? 'of_number' : 'entry',
    params: { matrix: { M: 'A − Aᵀ − γI', Q: 'Q = exp(A − Aᵀ)' }[name] ?? name, from: column + 1, to: row + 1 },
  };
}

function weightWords(
  name: string,
  row: number,
  column: number,
  {
    hidden, gates, inputLabels, outputLabels,
  }: { hidden: number, gates: readonly string[], inputLabels: readonly string[], outputLabels: readonly string[] },
) {
  const [matrix, layer] = name.split('.');
  const gate = gates[Math.floor(row / hidden)];
  const key = WEIGHT_WORDS[matrix] ?? (matrix.startsWith('b_') ? 'bias' : matrix);
  const unit = (key.includes('number') ? row : row % hidden) + 1;
  if (name === 'W_hy') return { key: 'W_hy', params: { from: column + 1, to: outputLabels[row] ?? row + 1 } };
  const from = READS_INPUT.includes(matrix) && layer === '0' ? inputLabels[column] ?? column + 1 : column + 1;
  const params = {
    matrix: gate && /^[Wb]_[xh]h$/.test(matrix) ? `${matrix}, ${gate}` : matrix,
    from, to: unit, unit,
  };
  return { key, params };
}
