/** The painters of clockwork cells, which are fetched when the first such cell is to be drawn. */

import type { Experiment, Services } from '../../core/model/types.ts';

export type Clockwork = typeof import('./clock.ts');

/** @param again what could not be drawn can be drawn now */
export function createClockwork({ loadChunk }: Pick<Services, 'loadChunk'>, again: () => void) {
  let painters: Clockwork | null = null;
  let [asked, settled] = [false, false];

  async function fetchPainters() {
    asked = true;
    painters = await loadChunk(() => import('./clock.ts'));
    settled = true;
    again();
  }

  return {
    painters: () => painters,
    /** Until then the picture stays what it is: one without the cells would be a wrong one. */
    isNeeded({ lanes }: Pick<Experiment, 'lanes'>) {
      if (settled || !lanes.some(({ cell }) => cell.kind === 'cwrnn')) return false;
      if (!asked) void fetchPainters();
      return true;
    },
  };
}
