/**
 * Padlocks of the inspector: hold the unit that is looked at, or one of its gates, at the value that it has at that
 * time step, and see under "Hold" what that does.
 */

import type { Clamp } from '../core/questions/clamps.ts';
import type { Cursor, LaneFrame, Services, State, Store } from '../core/model/types.ts';
import { at } from '../core/unit/readings.ts';
import { el, setAttribute, setText } from '../ui/dom.ts';
import { addClamp } from '../ui/add_clamp.ts';
import { icon } from '../ui/icons.ts';

const FIGURES = 3;

/** Three figures that are no further from 0: rounded up, a gate could pass the largest value that it can have. */
export function heldValue(exact: number): number {
  const rounded = Number(exact.toPrecision(FIGURES));
  if (Math.abs(rounded) <= Math.abs(exact)) return rounded;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(exact))) - FIGURES + 1);
  return Number((rounded - Math.sign(exact) * unit).toPrecision(FIGURES));
}

export function createClampButtons(store: Store<State>, { t, actions }: Services) {
  const label = el('span', { class: 'quiet' });
  const buttons = el('span', { class: 'inspector-holds' });
  const root = el('div', { class: 'inspector-hold', role: 'group' }, label, buttons);
  let makes: (() => Clamp)[] = [];

  return {
    root,
    render(lane: LaneFrame, cursor: Cursor, gates: readonly string[]) {
      const { layer, timeStep, unit } = cursor;
      const place = { layer, first: timeStep, last: timeStep, unit };
      const gateValue = (gate: number) =>
        at(lane.gates as NonNullable<LaneFrame['gates']>, layer, timeStep, gate, unit);
      makes = [
        () => ({ ...place, kind: 'unit', name: 'h', value: heldValue(at(lane.hiddenState, layer, timeStep, unit)) }),
        ...(lane.gates
          ? gates.map((name, gate) => () => ({ ...place, kind: 'gate', name, value: heldValue(gateValue(gate)) } as Clamp))
          : []),
      ];
      const names = ['h', ...(lane.gates ? gates : [])];
      setText(label, t('inspector.hold'));
      setAttribute(root, 'aria-label', t('inspector.hold'));
      if (buttons.dataset.names !== names.join()) {
        buttons.dataset.names = names.join();
        buttons.replaceChildren(...names.map((name, index) => el(
          'button', { type: 'button', class: 'pill small', onclick: () => addClamp(store, actions, makes[index]()) },
          icon('lock'), name,
        )));
      }
      for (const [index, button] of [...buttons.children].entries()) {
        setAttribute(button, 'aria-label', t('inspector.hold.of', { name: names[index] }));
        setAttribute(button, 'aria-description', t('inspector.hold.help'));
        setAttribute(button, 'data-tip', t('inspector.hold.help'));
      }
    },
  };
}
