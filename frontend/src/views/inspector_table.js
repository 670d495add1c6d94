/**
 * The inspector's table twin: every unit of the layer at the time step, with its state, its sum and its gradient.
 *
 * @import { Cursor, LaneFrame, Tensor, Translate } from '../state/types.d.ts'
 * @import { Place } from '../inspector/readings.js'
 */

import { at } from '../inspector/readings.js';
import { threeFigures } from '../text/number.js';
import { el, setText } from './dom.js';
import { tableOf } from './panel_frame.js';

/** A complex state takes two columns. @param {string} name @param {Tensor} tensor @returns {{ name: string, tensor: Tensor, part: number[] }[]} */
function columnsOf(name, tensor) {
  if (tensor.shape.length < 4) return [{ name, tensor, part: [] }];
  return ['Re', 'Im'].map((side, part) => ({ name: `${side} ${name}`, tensor, part: [part] }));
}

/** The sum inside the activation: Σ where z is a state of the cell, y where it is the read-out of x. @param {LaneFrame} lane */
function sumName({ states }) {
  return 'z' in states ? 'Σ' : 'x' in states ? 'y' : 'z';
}

/** @param {Translate} t @param {() => void} onOpen */
export function createUnitTable(t, onOpen) {
  const summary = el('summary');
  const region = el('div', { class: 'panel-table', tabIndex: 0, role: 'region' });
  const root = el('details', { class: 'panel-twin', ontoggle: () => void (root.open && onOpen()) }, summary, region);
  return {
    root,
    /** @param {Place} place @param {Cursor} cursor */
    render({ lane }, { layer, timeStep }) {
      const title = t('inspector.table', { time: timeStep + 1 });
      setText(summary, title);
      region.setAttribute('aria-label', title);
      if (!root.open) return;
      const measured = /** @type {[string, Tensor | null][]} */ ([['h', lane.hiddenState], ...Object.entries(lane.states), [sumName(lane), lane.preActivation], ['∂ℓ/∂h', lane.hiddenGradient]]);
      const columns = measured.flatMap(([name, tensor]) => (tensor ? columnsOf(name, tensor) : []));
      const units = Array.from({ length: lane.hiddenState.shape[2] }, (_, unit) => unit);
      const rows = units.map((unit) => [String(unit + 1), ...columns.map(({ tensor, part }) => threeFigures(at(tensor, layer, timeStep, unit, ...part)))]);
      region.replaceChildren(tableOf([t('inspector.unit'), ...columns.map(({ name }) => name)], rows));
    },
  };
}
