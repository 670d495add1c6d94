/** The measurements that one can open, in the order in which they are offered: the one list that knows them all. */

import type { Facts } from '../core/model/types.ts';
import type { Measurement } from '../ui/measurement_card.ts';
import { bar, circle, dot, line } from '../ui/thumbnail.ts';

export type Kind = {
  /** As the catalog calls its panel. */
  kind: string;
  /** Its card, fetched when it is first opened. */
  load?: () => Promise<Measurement>;
  /** The element of the panel that it changes instead of opening a card. */
  changes?: string;
  /** Whether one model at least leaves room for it; absent: every model does. */
  fits?: (facts: Facts) => boolean;
  thumbnail: () => SVGElement[];
};

/** What compares time steps: a sequence of one has none of it. */
const hasSteps = ({ task }: Facts) => task.sequence_length > 1;
const hasLags = (facts: Facts) => hasSteps(facts) && facts.lanes.some(({ recurrent }) => recurrent?.length !== 0);
const hasGates = ({ lanes }: Facts) => lanes.some(({ gates }) => gates.length > 0);

export const KINDS: readonly Kind[] = [
  {
    kind: 'triangle',
    load: async () => (await import('./triangle/triangle.ts')).triangle,
    fits: hasSteps,
    thumbnail: () => [0, 1, 2, 3, 4].flatMap((row) => Array.from({ length: row + 1 }, (_, column) =>
      bar(18 + column * 8, 4 + row * 7, 7, 6, { kind: 'back', opacity: 1 - (row - column) * 0.21 }))),
  },
  {
    kind: 'lags',
    load: async () => (await import('./lags/lags.ts')).lags,
    fits: hasLags,
    thumbnail: () =>
      [30, 21, 14, 9, 6, 4, 2.5].map((height, index) => bar(8 + index * 8.4, 36 - height, 6, height, { kind: 'back' })),
  },
  {
    kind: 'contributions',
    load: async () => (await import('./contributions/contributions.ts')).contributions,
    fits: hasLags,
    thumbnail: () => [line('M6 20H66', 'quiet'), ...[3, -5, 8, -3, -12, 14, 17].map((height, index) => bar(
      8 + index * 8.2, height > 0 ? 20 - height : 20, 6, Math.abs(height),
      { kind: 'back', opacity: height > 0 ? 1 : 0.45 },
    ))],
  },
  {
    kind: 'saliency',
    load: async () => (await import('./saliency/saliency.ts')).saliency,
    thumbnail: () => [2, 3, 26, 3, 2, 4, 18, 3, 2].map((height, index) =>
      bar(6 + index * 6.8, 36 - height, 4.6, height, { kind: 'back' })),
  },
  {
    kind: 'ledger',
    load: async () => (await import('./gain_ledger/gain_ledger.ts')).gainLedger,
    fits: hasSteps,
    thumbnail: () => [line('M6 15H66', 'quiet'), ...[-6, 12, 17, 9, 20, 14].map((height, index) =>
      bar(9 + index * 10, height < 0 ? 15 + height : 15, 6, Math.abs(height), { kind: index % 2 ? 'back' : 'ink' }))],
  },
  {
    kind: 'jacobian',
    load: async () => (await import('./jacobian/jacobian.ts')).jacobian,
    fits: hasSteps,
    thumbnail: () => [6, 14, 24, 34].map((end, index) => line(`M66 6L8 ${end}`, 'back', { opacity: 1 - index * 0.2 })),
  },
  {
    kind: 'step_spectrum',
    changes: 'spectrum',
    thumbnail: () =>
      [
        circle(36, 20, 16),
        ...[[30, 14], [30, 26], [41, 17], [41, 23], [24, 20], [47, 20]].map(([x, y]) => dot(x, y, 2.2)),
      ],
  },
  {
    kind: 'lyapunov',
    load: async () => (await import('./lyapunov/lyapunov.ts')).lyapunov,
    fits: hasSteps,
    thumbnail: () =>
      [line('M6 12H66', 'quiet'), ...[6, 14, 19, 25, 31, 35].map((y, index) => dot(12 + index * 10, y, 2.8))],
  },
  {
    kind: 'gates',
    load: async () => (await import('./gates/gates.ts')).gates,
    fits: hasGates,
    thumbnail: () => [0, 1, 2].flatMap((row) => [0, 1, 2, 3, 4, 5, 6, 7].map((column) =>
      bar(8 + column * 7, 4 + row * 12, 6, 9, { opacity: row === 0 ? 0.9 : (column * 5 + row * 3) % 7 / 8 + 0.08 }))),
  },
  {
    kind: 'pre_activation',
    load: async () => (await import('./health/health.ts')).health,
    thumbnail: () => [
      line('M6 34C26 34 30 31 36 20S48 6 66 6'),
      ...[[12, 34], [18, 33.6], [36, 20], [54, 7.5], [60, 6.6], [64, 6.2]].map(([x, y]) => dot(x, y, 2.6)),
    ],
  },
  {
    kind: 'norms',
    load: async () => (await import('./norms/norms.ts')).norms,
    thumbnail: () => [line('M6 16H66', 'quiet', { 'stroke-dasharray': '4 3' }), line(
      'M6 30l6-4 5 3 5-22 4 21 6-3 6 3 5-15 4 16 7-5 6 3 6-4', 'back',
    )],
  },
];

export const kindOf = (kind: string): Kind | null => KINDS.find((each) => each.kind === kind) ?? null;
