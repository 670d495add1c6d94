/**
 * Fills a map: one tile at a time is asked for, until every tile has the seeds that are wanted of it.
 *
 * @import { Atlas } from './atlas.js'
 * @import { Tile } from './atlas_tiles.js'
 * @import { Asked, Request } from './spare_time.js'
 */

import { nextTile, tilesOf } from './atlas_tiles.js';
import { createSpareTime } from './spare_time.js';

/** @param {Request} request @param {() => void} onChange */
export function createFilling(request, onChange) {
  /** @type {Atlas | null} */
  let atlas = null;
  /** @type {Tile[]} */
  let tiles = [];
  /** @type {ReadonlySet<Tile>} */
  let brushed = new Set();
  const spare = createSpareTime(request, next, onChange);

  /** @returns {Asked | null} */
  function next() {
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
    /** Another map: what was there is forgotten. @param {Atlas} map */
    begin(map) {
      spare.stop();
      [atlas, tiles, brushed] = [map, tilesOf(map), new Set()];
      spare.work();
    },
    /** More seeds for these, before all others. @param {Tile[]} chosen @param {number} seeds */
    want(chosen, seeds) {
      for (const tile of chosen) tile.wanted = Math.max(tile.wanted, seeds);
      brushed = new Set(chosen);
      spare.work();
    },
    atlas: () => atlas,
    tiles: () => tiles,
    filling: spare.working,
  };
}
