/** How the rows and groups of a unit's two equations are written. */

import type { Translate } from '../core/model/types.ts';
import type { Wording } from './term_list_view.ts';
import { at, secondReading, stateReading, weightLimit, type Place } from '../core/unit/readings.ts';
import { parseSource } from '../core/unit/sources.ts';
import { equationsOf } from './cells/catalog.ts';
import { inputSymbol, stateSymbol, type Site } from '../core/unit/pieces.ts';
import { activationLimit } from '../draw/activation_limit.ts';
import { signedColor, type Rgb, type SignedPalette } from '../draw/colour.ts';

export type Context = {
  place: Place;
  site: Site;
  palette: SignedPalette;
  t: Translate;
  inputLabels: readonly string[];
  isOpen: (key: string) => boolean;
};

export function forwardWording(context: Context): Wording {
  const { place, site, t, inputLabels } = context;
  const before = stateSymbol(site, String(site.time - 1));
  const labels: Record<string, string> = {
    b_xh: 'b_{xh}', b_hh: 'b_{hh}', W_hh: `W_{hh} ${before}`, W_xh: `W_{xh} ${inputSymbol(site, String(site.time))}`,
    ...equationsOf(place.cell).labels(site, before),
  };
  const own = (row: string) => labels[`${row}/`] ?? `${row}_{${site.time},${site.unit}}`;
  return {
    ...common(context),
    left: (row) => (row === 'h' ? stateSymbol(site, `${site.time},${site.unit}`) : own(row)),
    group(row, { group: { name, note } }) {
      if (note !== undefined) return `${matrixName(name)} · ${inputLabels[Number(note)] ?? note}`;
      return labels[`${row}/${name}`] ?? labels[name] ?? name;
    },
    row: (row) => (site.rests ? t('inspector.rests') : rowWords(t, place.cell.kind, row)),
    backward: false,
  };
}

/** What a row is for: in the words of its cell, else those of any. */
function rowWords(t: Translate, kind: string, row: string) {
  const key = [`inspector.row.${kind}.${row}`, `inspector.row.${row}`].find((candidate) => t(candidate) !== candidate);
  return key ? t(key) : '';
}

/** W_xh as W_{xh}. */
function matrixName(name: string) {
  return name.replace(/_(\w+)$/, '_{$1}');
}

export function backwardWording(context: Context): Wording {
  const { place, site, t } = context;
  const through: Record<string, string> = {
    output: t('inspector.through.output', { time: site.time }),
    above: t('inspector.through.above', { layer: site.layer + 2 }),
    next: t('inspector.through.next', { time: site.time + 1 }),
  };
  const left = {
    output: `ŷ_{${site.time}}`, above: stateSymbol({ ...site, layer: site.layer + 1 }, String(site.time)),
    next: stateSymbol(site, String(site.time + 1)),
  } as Record<string, string>;
  const labels = equationsOf(place.cell).backLabels(site);
  return {
    ...common(context),
    left: (row) => (row === 'gradient' ? `∂ℓ/∂${stateSymbol(site, `${site.time},${site.unit}`)}` : `→ ${left[row]}`),
    group(row, { group: { name } }) {
      if (row === 'gradient') return left[name] ? `→ ${left[name]}` : '';
      if (name === 'W_hy') return 'W_{hy} δ';
      return labels[name] ?? `W_{${row === 'above' ? 'xh' : 'hh'},${name}} δ`;
    },
    row: (row) => through[row] ?? '',
    backward: true,
  };
}

function common({ place, palette, t, isOpen }: Context): Pick<Wording, 'colour' | 'products' | 'isOpen'> {
  const limits = new Map();
  const stateLimit = () => activationLimit(
    place.cell as { kind: string, activation?: string }, 'h', Array.from(place.lane.hiddenState.data, Number), 1,
  );
  const limitOf = (tensor: string, measure: () => number): number => {
    if (!limits.has(tensor)) limits.set(tensor, measure());
    return limits.get(tensor);
  };
  return {
    colour(source: string): Rgb | null {
      const { tensor, index } = parseSource(source);
      const [family, name] = tensor.split('/');
      const { lane, frame } = place;
      if (family === 'weight' && lane.weights) return signedColor(
        at(lane.weights[name], ...index), limitOf(tensor, () => weightLimit((lane.weights as any)[name])), palette,
      );
      if (family === 'input') return signedColor(at(lane.read ?? frame.input, ...index), 1, palette);
      if (family === 'hidden_state') return signedColor(
        stateReading(place, index[0], index[1], index[2]).value, limitOf(tensor, stateLimit), palette,
      );
      if (family === 'state' && index[1] < 0) {
        return signedColor(secondReading(place, name, index[0], index[1], ...index.slice(2)).value, 1, palette);
      }
      if (family === 'state') return signedColor(
        at(lane.states[name], ...index), limitOf(tensor, () => Math.max(1, weightLimit(lane.states[name]))), palette,
      );
      return null;
    },
    products: (count) => t('inspector.products', { count }),
    isOpen,
  };
}
