/**
 * "Dial": the eigenvalues of the recurrent matrix and of every J_t in the unit circle, the fan of what their product
 * keeps, and one needle, the gain of a step. Turn the matrix, or take one eigenvalue along its radius: every view
 * answers with a measured step, before any training.
 */

import type { LaneFrame, Services, State, Store } from '../../core/model/types.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { eigenvalues, spectralRadius, type Point } from '../../core/model/eigenvalue_trails.ts';
import { createGrip } from './dial_grip.ts';
import { hasMatrix, seenIn } from './dial_matrix.ts';
import { circleMarks, dialPicture } from './dial_picture.ts';
import { createReadout } from './dial_readout.ts';
import { slice } from '../../core/model/slices.ts';
import { stepEigenvalues } from '../../core/model/step_spectrum.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { watch } from '../../core/model/select.ts';
import { rateOf } from '../../core/text/gain.ts';
import { threeFigures } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { createSelectedLane } from '../../ui/lane_choice.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { markKey } from '../../ui/scale_keys.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { createPlaceholder } from '../../ui/placeholder.ts';
import { noteFindings } from '../../ui/question.ts';

/** @returns unmount */
export function mountSpectrumDial(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const intro = el('p', { class: 'try-intro' });
  const lanes = createSelectedLane('dial-lane', services);
  const circle = dialPicture();
  const answer = createAnswerFrame();
  const redraw = createRedraw(root, draw, { rate: 20 });
  const grip = createGrip(store, services, circle, redraw.hurry);
  const radius = createRadius(t, grip);
  const readout = createReadout(t, circle, radius.root);
  const keys = el('p', { class: 'try-hint', id: 'dial-keys' });
  answer.figure.classList.add('dial-columns');
  answer.figure.append(...readout.columns);
  const content = el('div', {}, intro, lanes.root, grip.note, answer.root, keys);
  // What is seen while somebody drags is a probe: no run that could be asked, but measured. A recording has no weights
  // to turn.
  const placeholder = createPlaceholder(store, services, content, ({ run }) => run?.source !== 'recording');
  root.append(placeholder.root, content);
  const unwatch = watch(store, ({ run, language, scheme, selectedLane, cursor }) => [
    run?.frame, run?.id, language, scheme, selectedLane, cursor?.timeStep,
  ], redraw.hurry);

  function draw() {
    const state = store.get();
    setText(intro, t('try.dial.intro'));
    setText(keys, t('try.dial.keys'));
    setAttribute(circle, 'aria-label', t('try.dial.circle'));
    setAttribute(circle, 'aria-describedby', keys.id);
    radius.renderWords();
    answer.setWords(t('try.dial.name'), t('chart.table'), t('try.dial.none'));
    const seen = seenIn(state);
    const own = eigenvalues(seen?.data ?? null, 0) ?? [];
    answer.show(own.length > 0);
    if (!seen || !own.length) return;
    const { data, lane } = seen;
    lanes.render(state);
    const count = data.hiddenState.shape[1];
    const at = Math.min(count - 1, state.cursor?.timeStep ?? count - 1);
    const steps = Array.from({ length: count }, (_, timeStep) => stepEigenvalues(data, 0, timeStep) ?? []);
    circle.replaceChildren(...circleMarks({ own, steps: steps.flat(), here: steps[at], ...grip.look(own), lane }));
    radius.render(spectralRadius(own), hasMatrix(data));
    const rate = rateOf(data, 0);
    readout.draw(data, rate, lane, count - 1 - at);
    noteFindings(store, 'dial', { gain: rate.gain, radius: spectralRadius(own) });
    answer.legend.replaceChildren(
      markKey(t('try.dial.own'), 'dot', lane),
      markKey(t('try.dial.steps', { time: at + 1 }), 'open', lane),
      markKey(t('try.dial.fan'), 'line', lane),
    );
    setText(answer.caption, captionOf(data, own, t));
    answer.setTable(() => tableOf(
      [t('spectrum_panel.real'), t('spectrum_panel.imaginary'), '|λ|'],
      own.map(([real, imaginary]) => [real, imaginary, Math.hypot(real, imaginary)].map(threeFigures)),
    ));
  }

  return () => {
    redraw.end();
    unwatch();
    placeholder.end();
    root.replaceChildren();
  };
}

/** The largest radius, to be turned by itself: the whole matrix follows. */
function createRadius(t: Translate, grip: ReturnType<typeof createGrip>) {
  const slider = el('input', {
    type: 'range', id: 'dial-radius', class: 'knob', min: '0', max: '3', step: '0.01',
    oninput: () => grip.turnAll(Number(slider.value)), onchange: grip.letGo,
  });
  const label = el('label', { for: slider.id });
  const figure = el('output', { class: 'scale-figure' });
  const root = el('div', { class: 'try-scale dial-knob' }, label, figure, slider);
  return {
    root,
    renderWords() {
      setText(label, t('try.dial.radius'));
      setAttribute(slider, 'aria-description', t('try.dial.radius.help'));
      root.dataset.tip = t('try.dial.radius.help');
      root.dataset.tipBelow = ''; // Above it stands what the needle says.
    },
    render(size: number, turnable: boolean) {
      if (document.activeElement !== slider || !grip.isHeld()) slider.value = String(size);
      slider.max = String(Math.max(3, size));
      slider.disabled = !turnable;
      setText(figure, threeFigures(size));
      slider.setAttribute('aria-valuetext', threeFigures(size));
      slider.style.setProperty('--share', String(Math.min(1, size / Number(slider.max))));
    },
  };
}

function captionOf(data: LaneFrame, own: readonly Point[], t: Translate) {
  const words = [t('try.dial.caption', { radius: threeFigures(spectralRadius(own)) })];
  const products = data.tensors.get('jacobian_singular_values');
  if (products) {
    const width = products.shape[2];
    const values = slice(products, 0);
    const ends = { largest: threeFigures(values[0]), smallest: threeFigures(values[width - 1]) };
    words.push(t('try.dial.kept', { distance: data.hiddenState.shape[1] - 1, ...ends }));
  }
  if (!hasMatrix(data)) words.push(t('try.dial.fixed'));
  return words.join(' ');
}
