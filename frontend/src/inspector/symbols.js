/**
 * The equations of a unit in symbols and in shapes, as pieces that a narrow column can break between.
 * A piece is written like the catalog's equations: an index after `_`, in braces when it is longer than one word.
 *
 * @import { Part } from '../state/types.d.ts'
 */

import { candidateActivation } from '../charts/activation_curves.js';

/** @typedef {{ text: string, shape?: string }} Piece */
/** @typedef {{ time: number, unit: number, layer: number, layers: number, hidden: number, input: number, output: number, last: boolean, scored: boolean,
 *   rests: boolean, twoBiases: boolean }} Site `time` and `unit` count from 1, `layer` from 0 */

/** How functions are written. @type {Record<string, string>} */
const FUNCTION_NAMES = { tanh: 'tanh', sigmoid: 'σ', sine: 'sin', identity: '' };

/** @param {string} kind of activation @returns {string} */
export function functionName(kind) {
  return FUNCTION_NAMES[kind] ?? 'f';
}

/** What a layer reads: x, or h of the layer beneath. @param {Site} site @param {string} index */
export function inputSymbol({ layer }, index) {
  return layer === 0 ? `x_{${index}}` : `h_{${index}}^{(${layer})}`;
}

/** h with its layer where there are several. @param {Pick<Site, 'layers' | 'layer'>} site @param {string} index */
export function stateSymbol({ layers, layer }, index) {
  return layers > 1 ? `h_{${index}}^{(${layer + 1})}` : `h_{${index}}`;
}

/** @param {Part} cell @param {Site} site @returns {Piece[][]} the forward equations of the unit, with its own indices */
export function forwardSymbols(cell, site) {
  const { time, unit } = site;
  const at = (/** @type {string} */ name) => `${name}_{${time},${unit}}`;
  const h = stateSymbol(site, `${time},${unit}`);
  const before = stateSymbol(site, `${time - 1},${unit}`);
  const call = (/** @type {string} */ left, /** @type {string} */ name, /** @type {string} */ block) => [
    ...pieces(name ? `${left} = ${name}(` : `${left} =`), ...closed(sumPieces(site, block), name ? ')' : ''),
  ];
  switch (cell.kind) {
    case 'lstm': return [
      ...['i', 'f', 'o'].map((gate) => call(at(gate), 'σ', gate)), call(at('g'), 'tanh', 'g'),
      pieces(`${at('c')} =`, `${at('f')} c_{${time - 1},${unit}}`, `+ ${at('i')} ${at('g')}`), pieces(`${h} =`, `${at('o')} tanh(${at('c')})`),
    ];
    case 'gru': return [
      ...['r', 'z'].map((gate) => call(at(gate), 'σ', gate)),
      [...pieces(`${at('n')} = tanh(`), ...inputPieces(site, 'n'), ...pieces(`+ ${at('r')} (`), ...closed(recurrentPieces(site, 'n', ''), '))')],
      pieces(`${h} =`, `(1 − ${at('z')}) ${at('n')}`, `+ ${at('z')} ${before}`),
    ];
    default:
      return site.rests ? [pieces(`${h} =`, before)] : [call(h, functionName(candidateActivation(cell)), '')];
  }
}

/** @param {Site} site @param {string} block @returns {Piece[]} */
function sumPieces(site, block) {
  return [...inputPieces(site, block), ...recurrentPieces(site, block, '+ ')];
}

/** Σ_j W_xh,uj x_t,j + b. @param {Site} site @param {string} block @returns {Piece[]} */
function inputPieces(site, block) {
  return pieces(`Σ_j W_{xh${mark(block)},${site.unit}j} ${inputSymbol(site, `${site.time},j`)}`, `+ b_{xh${mark(block)},${site.unit}}`);
}

/** @param {Site} site @param {string} block @param {string} sign @returns {Piece[]} */
function recurrentPieces(site, block, sign) {
  const sum = `${sign}Σ_j W_{hh${mark(block)},${site.unit}j} ${stateSymbol(site, `${site.time - 1},j`)}`;
  return site.twoBiases ? pieces(sum, `+ b_{hh${mark(block)},${site.unit}}`) : pieces(sum);
}

/** @param {string} block */
const mark = (block) => (block ? `,${block}` : '');

