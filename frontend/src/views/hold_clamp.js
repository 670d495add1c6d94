/**
 * A padlock outside of "Hold": what it holds becomes part of the link, and the room opens that shows what that does.
 *
 * @import { Actions, State, Store } from '../state/types.d.ts'
 * @import { Clamp } from '../asking/clamps.js'
 */

import { MOST, readClamps, writeClamps } from '../asking/clamps.js';
import { scrollIntoSight } from './scroll_into_sight.js';

/** @param {Store<State>} store @param {Pick<Actions, 'setDetail'>} actions @param {Clamp} clamp */
export function holdClamp(store, actions, clamp) {
  actions.setDetail('clamp', writeClamps([...readClamps(store.get().details.clamp), clamp].slice(-MOST)));
  actions.setDetail('try', 'clamp');
  requestAnimationFrame(() => scrollIntoSight(document.getElementById('try-clamp')));
}
