/**
 * The questions that one can put to a network, in their order, each with what fetches it, whether a task leaves room
 * for it, and its small picture.
 */

import type { Services, State, Store } from '../core/model/types.ts';
import { bar, circle, dot, letters, line } from '../ui/thumbnail.ts';
import { svg } from '../ui/dom.ts';
import { hasLength, hasRecurrentMatrix, writes } from './fits.ts';

export type Mount = (root: HTMLElement, store: Store<State>, services: Services) => () => void;
export type Question = {
  name: string;
  load: () => Promise<Mount>;
  fits: (state: State) => boolean;
  thumbnail: () => SVGElement[];
};

/** Shades of the tiles of a map, 0 to 9. */
const ROWS = ['11258', '12589', '25894', '58952'];

export const QUESTIONS: readonly Question[] = [
  {
    name: 'read',
    load: async () => (await import('./read/own_input.ts')).mountOwnInput,
    fits: () => true,
    thumbnail: () => [bar(6, 10, 60, 20, { kind: 'frame' }), letters('h e l', 28, 25), line('M46 14v12', 'ink')],
  },
  {
    name: 'write',
    load: async () => (await import('./write/writing.ts')).mountWriting,
    fits: ({ run, facts }) => writesNow(run?.facts ?? facts),
    thumbnail: () => [letters('he', 16, 26), line('M28 20h12m-4-4l4 4-4 4', 'quiet'), letters('llo', 54, 26)],
  },
  {
    name: 'lengths',
    load: async () => (await import('./lengths/other_lengths.ts')).mountOtherLengths,
    fits: hasLength,
    thumbnail: () =>
      [line('M6 8C30 8 34 10 40 20S52 33 66 34'), line('M32 4v32', 'quiet', { 'stroke-dasharray': '3 3' })],
  },
  {
    name: 'poke',
    load: async () => (await import('./perturbation/perturbation.ts')).mountPerturbation,
    fits: () => true,
    thumbnail: () => [dot(22, 20, 3.4), ...[8, 14, 20].map((radius, index) => line(
      `M${22 + radius * 0.7} ${20 - radius * 0.7}a${radius} ${radius} 0 0 1 0 ${radius * 1.4}`, 'ink',
      { opacity: 1 - index * 0.28 },
    )), line('M66 30H44m5-4l-5 4 5 4', 'back')],
  },
  {
    name: 'clamp',
    load: async () => (await import('./clamp/clamping.ts')).mountClamping,
    fits: () => true,
    thumbnail: () => [
      ...[0, 1, 2, 3, 4].map((row) => bar(14, 3 + row * 7, 9, 6, { opacity: row === 2 ? 1 : 0.25 })),
      bar(40, 19, 18, 14, { kind: 'frame' }), line('M44 19v-5a5 5 0 0 1 10 0v5M49 25v3', 'ink'),
      line('M25 20h12', 'quiet'),
    ],
  },
  {
    name: 'dial',
    load: async () => (await import('./spectrum_dial/spectrum_dial.ts')).mountSpectrumDial,
    fits: hasRecurrentMatrix,
    thumbnail: () => [
      circle(30, 20, 15), line('M30 20L52 9', 'quiet', { 'stroke-dasharray': '3 3' }), dot(47, 11.5, 3),
      dot(47, 28.5, 3), line('M56 12a18 18 0 0 1 0 16m-3.500-4l3.500 4 4-3', 'back'),
    ],
  },
  {
    name: 'bench',
    load: async () => (await import('./cell_editor/cell_editor.ts')).mountCellEditor,
    fits: () => true,
    thumbnail: () => [
      letters('h = ƒ(h, x)', 36, 18, 12), ...[10, 30, 50].map((x) => bar(x, 25, 12, 9, { kind: 'frame' })),
      line('M22 29.500h8M42 29.500h8', 'back'),
    ],
  },
  {
    name: 'portrait',
    load: async () => (await import('./phase_portrait/phase_portrait.ts')).mountPhasePortrait,
    fits: () => true,
    thumbnail: () => [
      line('M8 8C30 6 50 14 36 20M64 34C44 36 26 28 34 21M12 34c8-2 14-6 17-11M62 6c-8 3-14 7-18 11', 'quiet'),
      line('M30 22l-1-4M42 17l4-1', 'quiet'), dot(37, 20, 3.6),
    ],
  },
  {
    name: 'map',
    load: async () => (await import('./sweep/sweep.ts')).mountSweep,
    fits: () => true,
    thumbnail: () => ROWS.flatMap((row, y) =>
      [...row].map((shade, x) => bar(14 + x * 8, 4 + y * 8.5, 7, 7.500, { opacity: Number(shade) / 9 }))),
  },
  {
    name: 'seeds',
    load: async () => (await import('./seeds/seeds.ts')).mountSeeds,
    fits: () => true,
    thumbnail: () => [
      ...['M6 8C20 9 24 30 66 34', 'M6 8C34 10 36 14 66 32', 'M6 8C40 8 50 9 66 12'].map((d) => line(d, 'quiet')),
      line('M6 8C30 9 32 24 66 32', 'ink', { 'stroke-width': 2.4 }),
    ],
  },
  {
    name: 'surface',
    load: async () => (await import('./surface/loss_surface.ts')).mountLossSurface,
    fits: () => true,
    thumbnail: () => [
      ...[[28, 15], [19, 10], [10, 5]].map(([rx, ry]) =>
        svg('ellipse', { cx: 36, cy: 20, rx, ry, class: 'thumb-quiet' })),
      dot(36, 20, 2.6), line('M58 10l-9 4m4 1.500L49 14l1.500-4', 'back'),
    ],
  },
  {
    name: 'wall',
    load: async () => (await import('./loss_cliff/loss_cliff.ts')).mountLossCliff,
    fits: () => true,
    thumbnail: () =>
      [line('M6 32H34V6H66'), dot(24, 28, 3), line('M34 12C26 2 16 4 10 16', 'back', { 'stroke-dasharray': '3 3' })],
  },
];

function writesNow(facts: State['facts']) {
  return facts !== null && writes(facts.task);
}

/** @returns the question that is open, where the run has room for it */
export function openQuestion(state: State): string | null {
  const asked = QUESTIONS.find(({ name }) => name === state.details.try);
  return asked?.fits(state) ? asked.name : null;
}
