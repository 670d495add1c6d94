/**
 * The spectrum panel: the eigenvalues of W_hh, or of one step's Jacobian J_t, in the unit circle, each with the trail
 * of its last positions.
 */

import type { RunView, Services, State, Store, Translate } from '../../core/model/types.ts';
import { eigenvalues } from '../../core/model/eigenvalue_trails.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { ringRadius, stepEigenvalues } from '../../core/model/step_spectrum.ts';
import { watch } from '../../core/model/select.ts';
import { skippedText } from '../../core/text/problem.ts';
import { el, setAttribute } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { createChoice, createPanelFrame, tableOf } from '../../ui/panel_frame.ts';
import { createSpectrumPicture, reachOf } from './spectrum_picture.ts';
import {
  aboutWords, eigenvalueRows, fullWords, lineWords, readingsOf, STEP_PANEL, type Shown,
} from './spectrum_words.ts';

/** @returns unmount */
export function mountSpectrum(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const frame = createPanelFrame(root, { onTable: () => redraw.request(), onMore: () => redraw.hurry() });
  const picture = createSpectrumPicture(t);
  frame.figure.classList.add('spectrum-figure');
  frame.figure.append(frame.legend, picture.root);

  const choice = createChoice('spectrum-matrix', (value) => {
    if ((value === 'step') !== store.get().panels.includes(STEP_PANEL)) actions.togglePanel(STEP_PANEL);
  });
  frame.settings.append(choice.root);

  const redraw = createRedraw(root, draw);
  draw();
  const unwatch = watch(store, ({ run, language, cursor, panels, catalog, selectedLane }) => [
    run?.frame, run?.id, language, cursor?.layer, cursor?.timeStep, panels, catalog, selectedLane,
  ], redraw.request);

  function draw() {
    const state = store.get();
    const ofStep = state.panels.includes(STEP_PANEL);
    frame.setWords(t(ofStep ? 'spectrum_panel.step_title' : 'spectrum_panel.title'), t, state.run);
    renderChoice(state, ofStep);
    const shown = shownOf(state, ofStep);
    if (!shown) return renderEmpty(state, ofStep);
    const { run, lanes, layer, timeStep, ring, reach } = shown;
    picture.follow(run, timeStep === null ? String(layer) : `${layer}/${timeStep}`, lanes);
    picture.draw(reach, frame.isOpen() ? ring : null);
    renderWords(state, shown);
  }

  function renderChoice({ catalog }: State, ofStep: boolean) {
    const offered = catalog?.panels.some(({ kind, available }) => kind === STEP_PANEL && available);
    const options = [{ value: 'weights', text: 'W' }, { value: 'step', text: 'Jₜ' }];
    choice.root.hidden = !offered;
    choice.set(t('spectrum_panel.matrix'), options, ofStep ? 'step' : 'weights');
  }

  function renderEmpty({ run }: State, ofStep: boolean) {
    picture.clear();
    frame.legend.replaceChildren();
    const skipped = skippedText(run, ofStep ? STEP_PANEL : 'spectrum', t);
    frame.setCaption(skipped?.text ?? absenceOf(run, ofStep, t), aboutWords(ofStep, t));
    setAttribute(frame.caption, 'lang', skipped?.lang ?? null);
    frame.setTable(() => el('div'));
  }

  function renderWords({ catalog }: State, shown: Shown) {
    const readings = readingsOf(shown, catalog, t);
    frame.legend.replaceChildren(...readings.map(({ lane, radius, block }) => laneKey(
      lane, 'marker', el('span', { class: 'reading' }, radius ?? '–'),
      ...(block ? [el('span', { class: 'quiet' }, block)] : []),
    )));
    frame.setCaption(lineWords(shown, t), fullWords(shown, readings, t));
    setAttribute(frame.caption, 'lang', null);
    const headings = [t('chart.model'), t('spectrum_panel.real'), t('spectrum_panel.imaginary'), '|λ|'];
    frame.setTable(() => tableOf(headings, eigenvalueRows(readings)));
  }

  return () => {
    redraw.end();
    unwatch();
    frame.remove();
  };
}

/** @returns null where no lane has eigenvalues */
function shownOf({ run, cursor, selectedLane }: State, ofStep: boolean): Shown | null {
  if (!run?.frame) return null;
  const layers = layersOf(run);
  const layer = Math.min(cursor?.layer ?? 0, layers - 1);
  const at = Math.min(cursor?.timeStep ?? Infinity, run.facts.task.sequence_length - 1);
  const lanes = run.frame.lanes.map((lane) => (ofStep ? stepEigenvalues(lane, layer, at) : eigenvalues(lane, layer)));
  if (lanes.every((points) => points === null)) return null;
  const selected = Math.min(selectedLane, run.frame.lanes.length - 1);
  const { kind = '', residual, layer_norm: normalised } = run.experiment.lanes[selected]?.cell ?? {};
  const ring = ofStep || residual || normalised ? null : ringRadius(run.frame.lanes[selected], kind, layer);
  return { run, lanes, selected, layer, layers, timeStep: ofStep ? at : null, ring, reach: reachOf(lanes) };
}

/** @returns the most layers that a lane has */
function layersOf(run: RunView): number {
  return Math.max(1, ...(run.frame?.lanes ?? []).map((lane) => lane?.hiddenState.shape[0] ?? 1));
}

/** @returns why there is nothing to see */
function absenceOf(run: RunView | null, ofStep: boolean, t: Translate): string {
  const hidden = run?.frame ? run.facts.lanes.map(({ recurrent, carries, states }) =>
    (recurrent?.length === 0 && carries === 'state' ? states.filter((name) => name !== 'h').join(', ') : '')) : [];
  if (!ofStep && hidden.length && hidden.every(Boolean)) {
    return t('spectrum_panel.without_state', { state: [...new Set(hidden)].join(', ') });
  }
  const gates = run?.frame ? run.facts.lanes.map(({ recurrent, keep }) => (recurrent?.length === 0 && keep) || '') : [];
  if (!ofStep && gates.length && gates.every(Boolean)) {
    return t('spectrum_panel.without', { gate: [...new Set(gates)].join(', ') });
  }
  if (run?.source === 'recording') return t('chart.not_recorded');
  return t(ofStep ? 'measure.waiting' : 'chart.waiting');
}
