/** The inspector's table twin: every unit of the layer at the time step, with its state, its sum and its gradient. */

import type { Cursor, LaneFrame, Tensor, Translate } from '../core/model/types.ts';
import { at, type Place } from '../core/unit/readings.ts';
import { threeFigures } from '../core/text/number.ts';
import { el, setText } from '../ui/dom.ts';
import { tableOf } from '../ui/panel_frame.ts';

/** A complex state takes two columns, a matrix its own. */
function columnsOf(
  name: string,
  tensor: Tensor,
  matrices: readonly string[],
): { name: string, tensor: Tensor, part: number[] }[] {
  if (tensor.shape.length < 4) return [{ name, tensor, part: [] }];
  if (matrices.includes(name)) {
    return Array.from({ length: tensor.shape[3] }, (_, part) => ({ name: `${name} ${part + 1}`, tensor, part: [part] }));
  }
  return ['Re', 'Im'].map((side, part) => ({ name: `${side} ${name}`, tensor, part: [part] }));
}

/** The sum inside the activation: Σ where z is a state, y where it is the read-out of x, v where it is for a matrix. */
function sumName({ states }: LaneFrame, matrices: readonly string[]) {
  return 'z' in states ? 'Σ' : 'x' in states ? 'y' : matrices.length ? 'v' : 'z';
}

export function createUnitTable(t: Translate, onOpen: () => void) {
  const summary = el('summary');
  const region = el('div', { class: 'panel-table', tabIndex: 0, role: 'region' });
  const root = el('details', { class: 'panel-twin', ontoggle: () => void (root.open && onOpen()) }, summary, region);
  return {
    root,
    render({ lane, matrices = [], layerStates = [] }: Place, { layer, timeStep }: Cursor) {
      const title = t('inspector.table', { time: timeStep + 1 });
      setText(summary, title);
      region.setAttribute('aria-label', title);
      if (!root.open) return;
      const measured = [
        ['h', lane.hiddenState], ...Object.entries(lane.states).filter(([name]) => !layerStates.includes(name)),
        [sumName(lane, matrices), lane.preActivation],
        ['∂ℓ/∂h', lane.hiddenGradient],
      ] as [string, Tensor | null][];
      const columns = measured.flatMap(([name, tensor]) => (tensor ? columnsOf(name, tensor, matrices) : []));
      const units = Array.from({ length: lane.hiddenState.shape[2] }, (_, unit) => unit);
      const rows = units.map((unit) =>
        [
          String(unit + 1),
          ...columns.map(({ tensor, part }) => threeFigures(at(tensor, layer, timeStep, unit, ...part))),
        ]);
      region.replaceChildren(tableOf([t('inspector.unit'), ...columns.map(({ name }) => name)], rows));
    },
  };
}
