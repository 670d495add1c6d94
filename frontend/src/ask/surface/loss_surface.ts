/**
 * "Loss surface": the loss of the present batch around the parameters, along the gradient and along a random direction.
 */

import type { Answer, RunView, Services, State, Store, Tensor } from '../../core/model/types.ts';
import { rangeOf } from './contour_figure.ts';
import { withinFrame } from './descent.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { threeFigures } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { LANE_LETTERS, tokens } from '../../draw/tokens.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { createGate } from '../../ui/gate.ts';
import { canBeAsked, createInquiry } from '../../ui/inquiry.ts';
import { createLaneChoice } from '../../ui/lane_choice.ts';
import { createPlaneView } from './plane_view.ts';
import { createScale } from '../settings.ts';
import { stampWords } from '../../ui/stamp.ts';

const POINTS = 25;
const FEWEST = 7;
const SPANS = [0.01, 0.03, 0.1, 0.3, 1, 3];
/** Of the half of the picture: how long the arrow downhill is. */
const ARROW = 0.55;

/** @returns unmount */
export function mountLossSurface(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const inquiry = createInquiry(services);
  const frame = createAnswerFrame();
  const plane = createPlaneView(root, 'surface', t, null);
  frame.figure.append(plane.figure);
  const lanes = createLaneChoice('surface-lane', services, () => void look());
  const span = createScale(SPANS, 1, () => void (answered && look()));
  const intro = el('p', { class: 'try-intro' });
  const go = el('button', { type: 'button', class: 'fix-button try-go', onclick: () => void look() });
  const die = el('button', { type: 'button', class: 'round die', onclick: () => {
    seed = Math.floor(Math.random() * 10_000);
    void look();
  } }, icon('die'));
  const stamp = el('p', { class: 'try-stamp' });
  const content = el('div', { class: 'try-columns' }, el('div', { class: 'try-asking' }, intro, lanes.root, span.root, inquiry.root, el('div', { class: 'try-buttons' }, go, die), stamp, plane.tool), frame.root);
  const gate = createGate(store, services, content);
  root.append(gate.root, content);
  let seed = 0;
  let answered: { answer: Answer, lane: number, run: RunView } | null = null;

  const unwatch = [
    watch(store, ({ run, language, scheme }) => [run?.id, run?.experiment, language, scheme], render),
    onChange(store, ({ run }) => [run?.id], () => {
      answered = null;
      inquiry.forget();
      renderStamp(store.get());
    }),
    watch(store, ({ run, language }) => [run?.step, language], renderStamp),
  ];

  function render(state: State) {
    lanes.render(state);
    setText(intro, t('try.surface.intro'));
    span.setWords(t('try.surface.span'));
    die.setAttribute('aria-label', t('try.surface.die'));
    die.dataset.tip = t('try.surface.die');
    frame.setWords(t('try.surface.name'), t('chart.table'), t('try.surface.waiting'));
    inquiry.render();
    plane.setWords();
    renderStamp(state);
    draw();
  }

  function renderStamp(state: State) {
    setText(go, t(answered ? 'try.surface.again' : 'try.surface.go'));
    setText(stamp, answered ? stampWords(t, state, answered.answer.step) : '');
    frame.show(answered !== null);
    plane.tool.hidden = answered === null;
  }

  function draw() {
    if (!answered) return;
    const { answer: { tensors, step }, lane } = answered;
    const tensor = (name: string) => Array.from((tensors.get(name) as Tensor).data, Number);
    const [axis, values] = [tensor('axis'), tensor('surface')];
    const [raw, clipped] = [tensor('gradient_step'), tensor('clipped_step')];
    const look = tokens();
    const reach = axis[axis.length - 1];
    const sides = { x: [-reach, reach] as const, y: [-reach, reach] as const };
    const end = withinFrame([0, 0], [raw[0], raw[1]], sides);
    const middle = values[(values.length - 1) / 2];
    const range = rangeOf(values, true);
    const said = {
      lane: LANE_LETTERS[lane], step, loss: threeFigures(middle), least: threeFigures(Math.min(...values.filter(Number.isFinite))), most: threeFigures(range[1]),
      raw: threeFigures(Math.hypot(...raw)), clipped: threeFigures(Math.hypot(...clipped)),
    };
    const words = [t('try.surface.caption', said)];
    words.push(t(end.leaves ? 'try.surface.leaves' : Math.hypot(...raw) < reach / 40 ? 'try.surface.tiny' : Math.hypot(...clipped) < 0.98 * Math.hypot(...raw) ? 'try.surface.clipped' : 'try.surface.unclipped', said));
    setText(frame.caption, words.join(' '));
    frame.legend.replaceChildren(laneKey(lane, 'line'), key('mark-here', t('try.surface.here')), key('mark-downhill', t('try.plane.downhill')), key('mark-raw', t('try.plane.raw')), key('mark-clipped', t('try.plane.clipped')));
    frame.setTable(() => surfaceTable(axis, values, t));
    plane.show({
      words: words.join(' '), names: { x: t('try.surface.x'), y: t('try.surface.y') },
      plane: { x: axis, y: axis, values, logarithmic: true, range },
      arrows: [
        { from: [0, 0], to: [ARROW * reach, 0], colour: look.gradient, width: 3 },
        ...(end.leaves ? [{ from: [0, 0] as const, to: end.to, colour: look.ink1, width: 1.5, dashed: true }] : []),
      ],
      marks: [
        { at: [0, 0], kind: 'place' },
        ...(end.leaves ? [] : [{ at: end.to, kind: 'raw' } as const]),
        { at: withinFrame([0, 0], [clipped[0], clipped[1]], sides).to, kind: 'clipped' },
      ],
    });
  }

  async function look() {
    const { run } = store.get();
    if (!run || !canBeAsked(store.get())) return;
    const question = { lane: lanes.lane(), points: POINTS, span: span.value(), seed };
    go.disabled = true;
    const answer = await inquiry.ask('surface', question, ({ type, parameters }) => {
      const most = Number(parameters.most) - (Number(parameters.most) % 2 ? 0 : 1);
      return type === 'surface_work' && most >= FEWEST ? { ...question, points: most } : null;
    });
    go.disabled = false;
    const now = store.get().run;
    if (!answer || now?.id !== run.id) return;
    answered = { answer, lane: question.lane, run: now };
    draw();
    renderStamp(store.get());
    store.set({ announcement: { text: frame.caption.textContent ?? '', assertive: false } });
  }

  return () => {
    for (const stop of unwatch) stop();
    gate.end();
    plane.end();
    root.replaceChildren();
  };
}

export function key(kind: string, words: string): HTMLElement {
  return el('span', { class: 'scale-key' }, el('span', { class: `plane-mark ${kind}` }), words);
}

/** Every so many lines of the grid, the middle among them. */
function surfaceTable(axis: number[], values: number[], t: Services['t']) {
  const every = Math.max(1, Math.floor((axis.length - 1) / 6));
  const middle = (axis.length - 1) / 2;
  const shown = axis.map((_, index) => index).filter((index) => (index - middle) % every === 0);
  return tableOf([`${t('try.surface.x')} \\ ${t('try.surface.y')}`, ...shown.map((column) => threeFigures(axis[column]))],
    shown.map((row) => [threeFigures(axis[row]), ...shown.map((column) => threeFigures(values[row * axis.length + column]))]));
}
