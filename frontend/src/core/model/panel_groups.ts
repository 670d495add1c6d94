/** In which order, and under which question, the measurements are offered. Pure. */
export type PanelGroup = { id: string, panels: PanelEntry[] };

import type { Catalog, PanelEntry } from './types.ts';

/** What stands in the page without being asked for, and the element that shows it. */
export const ALWAYS_SHOWN: Record<string, string> = { gradients: 'hero', weights: 'inspector', spectrum: 'spectrum', band: 'hero', full_profile: 'hero' };

/** What changes another panel instead of opening a card, and the element of that panel. */
export const TOGGLED: Record<string, string> = { step_spectrum: 'spectrum' };

/** What opens a card of its own, which is fetched when the first of them is opened. */
export const CARDS: ReadonlySet<string> = new Set(['triangle', 'ledger', 'lags', 'contributions', 'saliency', 'gates', 'pre_activation', 'jacobian', 'lyapunov', 'norms']);

const GROUPS: [id: string, kinds: string[]][] = [
  ['where', ['triangle', 'full_profile', 'lags', 'contributions', 'saliency', 'band', 'gradients']],
  ['step', ['ledger', 'jacobian', 'step_spectrum', 'lyapunov', 'spectrum']],
  ['units', ['gates', 'pre_activation']],
  ['learning', ['norms', 'weights']],
];

/** The panels that this version can measure, by group; one that no group names comes last. */
export function groupPanels({ panels }: Pick<Catalog, 'panels'>): PanelGroup[] {
  const offered = new Map(panels.filter(({ available }) => available).map((panel) => [panel.kind, panel]));
  const named = new Set(GROUPS.flatMap(([, kinds]) => kinds));
  const groups = GROUPS.map(([id, kinds]) => ({ id, panels: kinds.flatMap((kind) => offered.get(kind) ?? []) }));
  const others = [...offered.values()].filter(({ kind }) => !named.has(kind));
  return [...groups, { id: 'more', panels: others }].filter((group) => group.panels.length > 0);
}
