import type { Part } from '../../core/model/types.ts';
import type { Group, Row } from '../term_list.ts';
import type { Piece, Site } from '../../core/unit/pieces.ts';
import type { Place } from '../../core/unit/readings.ts';
import type { Back, Where } from '../sums.ts';

/** What the ways back from one time step are written with. */
export interface BackSite {
  /** xh: to what the layer reads; hh: to its own last state. */
  way: 'xh' | 'hh';
  /** The time step that the gradient comes from, and the unit that it goes to; both from 1. */
  time: number; unit: number;
  /** h of the layer that the gradient comes from, with this index. */
  state(index: string): string;
}

/** Everything that the inspector knows of one kind of cell. */
export interface CellEquations {
  /** Rows in the order in which they are computed; the last one gives h. */
  forward(where: Where): Row[];
  /** What a time step sends back to the unit of its own last hidden state. */
  toState(back: Back): Group[];
  /** What a time step sends back to the unit of what its layer reads. */
  toInput(back: Back): Group[];
  symbols(site: Site, cell: Part): Piece[][];
  shapes(site: Site, cell: Part): Piece[][];
  /** The terms of `toState` or `toInput`, in symbols. */
  backTerms(site: BackSite, cell: Part): string[];
  /** How groups of the forward rows are written, by `row/group` or `group`; `row/` is the row's own result. */
  labels(site: Site, before: string): Record<string, string>;
  /** The same for the groups of the way back. */
  backLabels(site: Site): Record<string, string>;
  /**
   * How much of a gradient gets on through the unit: a text id under `inspector.slope.` and its numbers; `row`: the row
   * of the forward equation that prints `value`.
   */
  slope(
    place: Place, layer: number, timeStep: number, unit: number,
  ): { key: string; row?: string; params: Record<string, string | number> };
}
