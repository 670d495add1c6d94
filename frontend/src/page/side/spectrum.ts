/**
 * The spectrum panel: the eigenvalues of W_hh, or of one step's Jacobian J_t, in the unit circle, each with the trail
 * of its last positions.
 */

import type { RunView, Services, State, Store } from '../../core/model/types.ts';
import { eigenvalues, extendTrails, pictureReach, spectralRadius, type Point } from '../../core/model/eigenvalue_trails.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { ringRadius, stepEigenvalues } from '../../core/model/step_spectrum.ts';
import { entryOf } from '../../core/model/experiment.ts';
import { absence } from '../../core/text/absent_lane.ts';
import { watch } from '../../core/model/select.ts';
import { threeFigures, whole } from '../../core/text/number.ts';
import { skippedText } from '../../core/text/problem.ts';
import { el, setAttribute, svg } from '../../ui/dom.ts';
import { laneKey, markerPath } from '../../ui/lane_key.ts';
import { createChoice, createPanelFrame, tableOf } from '../../ui/panel_frame.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';

const SIZE = 200;
const MIDDLE = SIZE / 2;

/** What stands for W_hh in cells that make their recurrent matrix from something else. */
const EFFECTIVE: Record<string, string> = { orthogonal: 'Q', antisymmetric: 'I + ε(A − Aᵀ − γI)', indrnn: 'diag u', lru: 'diag λ' };
/** The cell that has no recurrent matrix at all. */
const WITHOUT = 'mingru';
/** The panel of the Jacobian's eigenvalues; while it is open they stand in the circle. */
const STEP_PANEL = 'step_spectrum';

