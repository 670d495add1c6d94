/** The activation panel: the selected lane's activation function, its slope, and where the units sit on it. */

import type { Cursor, LaneFrame, Part, RunView, Services, State, Store } from '../../core/model/types.ts';
import {
  ACTIVATION_CURVES, candidateActivation, modReluCurve, type Curve,
} from '../../core/model/activation_curves.ts';
import { extent } from '../../draw/axis.ts';
import { histogram } from './histogram.ts';
import { operatingPoints, samples, type OperatingPoints } from '../../draw/operating_points.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { at } from '../../core/unit/readings.ts';
import { absence } from '../../core/text/absent_lane.ts';
import { watch } from '../../core/model/select.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import { createCompare } from './compare_activation.ts';
import { el, svg } from '../../ui/dom.ts';
import { laneKey, markerPath } from '../../ui/lane_key.ts';
import { createPanelFrame, tableOf } from '../../ui/panel_frame.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';

const WIDTH = 270;
const HEIGHT = 150;
const LEFT = 26;
const BOTTOM = HEIGHT - 16;
const BINS = 36;
/** Between the middles of two numbers under the axis, the longest of which is "z = 0". */
const TICK_ROOM = 34;

export type Subject = {
  lane: number;
  layer: number;
  cell: Part;
  kind: string;
  curve: Curve;
  threshold: number | null;
  points: OperatingPoints | null;
  unit: { z: number, number: number, time: number } | null;
};

/** @returns unmount */
export function mountActivation(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const frame = createPanelFrame(root, { onTable: () => redraw.request(), onMore: () => redraw.hurry(), folded: true });
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'activation-picture', 'aria-hidden': 'true' });
  const compare = createCompare(store, services);
  frame.figure.append(picture);
  frame.caption.after(compare.root);
  const redraw = createRedraw(root, draw);
  renderEmpty();
  const unwatch = watch(store, (state) => [
    state.run?.frame, state.run?.id, state.language,
    state.cursor, state.selectedLane, state.experiment, state.lesson, state.claim, state.replay, state.watching,
  ], redraw.request);

  function draw() {
    const { run, cursor, selectedLane } = store.get();
    const subject = run && subjectOf(run, cursor, Math.min(selectedLane, run.experiment.lanes.length - 1));
    if (!run || !subject) return renderEmpty();
    const name = nameOf(subject);
    const gated = subject.cell.kind === 'lstm' || subject.cell.kind === 'gru';
    frame.setWords(
      t(gated ? 'activation_panel.title_gated' : 'activation_panel.title', {
        block: subject.cell.kind === 'gru' ? 'n' : 'g',
      }),
      t, run,
    );
    if (frame.isFolded()) return;
    frame.legend.replaceChildren(laneKey(subject.lane, 'marker', el('span', {}, name), ...readings(subject)));
    picture.replaceChildren(...drawing(subject, { value: 'f(z)', slope: 'f′(z)' }));
    frame.setCaption(line(run, subject), caption(run, subject, name));
    frame.setTable(() => table(subject));
    compare.show(store.get());
  }

  function nameOf({ kind, cell, threshold }: Subject) {
    if (cell.kind !== 'orthogonal') return t(`activation.${kind}.label`);
    return threshold === null
      ? t('activation_panel.modrelu')
      : t('activation_panel.modrelu_of', { threshold: threeFigures(threshold) });
  }

  function renderEmpty() {
    frame.setWords(t('activation_panel.title'), t);
    picture.replaceChildren();
    frame.legend.replaceChildren();
    frame.setCaption(t('chart.waiting'));
  }

  function readings({ points }: Subject) {
    if (!points) return [];
    const parts = [t('activation_panel.saturated', { share: percent(points.saturated) })];
    if (points.dead) parts.push(t('activation_panel.dead', { count: points.dead }));
    return [el('span', { class: 'reading' }, parts.join(' · '))];
  }

  function line(run: RunView, { lane, points }: Subject) {
    if (points) return t('activation_panel.line', { slope: threeFigures(points.meanSlope) });
    return t(run.frame?.lanes[lane] === null ? `chart.${absence(run, lane)}_lane`
      : run.source === 'recording' ? 'chart.not_recorded'
      : 'chart.waiting', { lane: LANE_LETTERS[lane] });
  }

  function caption(run: RunView, { lane, layer, cell, threshold, points, unit, curve }: Subject, name: string) {
    if (!points) return '';
    const layers = run.frame?.lanes[lane]?.hiddenState.shape[0] ?? 1;
    const where = layers > 1 ? `${t('chart.layer', { layer: layer + 1 })}. ` : '';
    const whole = t('activation_panel.caption', {
      lane: LANE_LETTERS[lane], name, slope: threeFigures(points.meanSlope), saturated: percent(points.saturated),
      dead: points.dead,
    });
    const one = unit ? ` ${t('activation_panel.unit', {
      unit: unit.number, time: unit.time, z: threeFigures(unit.z), slope: threeFigures(curve.slope(unit.z)),
    })}` : '';
    const bend = cell.kind === 'orthogonal' && threshold === null ? ` ${t('activation_panel.thresholds')}` : '';
    return where + whole + one + bend;
  }

  function table({ curve, points }: Subject) {
    const bins = 9;
    const [low, high] = points ? [points.low, points.high] : [-4, 4];
    const counts = histogram(points?.values ?? [], low, high, bins);
    const middle = (bin: number) => low + ((bin + 0.5) * (high - low)) / bins;
    return tableOf(['z', 'f(z)', 'f′(z)', t('activation_panel.count')], counts.map((count, bin) => [
      threeFigures(middle(bin)),
      threeFigures(curve.value(middle(bin))), threeFigures(curve.slope(middle(bin))), String(count),
    ]));
  }

  return () => {
    redraw.end();
    unwatch();
    frame.remove();
  };
}

