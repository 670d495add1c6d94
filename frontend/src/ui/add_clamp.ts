/**
 * A padlock outside of "Hold": what it holds becomes part of the link, and the room opens that shows what that does.
 */

import type { Actions, State, Store } from '../core/model/types.ts';
import { MOST, readClamps, writeClamps, type Clamp } from '../core/questions/clamps.ts';
import { scrollIntoSight } from './scroll_into_sight.ts';

export function addClamp(store: Store<State>, actions: Pick<Actions, 'setDetail'>, clamp: Clamp) {
  actions.setDetail('clamp', writeClamps([...readClamps(store.get().details.clamp), clamp].slice(-MOST)));
  actions.setDetail('try', 'clamp');
  requestAnimationFrame(() => scrollIntoSight(document.getElementById('try-clamp')));
}