/** @returns unmount */
export function mountSpectrum(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const frame = createPanelFrame(root, { onTable: () => redraw.request(), onMore: () => redraw.hurry() });
  const picture = svg('svg', { viewBox: `0 0 ${SIZE} ${SIZE}`, class: 'spectrum-picture', 'aria-hidden': 'true' });
  frame.figure.classList.add('spectrum-figure');
  frame.figure.append(frame.legend, picture);
  /** trails of each lane */
  let trails: Point[][][] = [];
  let trailed = { key: '', step: -1 };

  const choice = createChoice('spectrum-matrix', (value) => {
    if ((value === 'step') !== store.get().panels.includes(STEP_PANEL)) actions.togglePanel(STEP_PANEL);
  });
  frame.settings.append(choice.root);

  const redraw = createRedraw(root, draw);
  draw();
  const unwatch = watch(store, ({ run, language, cursor, panels, catalog, selectedLane }) => [run?.frame, run?.id, language, cursor?.layer, cursor?.timeStep, panels, catalog, selectedLane], redraw.request);

  function draw() {
    const { run, cursor, panels, catalog, selectedLane } = store.get();
    const selected = Math.min(selectedLane, (run?.frame?.lanes.length ?? 1) - 1);
    const ofStep = panels.includes(STEP_PANEL);
    frame.setWords(t(ofStep ? 'spectrum_panel.step_title' : 'spectrum_panel.title'), t, run);
    choice.root.hidden = !catalog?.panels.some(({ kind, available }) => kind === STEP_PANEL && available);
    choice.set(t('spectrum_panel.matrix'), [{ value: 'weights', text: 'W' }, { value: 'step', text: 'Jₜ' }], ofStep ? 'step' : 'weights');
    const layer = Math.min(cursor?.layer ?? 0, layersOf(run) - 1);
    const timeStep = Math.min(cursor?.timeStep ?? Infinity, (run?.facts.task.sequence_length ?? 1) - 1);
    const lanes = run?.frame?.lanes.map((lane) => (ofStep ? stepEigenvalues(lane, layer, timeStep) : eigenvalues(lane, layer))) ?? [];
    if (!run?.frame || lanes.every((points) => points === null)) return renderEmpty(ofStep);
    followTrails(run, ofStep ? `${layer}/${timeStep}` : String(layer), lanes);
    const reach = pictureReach(Math.max(...lanes.map((points) => spectralRadius(points ?? []))));
    const ring = ofStep ? null : ringRadius(run.frame.lanes[selected], run.experiment.lanes[selected]?.cell.kind ?? '', layer);
    picture.replaceChildren(...backdrop(reach, words()), ...ringMark(frame.isOpen() ? ring : null, reach), ...trails.flatMap((lane, index) => laneMarks(lane, index, reach)));
    renderWords(run, layer, lanes, { timeStep: ofStep ? timeStep : null, ring, drawn: ring !== null && ring <= reach, selected });
  }

  function words() {
    return { grows: t('spectrum_panel.grows'), shrinks: t('spectrum_panel.shrinks') };
  }

  function renderEmpty(ofStep: boolean) {
    trails = [];
    picture.replaceChildren(...backdrop(1.25, words()));
    frame.legend.replaceChildren();
    const { run } = store.get();
    const without = !ofStep && run?.frame && run.experiment.lanes.every(({ cell }) => cell.kind === WITHOUT);
    const skipped = skippedText(run, ofStep ? STEP_PANEL : 'spectrum', t);
    frame.setCaption(skipped?.text ?? t(without ? 'spectrum_panel.without' : run?.source === 'recording' ? 'chart.not_recorded' : ofStep ? 'measure.waiting' : 'chart.waiting'), aboutWords(ofStep));
    setAttribute(frame.caption, 'lang', skipped?.lang ?? null);
    frame.setTable(() => el('div'));
  }

  function followTrails(run: RunView, matrix: string, lanes: (Point[] | null)[]) {
    const key = `${run.id}/${matrix}`;
    const step = run.frame?.step ?? 0;
    if (trailed.key !== key || step < trailed.step) trails = [];
    else if (trailed.step === step && trails.length) return;
    trails = lanes.map((points, lane) => (points ? extendTrails(trails[lane] ?? [], points) : []));
    trailed = { key, step };
  }

  /** What the eigenvalues of a lane belong to, where it is not the whole W_hh. @param kind of the cell */
  function matrixName(kind: string): string | null {
    const { catalog } = store.get();
    const candidate = catalog && entryOf(catalog, 'cell', kind)?.candidate;
    return candidate ? t('spectrum_panel.block', { block: candidate }) : (EFFECTIVE[kind] ?? null);
  }

  /** @param about `drawn`: the ring lies within the picture */
  function renderWords(
    run: RunView,
    layer: number,
    lanes: (Point[] | null)[],
    { timeStep, ring, drawn, selected }: { timeStep: number | null, ring: number | null, drawn: boolean, selected: number },
  ) {
    const cells = run.experiment.lanes.map(({ cell }) => cell);
    const readings = lanes.map((points, lane) => ({ lane, points, radius: points ? radiusText(spectralRadius(points)) : null, block: timeStep === null ? matrixName(cells[lane].kind) : null }));
    frame.legend.replaceChildren(...readings.map(({ lane, radius, block }) => laneKey(
      lane, 'marker', el('span', { class: 'reading' }, radius ?? '–'), ...(block ? [el('span', { class: 'quiet' }, block)] : []),
    )));
    const texts = readings.map(({ lane, radius, block }) => t('chart.lane_reading', {
      lane: LANE_LETTERS[lane], reading: radius === null ? t(run.frame?.lanes[lane] ? 'spectrum_panel.none' : `chart.${absence(run, lane)}`) : block ? `${radius} (${block})` : radius,
    }));
    const caption = timeStep === null ? t('spectrum_panel.caption', { readings: texts.join('; ') }) : t('spectrum_panel.step_caption', { time: timeStep + 1, readings: texts.join('; ') });
    const parts = [layersOf(run) > 1 ? `${t('chart.layer', { layer: layer + 1 })}. ${caption}` : caption, timeStep === null ? normWords(run, layer, selected) : olderWords(run)];
    if (ring !== null) parts.push(t(drawn ? 'spectrum_panel.ring' : 'spectrum_panel.ring_outside', { radius: threeFigures(ring) }));
    frame.setCaption(lineOf(run, lanes, selected, timeStep), [...parts, aboutWords(timeStep !== null)].filter(Boolean).join(' '));
    setAttribute(frame.caption, 'lang', null);
    frame.setTable(() => tableOf(
      [t('chart.model'), t('spectrum_panel.real'), t('spectrum_panel.imaginary'), '|λ|'],
      readings.flatMap(({ lane, points }) => (points ?? []).map(([real, imaginary]) => [
        LANE_LETTERS[lane], threeFigures(real), threeFigures(imaginary), threeFigures(Math.hypot(real, imaginary)),
      ])),
    ));
  }

  function aboutWords(ofStep: boolean) {
    const panel = ofStep ? STEP_PANEL : 'spectrum';
    return `${t(`panel.${panel}.help`)} ${t(`panel.${panel}.teaches`)}`;
  }

  /** What the largest eigenvalue of the selected lane would do to a linear network. */
  function lineOf(run: RunView, lanes: (Point[] | null)[], selected: number, timeStep: number | null) {
    const points = lanes[selected];
    if (!points) return t(run.frame?.lanes[selected] ? 'spectrum_panel.none' : `chart.${absence(run, selected)}_lane`, { lane: LANE_LETTERS[selected] });
    const radius = spectralRadius(points);
    const reading = lanes.length > 1 ? t('chart.lane_reading', { lane: LANE_LETTERS[selected], reading: radiusText(radius) }) : radiusText(radius);
    return timeStep === null ? t(`spectrum_panel.line.${fateOf(radius)}`, { reading }) : t('spectrum_panel.line.step', { time: timeStep + 1, reading });
  }

  /** How far the matrix of the selected lane stretches at most, and how far it is from a normal one. */
  function normWords(run: RunView, layer: number, index: number): string {
    const [norm, henrici] = ['spectral_norm', 'non_normality'].map((name) => run.frame?.lanes[index]?.tensors.get(name));
    if (!norm || !henrici) return '';
    const at = Math.min(layer, norm.shape[0] - 1);
    return t('spectrum_panel.norms', { lane: LANE_LETTERS[index], norm: threeFigures(Number(norm.data[at])), henrici: threeFigures(Number(henrici.data[at])) });
  }

  /** Said always, lest the panel jump when it is of the present step. */
  function olderWords({ frame: shown }: RunView) {
    const step = shown?.panelSteps[STEP_PANEL];
    return step === undefined ? '' : t('measure.older', { step: whole(step) });
  }

  return () => {
    redraw.end();
    unwatch();
    frame.remove();
  };
}