function subjectOf(run: RunView, cursor: Cursor | null, selected: number): Subject {
  const { cell } = run.experiment.lanes[selected];
  const kind = candidateActivation(cell, run.facts.lanes[selected]);
  const lane = run.frame?.lanes[selected] ?? null;
  const top = (lane?.hiddenState.shape[0] ?? 1) - 1;
  const here = cursor?.lane === selected ? cursor : null;
  const layer = Math.min(here?.layer ?? top, top);
  const threshold = cell.kind === 'orthogonal' && here ? thresholdOf(lane, layer, here.unit) : null;
  const curve = threshold === null ? ACTIVATION_CURVES[kind] : modReluCurve(threshold);
  return {
    lane: selected, layer, cell, kind, curve, threshold, points: operatingPoints(lane, layer, curve),
    unit: unitAt(lane, here, layer),
  };
}

/** b of a unit's modReLU; null where the frame carries no weights. */
function thresholdOf(lane: LaneFrame | null, layer: number, unit: number) {
  const thresholds = lane?.weights?.[`b_mod.${layer}`];
  return thresholds && unit < thresholds.shape[0] ? Number(thresholds.data[unit]) : null;
}

function unitAt(lane: LaneFrame | null, cursor: Cursor | null, layer: number) {
  if (!lane?.preActivation || !cursor) return null;
  const [, length, hidden] = lane.preActivation.shape;
  if (cursor.timeStep >= length || cursor.unit >= hidden) return null;
  return {
    z: at(lane.preActivation, layer, cursor.timeStep, cursor.unit), number: cursor.unit + 1, time: cursor.timeStep + 1,
  };
}

function drawing(
  { lane, curve, threshold, points, unit }: Subject,
  words: { value: string, slope: string },
): SVGElement[] {
  const [low, high] = points ? [points.low, points.high] : [-4, 4];
  const bends = threshold === null ? undefined : [threshold, 0, -threshold];
  const curvePoints = samples(curve.value, low, high, undefined, bends);
  const slopePoints = samples(curve.slope, low, high, undefined, bends);
  const [floor, roof] = paddedExtent([...curvePoints, ...slopePoints].map(([, y]) => y));
  const x = (z: number) => LEFT + ((Math.max(low, Math.min(high, z)) - low) / (high - low)) * (WIDTH - LEFT - 4);
  const y = (h: number) => BOTTOM - ((h - floor) / (roof - floor)) * (BOTTOM - 6);
  const line = (path: [number, number][]) =>
    `M${path.map(([z, h]) => `${x(z).toFixed(1)},${y(h).toFixed(1)}`).join('L')}`;
  const counts = points ? histogram(points.values, low, high, BINS) : [];
  const tallest = Math.max(1, ...counts);
  const bars = counts.map((count, bin) => {
    const [left, right, tall] = [
      x(low + (bin * (high - low)) / BINS), x(low + ((bin + 1) * (high - low)) / BINS), (count / tallest) * 58,
    ];
    return count
      ? `M${(left + 0.5).toFixed(1)},${BOTTOM}V${(BOTTOM
        - Math.max(1.5, tall)).toFixed(1)}H${(right - 0.5).toFixed(1)}V${BOTTOM}Z`
      : '';
  }).join('');
  const steepest = slopePoints.reduce((best, point) => (point[1] > best[1] ? point : best), slopePoints[0]);
  return [
    ...grid(low, high, floor, roof, x, y),
    svg('path', { d: bars, class: 'activation-bars', 'data-lane': lane }),
    svg('path', { d: line(slopePoints), class: 'activation-slope' }),
    svg('path', { d: line(curvePoints), class: 'activation-curve' }),
    ...valueName(words.value, y(curvePoints[curvePoints.length - 1][1]), y(curve.value(low + 0.9 * (high - low)))),
    text(x(steepest[0]) + 6, Math.max(10, y(steepest[1]) - 3), words.slope, 'activation-name is-slope', 'start'),
    ...(unit ? unitMark(unit.z, curve, lane, x, y) : []),
  ];
}

