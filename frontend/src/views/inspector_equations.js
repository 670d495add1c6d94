/**
 * What a tab of the inspector holds: the two equations of a unit in symbols, in numbers, or the shapes of what is in them.
 *
 * @import { Cursor, RunView, Translate } from '../state/types.d.ts'
 * @import { Place } from '../inspector/readings.js'
 * @import { Ledger, Row } from '../inspector/ledger.js'
 * @import { Wording } from './inspector_ledger.js'
 * @import { Context } from './inspector_wording.js'
 */

import { ACTIVATION_CURVES } from '../charts/activation_curves.js';
import { backwardRows, hasBackward } from '../inspector/backward.js';
import { equationsOf } from '../inspector/cells/catalog.js';
import { forwardRows } from '../inspector/forward.js';
import { settle } from '../inspector/ledger.js';
import { at, gradientReading } from '../inspector/readings.js';
import { backwardSymbols, forwardShapes, forwardSymbols } from '../inspector/symbols.js';
import { threeFigures } from '../text/number.js';
import { el } from './dom.js';
import { ledgerElements } from './inspector_ledger.js';
import { backwardWording, forwardWording } from './inspector_wording.js';
import { equationLine } from './mathml.js';

/** @typedef {(run: RunView, context: Context, cursor: Cursor) => HTMLElement[]} Tab */

/** The tabs in their order. @type {Record<string, Tab>} */
export const EQUATION_TABS = { symbols, numbers, shapes };

/** @type {Tab} */
function symbols(_run, { place, site, t }) {
  return [
    part('forward', t, ...forwardSymbols(place.cell, site).map(equationLine)),
    part('backward', t, ...backwardSymbols(place.cell, site).map(equationLine)),
  ];
}

/** @type {Tab} */
function shapes(_run, { place, site, t }) {
  return [part('forward', t, ...forwardShapes(place.cell, site).map(equationLine)), el('p', { class: 'panel-caption' }, t('inspector.shapes_note'))];
}

/** @type {Tab} */
function numbers(run, context, cursor) {
  const { place, t } = context;
  const { layer, timeStep, unit } = cursor;
  if (!place.lane.weights) return [el('p', { class: 'panel-notice' }, t(run.source === 'recording' ? 'chart.not_recorded' : 'inspector.too_large'))];
  const state = at(place.lane.hiddenState, layer, timeStep, unit);
  const settled = settledRows(forwardRows(place, layer, timeStep, unit), state);
  const forward = part('forward', t, ...ledger(settled, state, forwardWording(context), t));
  if (!hasBackward(place)) return [forward];
  const gradient = gradientReading(place, layer, timeStep, unit).value;
  const slope = el('p', { class: 'inspector-slope' }, slopeText(place, cursor, settled, t));
  if (place.truncated) return [forward, part('backward', t, el('p', { class: 'panel-notice' }, t('inspector.truncated', { value: threeFigures(gradient) })), slope)];
  const backward = ledger(settledRows(backwardRows(place, layer, timeStep, unit), gradient), gradient, backwardWording(context), t);
  return [forward, part('backward', t, ...backward, slope)];
}

/** @param {'forward' | 'backward'} name @param {Translate} t @param {...HTMLElement} children */
function part(name, t, ...children) {
  return el('section', { class: `inspector-part is-${name}` }, el('h3', { class: 'inspector-subtitle' }, t(`inspector.${name}`)), ...children);
}

/** @param {Row[]} rows @param {number} answer the network's own number @returns {Ledger} */
function settledRows(rows, answer) {
  return settle(rows, answer, (name) => ACTIVATION_CURVES[name].value);
}

/** @param {Ledger} settled @param {number} answer the network's own number @param {Wording} wording @param {Translate} t */
function ledger(settled, answer, wording, t) {
  const elements = ledgerElements(settled, wording);
  return settled.agrees ? elements : [...elements, el('p', { class: 'panel-caption' }, t('inspector.rounding', { value: threeFigures(answer) }))];
}

/** How much of a gradient goes on through this unit; a gate is written as it stands in its row. @param {Place} place @param {Cursor} cursor @param {Ledger} forward @param {Translate} t */
function slopeText(place, { layer, timeStep, unit }, forward, t) {
  const { key, row, params } = equationsOf(place.cell).slope(place, layer, timeStep, unit);
  const printed = forward.rows.find((candidate) => candidate.row.id === row)?.result.text;
  return t(`inspector.slope.${key}`, printed ? { ...params, value: printed } : params);
}