/** @param {Part} cell @param {Site} site @returns {Piece[][]} the layer's equation with the shape of everything in it */
export function forwardShapes(cell, site) {
  const { time, hidden } = site;
  const vector = String(hidden);
  const h = { text: stateSymbol(site, String(time)), shape: vector };
  const before = { text: stateSymbol(site, String(time - 1)), shape: vector };
  const sum = (/** @type {string} */ block) => [...inputShapes(site, block), { text: '+' }, ...recurrentShapes(site, block)];
  const gate = (/** @type {string} */ name, /** @type {string} */ call) => [{ text: `${name}_{${time}}`, shape: vector }, { text: `= ${call}(` }, ...sum(name), { text: ')' }];
  /** @type {Piece[][]} */
  const gates = cell.kind === 'lstm' ? ['i', 'f', 'g', 'o'].map((name) => gate(name, name === 'g' ? 'tanh' : 'σ')) : ['r', 'z'].map((name) => gate(name, 'σ'));
  const times = { text: '⊙' };
  const named = (/** @type {string} */ name, index = time) => ({ text: `${name}_{${index}}`, shape: vector });
  switch (cell.kind) {
    case 'lstm': return [
      ...gates, [named('c'), { text: '=' }, named('f'), times, named('c', time - 1), { text: '+' }, named('i'), times, named('g')],
      [h, { text: '=' }, named('o'), times, { text: 'tanh(' }, named('c'), { text: ')' }],
    ];
    case 'gru': return [
      ...gates, [named('n'), { text: '= tanh(' }, ...inputShapes(site, 'n'), { text: '+' }, named('r'), times, { text: '(' }, ...recurrentShapes(site, 'n'), { text: '))' }],
      [h, { text: '= (1 −' }, named('z'), { text: ')' }, times, named('n'), { text: '+' }, named('z'), times, before],
    ];
    default: {
      const name = functionName(candidateActivation(cell));
      return [[h, { text: name ? `= ${name}(` : '=' }, ...sum(''), ...(name ? [{ text: ')' }] : [])]];
    }
  }
}

/** @param {Site} site @param {string} block @returns {Piece[]} */
function inputShapes(site, block) {
  const { hidden, input, time } = site;
  return [
    { text: `W_{xh${mark(block)}}`, shape: `${hidden}×${input}` }, { text: inputSymbol(site, String(time)), shape: String(input) },
    { text: '+' }, { text: `b_{xh${mark(block)}}`, shape: String(hidden) },
  ];
}

/** @param {Site} site @param {string} block @returns {Piece[]} */
function recurrentShapes(site, block) {
  const { hidden, time, twoBiases } = site;
  return [
    { text: `W_{hh${mark(block)}}`, shape: `${hidden}×${hidden}` }, { text: stateSymbol(site, String(time - 1)), shape: String(hidden) },
    ...(twoBiases ? [{ text: '+' }, { text: `b_{hh${mark(block)}}`, shape: String(hidden) }] : []),
  ];
}

/**
 * The backward equation of the unit: what is left out when nothing comes that way.
 * @param {Part} cell @param {Site} site @param {string[]} gates @returns {Piece[][]}
 */
export function backwardSymbols(cell, site, gates) {
  const { time, unit, layer, layers, last, scored } = site;
  const gradient = `∂ℓ/∂${stateSymbol(site, `${time},${unit}`)}`;
  const output = layer === layers - 1 && scored ? [`Σ_o W_{hy,o${unit}} ∂ℓ/∂y_{${time},o}`] : [];
  const slope = gates.length ? '' : 'f′(z_{#,j}) ';
  const through = (/** @type {string} */ matrix, /** @type {number} */ index, /** @type {number} */ ofLayer) => {
    if (gates.length) return `Σ_j W_{${matrix},j${unit}} δ_{${index},j}`;
    return `Σ_j W_{${matrix},j${unit}} ${slope.replace('#', String(index))}∂ℓ/∂${stateSymbol({ layers, layer: ofLayer }, `${index},j`)}`;
  };
  const above = layer < layers - 1 ? [through('xh', time, layer + 1)] : [];
  const kept = cell.kind === 'gru' && !last ? [`z_{${time + 1},${unit}} ∂ℓ/∂${stateSymbol(site, `${time + 1},${unit}`)}`] : [];
  const next = last ? [] : [through('hh', time + 1, layer)];
  const terms = [...output, ...above, ...kept, ...next];
  return [pieces(`${gradient} =`, ...(terms.length ? terms.map((term, index) => (index ? `+ ${term}` : term)) : ['0']))];
}

/** With `end` behind the last piece. @param {Piece[]} list @param {string} end @returns {Piece[]} */
function closed(list, end) {
  return list.map((piece, index) => (index === list.length - 1 ? { ...piece, text: piece.text + end } : piece));
}

/** @param {...string} texts @returns {Piece[]} */
function pieces(...texts) {
  return texts.map((text) => ({ text }));
}
