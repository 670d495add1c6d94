/** What the spectrum panel says. */

import type { Catalog, RunView, Translate } from '../../core/model/types.ts';
import type { Spectra } from './spectrum_picture.ts';
import { spectralRadius, type Point } from '../../core/model/eigenvalue_trails.ts';
import { entryOf } from '../../core/model/experiment.ts';
import { absence } from '../../core/text/absent_lane.ts';
import { threeFigures, whole } from '../../core/text/number.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';

/** The panel of the Jacobian's eigenvalues; while it is open they stand in the circle. */
export const STEP_PANEL = 'step_spectrum';

/**
 * What is shown: of a layer of so many, at a time step, null where it is of the weights; `ring`: its radius, where
 * there is one; `reach`: how far the picture goes.
 */
export type Shown = {
  run: RunView;
  lanes: Spectra;
  selected: number;
  layer: number;
  layers: number;
  timeStep: number | null;
  ring: number | null;
  reach: number;
};

/** `block`: what the eigenvalues belong to, where it is not the whole W_hh */
export type Reading = { lane: number, points: Point[] | null, radius: string | null, block: string | null };

/** What stands for W_hh in cells that make their recurrent matrix from something else. */
const EFFECTIVE: Record<string, string> = {
  orthogonal: 'Q', antisymmetric: 'I + ε(A − Aᵀ − γI)', indrnn: 'diag u', lru: 'diag λ',
};
/** As far from 1 as three figures tell. */
const ON_THE_CIRCLE = 0.005;
/** Smaller than this is what rounding leaves of 0. */
const SMALLEST = 1e-6;

export function readingsOf({ run, lanes, timeStep }: Shown, catalog: Catalog | null, t: Translate): Reading[] {
  const cells = run.experiment.lanes.map(({ cell }) => cell);
  return lanes.map((points, lane) => ({
    lane,
    points,
    radius: points ? radiusText(spectralRadius(points)) : null,
    block: timeStep === null ? matrixName(catalog, cells[lane].kind, t) : null,
  }));
}

/** @param kind of the cell */
function matrixName(catalog: Catalog | null, kind: string, t: Translate): string | null {
  const candidate = catalog && entryOf(catalog, 'cell', kind)?.candidate;
  return candidate ? t('spectrum_panel.block', { block: candidate }) : (EFFECTIVE[kind] ?? null);
}

function radiusText(radius: number): string {
  return radius > 0 && radius < SMALLEST ? '< 10⁻⁶' : threeFigures(radius);
}

/** What the largest eigenvalue of the selected lane would do to a linear network. */
export function lineWords({ run, lanes, selected, timeStep }: Shown, t: Translate): string {
  const points = lanes[selected];
  const lane = LANE_LETTERS[selected];
  if (!points) {
    return t(run.frame?.lanes[selected] ? 'spectrum_panel.none' : `chart.${absence(run, selected)}_lane`, { lane });
  }
  const radius = spectralRadius(points);
  const own = radiusText(radius);
  const reading = lanes.length > 1 ? t('chart.lane_reading', { lane, reading: own }) : own;
  if (timeStep === null) return t(`spectrum_panel.line.${fateOf(radius)}`, { reading });
  return t('spectrum_panel.line.step', { time: timeStep + 1, reading });
}

function fateOf(radius: number): 'grows' | 'keeps' | 'shrinks' {
  if (Math.abs(radius - 1) < ON_THE_CIRCLE) return 'keeps';
  return radius > 1 ? 'grows' : 'shrinks';
}

/** All that there is to say of it. */
export function fullWords(shown: Shown, readings: Reading[], t: Translate): string {
  const { run, layer, layers, timeStep, ring, reach } = shown;
  const texts = readings.map((reading) => readingWords(run, reading, t)).join('; ');
  const caption = timeStep === null
    ? t('spectrum_panel.caption', { readings: texts })
    : t('spectrum_panel.step_caption', { time: timeStep + 1, readings: texts });
  return [
    layers > 1 ? `${t('chart.layer', { layer: layer + 1 })}. ${caption}` : caption,
    timeStep === null ? normWords(shown, t) : olderWords(run, t),
    ring === null ? '' : ringWords(ring, reach, t),
    aboutWords(timeStep !== null, t),
  ].filter(Boolean).join(' ');
}

function readingWords(run: RunView, { lane, radius, block }: Reading, t: Translate): string {
  const none = () => t(run.frame?.lanes[lane] ? 'spectrum_panel.none' : `chart.${absence(run, lane)}`);
  const reading = radius === null ? none() : block ? `${radius} (${block})` : radius;
  return t('chart.lane_reading', { lane: LANE_LETTERS[lane], reading });
}

/** How far the matrix of the selected lane stretches at most, and how far it is from a normal one. */
function normWords({ run, layer, selected }: Shown, t: Translate): string {
  const tensor = (name: string) => run.frame?.lanes[selected]?.tensors.get(name);
  const [norm, henrici] = [tensor('spectral_norm'), tensor('non_normality')];
  if (!norm || !henrici) return '';
  const at = Math.min(layer, norm.shape[0] - 1);
  return t('spectrum_panel.norms', {
    lane: LANE_LETTERS[selected],
    norm: threeFigures(Number(norm.data[at])),
    henrici: threeFigures(Number(henrici.data[at])),
  });
}

/** Said always, lest the panel jump when it is of the present step. */
function olderWords({ frame }: RunView, t: Translate): string {
  const step = frame?.panelSteps[STEP_PANEL];
  return step === undefined ? '' : t('measure.older', { step: whole(step) });
}

function ringWords(ring: number, reach: number, t: Translate): string {
  return t(ring <= reach ? 'spectrum_panel.ring' : 'spectrum_panel.ring_outside', { radius: threeFigures(ring) });
}

/** @param ofStep of the Jacobian */
export function aboutWords(ofStep: boolean, t: Translate): string {
  const panel = ofStep ? STEP_PANEL : 'spectrum';
  return `${t(`panel.${panel}.help`)} ${t(`panel.${panel}.teaches`)}`;
}

/** Every eigenvalue, as rows of a table. */
export function eigenvalueRows(readings: Reading[]): string[][] {
  return readings.flatMap(({ lane, points }) => (points ?? []).map(([real, imaginary]) => [
    LANE_LETTERS[lane], threeFigures(real), threeFigures(imaginary), threeFigures(Math.hypot(real, imaginary)),
  ]));
}
