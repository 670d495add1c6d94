/** What a number is, read off its source: `weight/W_hh.0[1,2]` is the weight of W_hh in layer 0, row 1, column 2. */

/** @typedef {{ tensor: string, index: number[] }} Address */

/** @param {string} source @returns {Address} */
export function parseSource(source) {
  const [, tensor = source, index = ''] = source.match(/^(.*)\[(.*)\]$/) ?? [];
  return { tensor, index: index === '' ? [] : index.split(',').map(Number) };
}

/**
 * A text id and its parameters (counting from 1) that say what the number is.
 *
 * @param {string} source
 * @param {{ hidden: number, gates: readonly string[], inputLabels: readonly string[], outputLabels: readonly string[] }} network
 * @returns {{ key: string, params: Record<string, string | number> }}
 */
export function sourceWords(source, { hidden, gates, inputLabels, outputLabels }) {
  const { tensor, index } = parseSource(source);
  const [first = 0, second = 0, third = 0] = index;
  const [family, rest = ''] = tensor.split('/');
  switch (family) {
    case 'weight': return weightWords(rest, first, second, { hidden, gates, inputLabels, outputLabels });
    case 'input': return { key: 'input', params: { label: inputLabels[second] ?? second + 1, time: first + 1 } };
    case 'hidden_state': return second < 0 ? { key: 'start', params: { state: 'h' } } : { key: 'state', params: { state: 'h', time: second + 1, unit: third + 1 } };
    case 'state': return second < 0 ? { key: 'start', params: { state: rest } } : { key: 'state', params: { state: rest, time: second + 1, unit: third + 1 } };
    case 'hidden_gradient': return { key: 'gradient', params: { time: second + 1, unit: third + 1 } };
    case 'output': return { key: 'output', params: { time: first + 1, label: outputLabels[second] ?? second + 1 } };
    case 'pre_activation': return { key: 'slope', params: { time: second + 1, unit: third + 1 } };
    case 'gates': return { key: 'gate', params: { gate: gates[third] ?? '', time: second + 1, unit: (index[3] ?? 0) + 1 } };
    case 'sum_gradient': return { key: 'sum_gradient', params: { gate: rest, time: second + 1, unit: third + 1 } };
    default: return { key: 'row', params: { row: rest } };
  }
}

/** @param {string} name @param {number} row @param {number} column
 * @param {{ hidden: number, gates: readonly string[], inputLabels: readonly string[], outputLabels: readonly string[] }} network */
function weightWords(name, row, column, { hidden, gates, inputLabels, outputLabels }) {
  const [matrix, layer] = name.split('.');
  const gate = gates[Math.floor(row / hidden)];
  const unit = (row % hidden) + 1;
  if (name === 'W_hy') return { key: 'W_hy', params: { from: column + 1, to: outputLabels[row] ?? row + 1 } };
  const from = matrix === 'W_xh' && layer === '0' ? inputLabels[column] ?? column + 1 : column + 1;
  const params = { matrix: gate ? `${matrix}, ${gate}` : matrix, from, to: unit, unit };
  return { key: matrix.startsWith('b_') ? 'bias' : matrix, params };
}
