/**
 * Clamps, as a link writes them, as the protocol wants them. Pure.
 *
 *     g.f@3-9:1      gate f of every unit is 1 from time 3 to 9
 *     g.f.2@3-9:1    of unit 2 alone
 *     u.h.2@3-3:0.5  unit 2 of h is 0.5 after time 3
 *     e.2.5@1-9:0    the entry in row 2, column 5 of W_hh counts as 0
 *     x@5-5          nothing comes through the recurrent weights into time 5
 *     t.b@5          the state of model B after time 5 is put in its place
 *
 * Counted from 1, as the page shows it; a number behind the first letter is a layer above the first.
 * counted from 0
 */
export interface Clamp {
  kind: 'gate' | 'unit' | 'edge' | 'cut' | 'transplant';
  layer: number;
  first: number;
  last: number;
  /** of the gate or the state */ name?: string;
  /** null: every one */ unit?: number | null;
  row?: number;
  column?: number;
  /** lane of a transplant */ origin?: number;
  value?: number;
}

export const KINDS = ['gate', 'unit', 'edge', 'cut', 'transplant'] as const;
const LETTERS = { gate: 'g', unit: 'u', edge: 'e', cut: 'x', transplant: 't' } as Record<Clamp['kind'], string>;
const LANES = 'abcd';
export const MOST = 16;

/**
 * What is worth holding first: the gate that keeps at 1 throughout; without one, nothing through the recurrent weights
 * halfway.
 * @param facts of the lane
 * @param count time steps
 */
export function exampleClamp(
  { gates, keep, recurrent = ['W_hh'] }: {
    gates: readonly string[];
    keep?: string | null;
    recurrent?: readonly string[];
  },
  count: number,
): Clamp {
  if (keep && gates.includes(keep)) {
    return { kind: 'gate', layer: 0, first: 0, last: count - 1, name: keep, unit: null, value: 1 };
  }
  const middle = Math.floor(count / 2);
  if (recurrent.length) return { kind: 'cut', layer: 0, first: middle, last: middle };
  return { kind: 'unit', layer: 0, first: middle, last: middle, name: 'h', unit: 0, value: 0 };
}

function written({ kind, layer, first, last, name, unit, row = 0, column = 0, origin = 0, value = 0 }: Clamp): string {
  const head = LETTERS[kind] + (layer ? layer + 1 : '');
  const span = `@${first + 1}-${last + 1}`;
  if (kind === 'gate') {
    return `${head}.${name}${unit === null || unit === undefined ? '' : `.${unit + 1}`}${span}:${value}`;
  }
  if (kind === 'unit') return `${head}.${name}.${(unit ?? 0) + 1}${span}:${value}`;
  if (kind === 'edge') return `${head}.${row + 1}.${column + 1}${span}:${value}`;
  return kind === 'cut' ? head + span : `${head}.${LANES[origin]}@${first + 1}`;
}

/** @returns null where there are none */
export function writeClamps(clamps: readonly Clamp[]): string | null {
  return clamps.length ? clamps.map(written).join(',') : null;
}

const SPAN = /^([guext])(\d?)((?:\.\w+)*)@(\d{1,4})(?:-(\d{1,4}))?(?::(-?[\d.]+(?:e-?\d+)?))?$/;

function read(text: string): Clamp | null {
  const [, letter, layer, rest, from, to, amount] = SPAN.exec(text) ?? [];
  const kind = KINDS.find((each) => LETTERS[each] === letter);
  const names = (rest ?? '').split('.').slice(1);
  const [first, last] = [Number(from) - 1, Number(to ?? from) - 1];
  if (!kind || first < 0 || last < first) return null;
  const place = { kind, layer: Math.max(0, Number(layer || 1) - 1), first, last };
  const value = Number(amount);
  if (kind === 'cut') return names.length ? null : place;
  if (kind === 'transplant') return names.length === 1 && LANES.includes(names[0])
    ? { ...place, last: first, origin: LANES.indexOf(names[0]) }
    : null;
  if (amount === undefined || !Number.isFinite(value)) return null;
  const numbers = names.map((name) => Number(name) - 1);
  if (kind === 'edge') return numbers.length === 2 && numbers.every((number) => number >= 0)
    ? { ...place, row: numbers[0], column: numbers[1], value }
    : null;
  if (names.length === 1 && kind === 'gate') return { ...place, name: names[0], unit: null, value };
  return names.length === 2 && numbers[1] >= 0 ? { ...place, name: names[0], unit: numbers[1], value } : null;
}

/** @returns those of them that can be read */
export function readClamps(text: string | undefined): Clamp[] {
  return (text ?? '').split(',').map(read).filter((clamp) => clamp !== null).slice(0, MOST);
}

/** @returns as a document has it; of no transplant */
function documentOf({ kind, layer, first, last, name, unit, row, column, value }: Clamp): Record<string, unknown> {
  const span = { kind, layer, first, last };
  if (kind === 'gate') return { ...span, gate: name, unit: unit ?? null, value };
  if (kind === 'unit') return { ...span, state: name, unit, value };
  return kind === 'edge' ? { ...span, row, column, value } : span;
}

/** @returns what a lane can be trained with: every one but the transplants */
export function trainedClamps(clamps: readonly Clamp[]): Record<string, unknown>[] {
  return clamps.filter(({ kind }) => kind !== 'transplant').map(documentOf);
}

/** @returns body of the question */
export function questionOf(
  clamps: readonly Clamp[],
): { clamps: Record<string, unknown>[], transplants: { origin: number, time_step: number }[] } {
  return { clamps: trainedClamps(clamps), transplants: clamps.filter(({ kind }) => kind === 'transplant')
    .map(({ origin = 0, first }) => ({ origin, time_step: first })) };
}
