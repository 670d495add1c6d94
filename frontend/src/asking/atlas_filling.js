/**
 * Fills a map: one tile at a time is asked for, until every tile has the seeds that are wanted of it.
 *
 * @import { Cause } from '../state/types.d.ts'
 * @import { Atlas } from './atlas.js'
 * @import { Tile } from './atlas_tiles.js'
 */

import { nextTile, tilesOf } from './atlas_tiles.js';

/** A tile keeps its place in the line of all maps while it waits; in milliseconds. */
const PATIENCE = 600_000;
/** What says nothing of the tile: it is asked for again at once, or when there is somebody to ask. */
const [AGAIN, LATER] = [['busy', 'no_answer'], ['cancelled', 'replaced', 'not_connected']];

/**
 * @param {(kind: string, body: Record<string, unknown>, options: { patience: number, signal: AbortSignal }) => Promise<any>} request
 * @param {() => void} onChange
 */
export function createFilling(request, onChange) {
  /** @type {Atlas | null} */
  let atlas = null;
  /** @type {Tile[]} */
  let tiles = [];
  /** @type {ReadonlySet<Tile>} */
  let brushed = new Set();
  /** @type {AbortController | null} null: nobody fills */
  let filling = null;

  async function fill() {
    if (filling || !atlas) return;
    const mine = (filling = new AbortController());
    for (let tile = nextTile(tiles, brushed); tile && filling === mine; tile = nextTile(tiles, brushed)) {
      onChange();
      const goesOn = await ask(atlas, tile, mine.signal);
      if (!goesOn) break;
    }
    if (filling === mine) filling = null;
    onChange();
  }

  /** @param {Atlas} map @param {Tile} tile @param {AbortSignal} signal @returns {Promise<boolean>} whether to ask for another */
  async function ask(map, tile, signal) {
    const { row, column } = tile;
    try {
      const reading = await request('tile', { atlas: map, row, column, seed: tile.readings.length }, { patience: PATIENCE, signal });
      if (!signal.aborted) tile.readings.push(reading);
      return true;
    } catch (error) {
      const { type } = /** @type {Cause} */ (/** @type {Error} */ (error).cause ?? { type: '', parameters: {} });
      if (LATER.includes(type)) return false;
      if (!AGAIN.includes(type) && !signal.aborted) tile.problem = /** @type {Error} */ (error);
      return true;
    }
  }

  function stop() {
    filling?.abort();
    filling = null;
  }

  return {
    stop,
    fill: () => void fill(),
    /** Another map: what was there is forgotten. @param {Atlas} next */
    begin(next) {
      stop();
      [atlas, tiles, brushed] = [next, tilesOf(next), new Set()];
      void fill();
    },
    /** More seeds for these, before all others. @param {Tile[]} chosen @param {number} seeds */
    want(chosen, seeds) {
      for (const tile of chosen) tile.wanted = Math.max(tile.wanted, seeds);
      brushed = new Set(chosen);
      void fill();
    },
    atlas: () => atlas,
    tiles: () => tiles,
    filling: () => filling !== null,
  };
}
