/** The padlocks on the recurrent wires: what a state carries into the second time step is held at 0. */

import type { Actions, State, Store } from '../../core/model/types.ts';
import { readClamps, writeClamps, type Clamp } from '../../core/questions/clamps.ts';
import { sequenceLength, type Place } from '../../core/unit/readings.ts';
import { addClamp } from '../../ui/add_clamp.ts';
import type { Wire } from './wires_layout.ts';

/** The lane whose wires are shown. */
export function laneOf({ run, cursor, selectedLane }: State): number {
  return Math.min(cursor?.lane ?? selectedLane, (run?.experiment.lanes.length ?? 1) - 1);
}

/** The first of the two time steps that are drawn. */
export function firstOf(here: Place, { cursor }: State): number {
  return Math.max(0, Math.min(sequenceLength(here) - 2, (cursor?.timeStep ?? 1) - 1));
}

export function createPadlocks(store: Store<State>, actions: Pick<Actions, 'setDetail'>) {
  /** What a padlock on a wire holds: a recurrent weight, on its way into the second time step. */
  function clampOf(wire: Wire | undefined, here: Place): Clamp | null {
    const state = store.get();
    const { recurrent = ['W_hh'] } = state.run?.facts.lanes[laneOf(state)] ?? {};
    if (!wire?.matrix.startsWith('W_hh.') || !recurrent.includes('W_hh')) return null;
    const { row, column, from: { layer } } = wire;
    const time = firstOf(here, state) + 1;
    return { kind: 'edge', layer, row, column, first: time, last: time, value: 0 };
  }

  /** The place among the clamps of one that holds this edge then; −1 where none does. */
  function heldAt(clamp: Clamp | null): number {
    return readClamps(store.get().details.clamp).findLastIndex(({ kind, layer, row, column, first, last }) => (
      clamp !== null && kind === 'edge' && layer === clamp.layer && row === clamp.row && column === clamp.column
        && first <= clamp.first && clamp.last <= last
    ));
  }

  return {
    clampOf, heldAt,
    turn(wire: Wire | undefined, here: Place) {
      const clamp = clampOf(wire, here);
      if (!clamp) return;
      const place = heldAt(clamp);
      if (place < 0) return addClamp(store, actions, clamp);
      const others = readClamps(store.get().details.clamp).filter((_, each) => each !== place);
      actions.setDetail('clamp', writeClamps(others));
    },
  };
}
