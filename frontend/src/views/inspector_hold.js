/**
 * Padlocks of the inspector: hold the unit that is looked at, or one of its gates, at the value that it has at that time step,
 * and see under "Hold" what that does.
 *
 * @import { Cursor, LaneFrame, Services, State, Store } from '../state/types.d.ts'
 * @import { Clamp } from '../asking/clamps.js'
 */

import { at } from '../inspector/readings.js';
import { el, setAttribute, setText } from './dom.js';
import { holdClamp } from './hold_clamp.js';
import { icon } from './icons.js';

const FIGURES = 3;

/** @param {Store<State>} store @param {Services} services */
export function createHold(store, { t, actions }) {
  const label = el('span', { class: 'quiet' });
  const buttons = el('span', { class: 'inspector-holds' });
  const root = el('div', { class: 'inspector-hold', role: 'group' }, label, buttons);
  /** @type {(() => Clamp)[]} */
  let makes = [];

  return {
    root,
    /** @param {LaneFrame} lane @param {Cursor} cursor @param {readonly string[]} gates */
    render(lane, cursor, gates) {
      const { layer, timeStep, unit } = cursor;
      const place = { layer, first: timeStep, last: timeStep, unit };
      const value = (/** @type {number} */ exact) => Number(exact.toPrecision(FIGURES));
      const gateValue = (/** @type {number} */ gate) => at(/** @type {NonNullable<LaneFrame['gates']>} */ (lane.gates), layer, timeStep, gate, unit);
      makes = [
        () => ({ ...place, kind: 'unit', name: 'h', value: value(at(lane.hiddenState, layer, timeStep, unit)) }),
        ...(lane.gates ? gates.map((name, gate) => () => /** @type {Clamp} */ ({ ...place, kind: 'gate', name, value: value(gateValue(gate)) })) : []),
      ];
      const names = ['h', ...(lane.gates ? gates : [])];
      setText(label, t('inspector.hold'));
      setAttribute(root, 'aria-label', t('inspector.hold'));
      if (buttons.dataset.names !== names.join()) {
        buttons.dataset.names = names.join();
        buttons.replaceChildren(...names.map((name, index) => el('button', { type: 'button', class: 'pill small', onclick: () => holdClamp(store, actions, makes[index]()) }, icon('lock'), name)));
      }
      for (const [index, button] of [...buttons.children].entries()) {
        setAttribute(button, 'aria-label', t('inspector.hold.of', { name: names[index] }));
        setAttribute(button, 'aria-description', t('inspector.hold.help'));
        setAttribute(button, 'data-tip', t('inspector.hold.help'));
      }
    },
  };
}
