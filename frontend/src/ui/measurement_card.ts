/**
 * The card of one measurement: heading, choice of lane and layer, picture, reading, table, and where it comes from.
 * What is drawn inside is the measurement's own file.
 */

import type {
  Facts, Frame, LaneFrame, Lane, PanelEntry, RunView, Services, State, Store, Tensor,
} from '../core/model/types.ts';
import { isTruncated } from '../core/model/bptt_in_force.ts';
import { createRedraw } from '../draw/redraw.ts';
import { absence } from '../core/text/absent_lane.ts';
import { watch } from '../core/model/select.ts';
import { sourceWords } from '../core/text/catalog_words.ts';
import { whole } from '../core/text/number.ts';
import { skippedText } from '../core/text/problem.ts';
import { el, setAttribute, setText } from './dom.ts';
import { equationElement } from './equation.ts';
import { icon } from './icons.ts';
import { createSelectedLane, laneSelected } from './lane_choice.ts';
import { createChoice, createPanelFrame, type PanelFrame } from './panel_frame.ts';
import { LANE_LETTERS } from '../draw/tokens.ts';

export interface Measurement {
  /** the panel in the catalog */ kind: string;
  /** under the picture on its time axis, or in the right column */ place: 'time' | 'side';
  /** tensors without which there is nothing to draw */ needs: readonly string[];
  /** one layer is shown at a time */ layered?: boolean;
  /** it follows the gradient through the whole sequence, whatever BPTT cuts */ untruncated?: boolean;
  create: (host: Host) => Drawing;
}
export interface Host {
  frame: PanelFrame;
  store: Store<State>;
  services: Services;
  redraw: () => void;
}
export interface Drawing {
  draw: (subject: Subject) => void;
  clear: () => void;
  end: () => void;
}
export interface Subject {
  state: State;
  run: RunView;
  frame: Frame;
  lane: number;
  document: Lane;
  data: LaneFrame;
  facts: Facts['lanes'][number];
  layer: number;
  layers: number;
  /** T */ count: number;
  /** one of those that the measurement needs */ tensor: (name: string) => Tensor;
}

/** Redraws a second: a card under the picture moves with it, one in the right column like the other charts. */
const RATES = { time: 24, side: 8 };