/**
 * The curve's name at its right end: under a level one, before a rising one.
 * @param end height there
 * @param before height a little to the left
 */
function valueName(word: string, end: number, before: number): SVGElement[] {
  return [before - end > 4
    ? text(WIDTH - 34, Math.max(12, end + 6), word, 'activation-name', 'end')
    : text(WIDTH - 6, Math.max(12, Math.min(BOTTOM - 6, end + 13)), word, 'activation-name', 'end')];
}

function paddedExtent(values: number[]): [number, number] {
  const [low, high] = extent(values);
  const pad = (high - low || 1) * 0.06;
  return [low - pad, high + pad];
}

function grid(
  low: number,
  high: number,
  floor: number,
  roof: number,
  x: (z: number) => number,
  y: (h: number) => number,
): SVGElement[] {
  const across = ticksApart([...new Set([0, low, high, -1, 1])], x);
  const step = roof - floor > 6 ? Math.ceil((roof - floor) / 4) : 1;
  const up = [];
  for (let h = Math.ceil(floor / step) * step; h <= roof; h += step) up.push(h);
  const write = (value: number) => String(value).replace('-', '−');
  return [
    svg('path', {
      d: `${up.map((h) => `M${LEFT},${y(h).toFixed(1)}H${WIDTH - 4}`).join('')}M${x(0).toFixed(1)},4V${BOTTOM}`,
      class: 'activation-grid',
    }),
    svg('path', { d: `M${LEFT},${BOTTOM}H${WIDTH - 4}`, class: 'activation-floor' }),
    ...up.map((h) => text(LEFT - 5, y(h) + 4, write(h), 'activation-tick', 'end')),
    ...across.map((z) => text(
      x(z), HEIGHT - 3, z === 0 ? 'z = 0' : write(z), 'activation-tick',
      z === low ? 'start' : z === high ? 'end' : 'middle',
    )),
  ];
}

/** Those whose numbers do not touch, the first first. */
export function ticksApart(wanted: number[], x: (z: number) => number): number[] {
  const kept: number[] = [];
  for (const z of wanted) if (kept.every((other) => Math.abs(x(z) - x(other)) >= TICK_ROOM)) kept.push(z);
  return kept;
}

/** The selected unit: a stem from its z to its h, and the tangent whose slope a gradient is multiplied by. */
function unitMark(
  z: number,
  curve: Curve,
  lane: number,
  x: (z: number) => number,
  y: (h: number) => number,
): SVGElement[] {
  const [across, up, slope] = [x(z), y(curve.value(z)), curve.slope(z)];
  const run = 0.7;
  const tangent = `M${x(z - run)},${y(curve.value(z) - run * slope)}L${x(z + run)},${y(curve.value(z) + run * slope)}`;
  return [
    svg('path', { d: `M${across},${BOTTOM}V${up}`, class: 'activation-stem' }),
    svg('path', { d: tangent, class: 'activation-tangent' }),
    svg('path', { d: markerPath(lane, across, up, 5), class: 'activation-unit', 'data-lane': lane }),
  ];
}

function text(x: number, y: number, words: string, kind: string, anchor: 'start' | 'middle' | 'end') {
  const element = svg('text', { x, y, class: kind, 'text-anchor': anchor });
  element.textContent = words;
  return element;
}
