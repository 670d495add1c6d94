/**
 * How the rows and groups of a unit's two equations are written.
 *
 * @import { Place } from '../inspector/readings.js'
 * @import { Site } from '../inspector/symbols.js'
 * @import { Rgb, SignedPalette } from '../layout/colour.js'
 * @import { Translate } from '../state/types.d.ts'
 * @import { Wording } from './inspector_ledger.js'
 */

import { at } from '../inspector/readings.js';
import { parseSource } from '../inspector/sources.js';
import { inputSymbol, stateSymbol } from '../inspector/symbols.js';
import { activationLimit } from '../layout/activation-limit.js';
import { signedColor } from '../layout/colour.js';
import { weightLimit } from './inspector_weights.js';

/** Rows of gated cells that say what they are for. */
const ROWS_WITH_WORDS = ['i', 'f', 'g', 'o', 'c', 'r', 'z', 'n'];

/** @typedef {{ place: Place, site: Site, palette: SignedPalette, t: Translate, inputLabels: readonly string[], isOpen: (key: string) => boolean }} Context */

/** @param {Context} context @returns {Wording} */
export function forwardWording(context) {
  const { place, site, t, inputLabels } = context;
  const before = stateSymbol(site, String(site.time - 1));
  /** @type {Record<string, string>} */
  const rows = { reset: `r_{${site.time}} (W_{hh} ${before} + b_{hh})`, b_xh: 'b_{xh}', b_hh: 'b_{hh}', W_hh: `W_{hh} ${before}` };
  return {
    ...common(context),
    left: (row) => (row === 'h' ? stateSymbol(site, `${site.time},${site.unit}`) : `${row}_{${site.time},${site.unit}}`),
    group(row, { group: { name, note } }) {
      if (name === 'W_xh') return note === undefined ? `W_{xh} ${inputSymbol(site, String(site.time))}` : `W_{xh} · ${inputLabels[Number(note)] ?? note}`;
      if (name === 'kept') return row === 'c' ? `f c_{${site.time - 1}}` : place.cell.kind === 'gru' ? `z ${before}` : before;
      if (name === 'written') return row === 'c' ? 'i g' : '(1−z) n';
      if (name === 'shown') return 'o tanh(c)';
      return rows[name] ?? name;
    },
    row: (row) => (site.rests ? t('inspector.rests') : ROWS_WITH_WORDS.includes(row) ? t(`inspector.row.${row}`) : ''),
    backward: false,
  };
}

/** @param {Context} context @returns {Wording} */
export function backwardWording(context) {
  const { place, site, t } = context;
  const gated = place.gates.length > 0;
  /** @type {Record<string, string>} */
  const through = {
    output: t('inspector.through.output', { time: site.time }),
    above: t('inspector.through.above', { layer: site.layer + 2 }),
    next: t('inspector.through.next', { time: site.time + 1 }),
  };
  const left = /** @type {Record<string, string>} */ ({ output: `ŷ_{${site.time}}`, above: stateSymbol({ ...site, layer: site.layer + 1 }, String(site.time)), next: stateSymbol(site, String(site.time + 1)) });
  return {
    ...common(context),
    left: (row) => (row === 'gradient' ? `∂ℓ/∂${stateSymbol(site, `${site.time},${site.unit}`)}` : `→ ${left[row]}`),
    group(row, { group: { name } }) {
      if (row === 'gradient') return left[name] ? `→ ${left[name]}` : '';
      if (name === 'kept') return gated ? 'z' : '';
      if (name === 'W_hy') return 'W_{hy} δ';
      const matrix = row === 'above' ? 'W_{xh}' : 'W_{hh}';
      return gated ? `${matrix.slice(0, -1)},${name}} δ` : `${matrix} f′ ∂ℓ`;
    },
    row: (row) => through[row] ?? '',
    backward: true,
  };
}

/** @param {Context} context @returns {Pick<Wording, 'colour' | 'products' | 'isOpen'>} */
function common({ place, palette, t, isOpen }) {
  const limits = new Map();
  const stateLimit = () => activationLimit(/** @type {{ kind: string, activation?: string }} */ (place.cell), 'h', Array.from(place.lane.hiddenState.data, Number), 1);
  /** @param {string} tensor @param {() => number} measure @returns {number} */
  const limitOf = (tensor, measure) => {
    if (!limits.has(tensor)) limits.set(tensor, measure());
    return limits.get(tensor);
  };
  return {
    /** @param {string} source @returns {Rgb | null} */
    colour(source) {
      const { tensor, index } = parseSource(source);
      const [family, name] = tensor.split('/');
      const { lane, frame } = place;
      if (family === 'weight' && lane.weights) return signedColor(at(lane.weights[name], ...index), limitOf(tensor, () => weightLimit(/** @type {any} */ (lane.weights)[name])), palette);
      if (family === 'input') return signedColor(at(frame.input, ...index), 1, palette);
      if (family === 'hidden_state') return signedColor(index[1] < 0 ? 0 : at(lane.hiddenState, ...index), limitOf(tensor, stateLimit), palette);
      if (family === 'state') return signedColor(index[1] < 0 ? 0 : at(lane.states[name], ...index), limitOf(tensor, () => Math.max(1, weightLimit(lane.states[name]))), palette);
      return null;
    },
    products: (count) => t('inspector.products', { count }),
    isOpen,
  };
}
