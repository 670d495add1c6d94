/** Fills a map: one tile at a time is asked for, until every tile has the seeds that are wanted of it. */

import type { Atlas } from '../../core/questions/atlas.ts';
import { nextTile, tilesOf, type Tile } from '../../core/questions/atlas_tiles.ts';
import { createSpareTime, type Asked, type Request } from '../../core/questions/spare_time.ts';

export function createFilling(request: Request, onChange: () => void) {
  let atlas: Atlas | null = null;
  let tiles: Tile[] = [];
  let brushed: ReadonlySet<Tile> = new Set();
  const spare = createSpareTime(request, next, onChange);

  function next(): Asked | null {
    const tile = atlas && nextTile(tiles, brushed);
    if (!tile) return null;
    const { row, column, readings } = tile;
    return {
      kind: 'tile', body: { atlas, row, column, seed: readings.length },
      take: (reading) => void readings.push(reading),
      fail: (problem) => void (tile.problem = problem),
    };
  }

  return {
    stop: spare.stop,
    fill: spare.work,
    /** Another map: what was there is forgotten. */
    begin(map: Atlas) {
      spare.stop();
      [atlas, tiles, brushed] = [map, tilesOf(map), new Set()];
      spare.work();
    },
    /** More seeds for these, before all others. */
    want(chosen: Tile[], seeds: number) {
      for (const tile of chosen) tile.wanted = Math.max(tile.wanted, seeds);
      brushed = new Set(chosen);
      spare.work();
    },
    atlas: () => atlas,
    tiles: () => tiles,
    filling: spare.working,
  };
}