/** @returns unmount */
export function mountMeasurement(
  root: HTMLElement,
  store: Store<State>,
  services: Services,
  measurement: Measurement,
): () => void {
  const { t, actions } = services;
  const { kind, place, layered = false } = measurement;
  root.dataset.kind = kind;
  const frame = createPanelFrame(root, { onTable: () => redraw.request() });
  /** The layer chosen here; null is the last one. */
  let chosen: number | null = null;

  const lanes = createSelectedLane(`${kind}-lane`, services);
  const layers = createChoice(`${kind}-layer`, (value) => {
    chosen = Number(value);
    redraw.request();
  });
  const close = el(
    'button', { type: 'button', class: 'card-remove', onclick: () => actions.togglePanel(kind) }, icon('close'),
  );
  const note = el('p', { class: 'card-note' });
  const about = el('details', { class: 'panel-twin card-about' });
  frame.tools.append(lanes.root, layers.root);
  frame.opener.after(close);
  frame.figure.before(note);
  frame.more.append(about);

  let drawing: Drawing;
  const redraw = createRedraw(root, draw, { rate: RATES[place] });
  drawing = measurement.create({ frame, store, services, redraw: redraw.request });
  draw();
  const unwatch = watch(store, ({ run, language, scheme, selectedLane, catalog, timeWindow }) => [
    run?.frame, run?.id, run?.lanes, run?.experiment, run?.facts, run?.source, language, scheme, selectedLane, catalog,
    timeWindow,
  ], follow);

  /** A card out of sight waits with its picture, but it does not go on saying that there is nothing. */
  function follow() {
    if (root.dataset.empty === 'true') draw();
    else redraw.request();
  }

  function draw() {
    const state = store.get();
    frame.setWords(t(`panel.${kind}.label`), t, state.run);
    setAttribute(close, 'aria-label', t('measure.close', { name: t(`panel.${kind}.label`) }));
    drawAbout(about, state.catalog?.panels.find((panel) => panel.kind === kind) ?? null, kind, t);
    const { run } = state;
    const lane = laneSelected(state);
    lanes.render(state);
    drawLayers(run, lane);
    const reason = run ? missing(run, lane, measurement, t) : t('chart.waiting');
    frame.twin.hidden = reason !== null;
    root.dataset.empty = String(reason !== null);
    if (reason !== null) return drawEmpty(run, reason);
    const subject = subjectOf(state, lane, chosen);
    drawNote(subject);
    drawing.draw(subject);
  }

  function drawLayers(run: RunView | null, lane: number) {
    const count = layered ? (run?.frame?.lanes[lane]?.hiddenState.shape[0] ?? 1) : 1;
    if (chosen !== null && chosen >= count) chosen = null;
    layers.root.hidden = count < 2;
    layers.set(
      t('measure.layer'),
      Array.from(
        { length: count }, (_, layer) => ({ value: String(layer), text: t('chart.layer', { layer: layer + 1 }) }),
      ),
      String(chosen ?? count - 1),
    );
  }

  function drawEmpty(run: RunView | null, reason: string) {
    drawing.clear();
    frame.legend.replaceChildren();
    const skipped = skippedText(run, kind, t);
    frame.setCaption(skipped?.text ? '' : reason);
    setText(note, skipped?.text ?? '');
    setAttribute(note, 'lang', skipped?.lang ?? null);
  }

  function drawNote({ frame: shown, document, count }: Subject) {
    // Only of a heavy panel; said always, lest the card jump when it is of the present step.
    const step = shown.panelSteps[kind];
    const words = [
      ...(step === undefined ? [] : [t('measure.older', { step: whole(step) })]),
      ...(measurement.untruncated && isTruncated(document, shown.step, count) ? [t('measure.untruncated')] : []),
    ];
    setText(note, words.join(' '));
    setAttribute(note, 'lang', null);
  }

  return () => {
    redraw.end();
    unwatch();
    drawing.end();
    frame.remove();
  };
}

/** Why there is nothing to draw. @returns null: there is */
function missing(run: RunView, lane: number, { kind, needs }: Measurement, t: Services['t']): string | null {
  const data = run.frame?.lanes[lane];
  if (!run.frame) return t('chart.waiting');
  if (data === null) return t(`chart.${absence(run, lane)}_lane`, { lane: LANE_LETTERS[lane] });
  if (data && needs.every((name) => data.tensors.has(name))) return null;
  if (kind in run.frame.panelsSkipped) return t('measure.skipped');
  if (kind in run.frame.panelSteps
    || (kind === 'gates' && !run.facts.lanes[lane].gates.length)) return t('measure.absent');
  return t(run.source === 'recording' ? 'chart.not_recorded' : 'measure.waiting');
}

export function subjectOf(state: State, lane: number, layer: number | null): Subject {
  const run = state.run as RunView;
  const frame = run.frame as Frame;
  const data = frame.lanes[lane] as LaneFrame;
  const [layers, count] = data.hiddenState.shape;
  return {
    state, run, frame, lane, document: run.experiment.lanes[lane], data, facts: run.facts.lanes[lane], layers, count,
    layer: Math.min(layer ?? layers - 1, layers - 1),
    tensor: (name) => data.tensors.get(name) as Tensor,
  };
}

/** What is measured, its equation and its source, in a fold that is filled when the words change. */
function drawAbout(about: HTMLElement, entry: PanelEntry | null, kind: string, t: Services['t']) {
  const key = [kind, t('measure.about'), entry?.source].join();
  if (about.dataset.key === key) return;
  about.dataset.key = key;
  about.dataset.of = `panel.${kind}`;
  about.replaceChildren(
    el('summary', {}, t('measure.about')),
    el('p', { class: 'card-words' }, t(`panel.${kind}.help`), ' ', t(`panel.${kind}.teaches`)),
    ...(entry?.equation ?? []).map((equation) => equationElement(equation, t)),
    ...(entry?.source
      ? [el('p', { class: 'card-source' }, t('measure.source', { source: sourceWords(entry.source, t) }))]
      : []),
  );
}
