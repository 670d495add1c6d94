/**
 * What a tab of the inspector holds: the two equations of a unit in symbols, in numbers, or the shapes of what is in
 * them.
 */

import type { Cursor, RunView, Translate } from '../core/model/types.ts';
import { ACTIVATION_CURVES } from '../core/model/activation_curves.ts';
import { backwardRows, hasBackward } from './backward.ts';
import { equationsOf } from './cells/catalog.ts';
import { forwardRows } from './forward.ts';
import { settle, type TermList, type Row } from './term_list.ts';
import { at, gradientReading, type Place } from '../core/unit/readings.ts';
import { backwardSymbols, forwardShapes, forwardSymbols } from './symbols.ts';
import { threeFigures } from '../core/text/number.ts';
import { el } from '../ui/dom.ts';
import { termListElements, type Wording } from './term_list_view.ts';
import { backwardWording, forwardWording, type Context } from './wording.ts';
import { equationLine } from '../ui/mathml.ts';

export type Tab = (run: RunView, context: Context, cursor: Cursor) => HTMLElement[];

/** The tabs in their order. */
export const EQUATION_TABS: Record<string, Tab> = { symbols, numbers, shapes };

function symbols(_run: RunView, { place, site, t }: Context): HTMLElement[] {
  return [
    part('forward', t, ...forwardSymbols(place.cell, site).map(equationLine)),
    part('backward', t, ...backwardSymbols(place.cell, site).map(equationLine)),
  ];
}

function shapes(_run: RunView, { place, site, t }: Context): HTMLElement[] {
  return [part('forward', t, ...forwardShapes(place.cell, site).map(equationLine)), el(
    'p', { class: 'panel-caption' }, t('inspector.shapes_note'),
  )];
}

function numbers(run: RunView, context: Context, cursor: Cursor): HTMLElement[] {
  const { place, t } = context;
  const { layer, timeStep, unit } = cursor;
  const missing = place.lane.weights ? place.matrices?.find((name) => !place.lane.states[name]) : 'W';
  if (missing) {
    const why = place.lane.weights ? 'inspector.matrix_too_large' : 'inspector.too_large';
    return [el('p', { class: 'panel-notice' }, t(run.source === 'recording' ? 'chart.not_recorded' : why, { state: missing }))];
  }
  const state = at(place.lane.hiddenState, layer, timeStep, unit);
  const settled = settledRows(forwardRows(place, layer, timeStep, unit), state);
  const forward = part('forward', t, ...termList(settled, state, forwardWording(context), t));
  if (!hasBackward(place)) return [forward];
  const gradient = gradientReading(place, layer, timeStep, unit).value;
  const slope = el('p', { class: 'inspector-slope' }, slopeText(place, cursor, settled, t));
  const notice = place.truncated ? 'inspector.truncated' : place.lane.read ? 'inspector.fed_back' : null;
  if (notice) return [forward, part(
    'backward', t, el('p', { class: 'panel-notice' }, t(notice, { value: threeFigures(gradient) })), slope,
  )];
  const backward = termList(
    settledRows(backwardRows(place, layer, timeStep, unit), gradient), gradient, backwardWording(context), t,
  );
  return [forward, part('backward', t, ...backward, slope)];
}

function part(name: 'forward' | 'backward', t: Translate, ...children: HTMLElement[]) {
  return el(
    'section', { class: `inspector-part is-${name}` },
    el('h3', { class: 'inspector-subtitle' }, t(`inspector.${name}`)), ...children,
  );
}

/** @param answer the network's own number */
function settledRows(rows: Row[], answer: number): TermList {
  return settle(rows, answer, (name) => ACTIVATION_CURVES[name].value);
}

/** @param answer the network's own number */
function termList(settled: TermList, answer: number, wording: Wording, t: Translate) {
  const elements = termListElements(settled, wording);
  return settled.agrees
    ? elements
    : [...elements, el('p', { class: 'panel-caption' }, t('inspector.rounding', { value: threeFigures(answer) }))];
}

/** How much of a gradient goes on through this unit; a gate is written as it stands in its row. */
function slopeText(place: Place, { layer, timeStep, unit }: Cursor, forward: TermList, t: Translate) {
  const { key, row, params } = equationsOf(place.cell).slope(place, layer, timeStep, unit);
  const printed = forward.rows.find((candidate) => candidate.row.id === row)?.result.text;
  return t(`inspector.slope.${key}`, printed ? { ...params, value: printed } : params);
}