/** @returns the most layers that a lane has */
function layersOf(run: RunView | null): number {
  return Math.max(1, ...(run?.frame?.lanes ?? []).map((lane) => lane?.hiddenState.shape[0] ?? 1));
}

/** As far from 1 as three figures tell. */
const ON_THE_CIRCLE = 0.005;

function fateOf(radius: number): 'grows' | 'keeps' | 'shrinks' {
  if (Math.abs(radius - 1) < ON_THE_CIRCLE) return 'keeps';
  return radius > 1 ? 'grows' : 'shrinks';
}

/** Smaller than this is what rounding leaves of 0. */
const SMALLEST = 1e-6;

export function radiusText(radius: number): string {
  return radius > 0 && radius < SMALLEST ? '< 10⁻⁶' : threeFigures(radius);
}

const along = (value: number, reach: number) => MIDDLE + (value / reach) * (MIDDLE - 4);

function backdrop(reach: number, { grows, shrinks }: { grows: string, shrinks: string }) {
  const radius = along(1, reach) - MIDDLE;
  const label = (x: number, y: number, text: string, kind: string, anchor = 'middle') => {
    const element = svg('text', { x, y, class: kind, 'text-anchor': anchor });
    element.textContent = text;
    return element;
  };
  return [
    svg('path', { d: `M4,${MIDDLE}H${SIZE - 4}M${MIDDLE},4V${SIZE - 4}`, class: 'spectrum-axis' }),
    svg('circle', { cx: MIDDLE, cy: MIDDLE, r: radius, class: 'spectrum-circle' }),
    label(along(1, reach) + 3, MIDDLE + 13, '1', 'spectrum-tick', 'start'),
    label(along(-1, reach) - 3, MIDDLE + 13, '−1', 'spectrum-tick', 'end'),
    label(SIZE - 2, 10, grows, 'spectrum-word', 'end'),
    svg('path', { d: `M${SIZE - 22},${SIZE - 13}L${(MIDDLE + radius * 0.62).toFixed(1)},${(MIDDLE + radius * 0.62).toFixed(1)}`, class: 'spectrum-leader' }),
    label(SIZE - 2, SIZE - 3, shrinks, 'spectrum-word', 'end'),
  ];
}

function ringMark(radius: number | null, reach: number): SVGElement[] {
  return radius === null || radius > reach ? [] : [svg('circle', { cx: MIDDLE, cy: MIDDLE, r: along(radius, reach) - MIDDLE, class: 'spectrum-ring' })];
}

/** @param lane trails */
function laneMarks(lane: Point[][], index: number, reach: number) {
  const position = ([real, imaginary]: Point) => `${along(real, reach).toFixed(1)},${along(-imaginary, reach).toFixed(1)}`;
  const tails = lane.filter((trail) => trail.length > 1).map((trail) => `M${trail.map(position).join('L')}`).join('');
  const heads = lane.map((trail) => {
    const [real, imaginary] = trail[trail.length - 1];
    return markerPath(index, along(real, reach), along(-imaginary, reach), lane.length > 40 ? 2.6 : 3.6);
  }).join('');
  return [
    svg('path', { d: tails, class: 'spectrum-trail', 'data-lane': index }),
    svg('path', { d: heads, class: 'spectrum-point', 'data-lane': index }),
  ];
}
