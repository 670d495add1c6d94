/**
 * "Loss surface": the loss of the present batch around the parameters, along the gradient and along a random direction.
 */

import type { Answer, Services, State, Store, Tensor } from '../../core/model/types.ts';
import type { Shown } from './plane_marks.ts';
import { rangeOf } from './contour_figure.ts';
import { withinFrame, type Vector } from './descent.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { threeFigures } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { LANE_LETTERS, tokens } from '../../draw/tokens.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { canBeAsked } from '../../ui/inquiry.ts';
import { createLaneChoice } from '../../ui/lane_choice.ts';
import { createAskedQuestion } from '../asked_question.ts';
import { createPlaneView } from './plane_view.ts';
import { createDie, createScale } from '../settings.ts';

const POINTS = 25;
const FEWEST = 7;
const SPANS = [0.01, 0.03, 0.1, 0.3, 1, 3];
/** Of the half of the picture: how long the arrow downhill is. */
const ARROW = 0.55;
const MIDDLE: Vector = [0, 0];

/** @returns unmount */
export function mountLossSurface(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const question = createAskedQuestion(root, store, services, () => void look());
  const frame = createAnswerFrame();
  const plane = createPlaneView(root, 'surface', t, null);
  frame.figure.append(plane.figure);
  const lanes = createLaneChoice('surface-lane', services, () => void look());
  const span = createScale(SPANS, 1, () => void (answered && look()));
  const die = createDie((thrown) => {
    seed = thrown;
    void look();
  });
  question.place([lanes.root, span.root], frame.root, { beside: [die.root], below: [plane.tool] });
  let seed = 0;
  let answered: { answer: Answer, lane: number } | null = null;

  const unwatch = [
    watch(store, ({ run, language, scheme }) => [run?.id, run?.experiment, language, scheme], render),
    onChange(store, ({ run }) => [run?.id], () => {
      answered = null;
      question.inquiry.forget();
      renderStamp(store.get());
    }),
    watch(store, ({ run, language }) => [run?.step, language], renderStamp),
  ];

  function render(state: State) {
    lanes.render(state);
    setText(question.intro, t('try.surface.intro'));
    span.setWords(t('try.surface.span'));
    die.setWords(t('try.surface.die'));
    frame.setWords(t('try.surface.name'), t('chart.table'), t('try.surface.waiting'));
    question.inquiry.render();
    plane.setWords();
    renderStamp(state);
    draw();
  }

  function renderStamp(state: State) {
    setText(question.go, t(answered ? 'try.surface.again' : 'try.surface.go'));
    question.setStamp(state, answered?.answer.step);
    frame.show(answered !== null);
    plane.tool.hidden = answered === null;
  }

  function draw() {
    if (!answered) return;
    const { answer, lane } = answered;
    const surface = surfaceOf(answer);
    const words = surfaceWords(surface, lane, answer.step, t);
    setText(frame.caption, words);
    frame.legend.replaceChildren(
      laneKey(lane, 'line'), key('mark-here', t('try.surface.here')), key('mark-downhill', t('try.plane.downhill')),
      key('mark-raw', t('try.plane.raw')), key('mark-clipped', t('try.plane.clipped')),
    );
    frame.setTable(() => surfaceTable(surface, t));
    plane.show(pictureOf(surface, words, t));
  }

  async function look() {
    if (!canBeAsked(store.get())) return;
    const asked = { lane: lanes.lane(), points: POINTS, span: span.value(), seed };
    question.go.disabled = true;
    const found = await question.ask('surface', asked, ({ type, parameters }) => {
      const most = Number(parameters.most) - (Number(parameters.most) % 2 ? 0 : 1);
      return type === 'surface_work' && most >= FEWEST ? { ...asked, points: most } : null;
    });
    question.go.disabled = false;
    if (!found) return;
    answered = { answer: found.reply, lane: asked.lane };
    draw();
    renderStamp(store.get());
    question.announce(frame.caption.textContent);
  }

  return () => {
    for (const stop of unwatch) stop();
    plane.end();
    question.end();
  };
}

export function key(kind: string, words: string): HTMLElement {
  return el('span', { class: 'scale-key' }, el('span', { class: `plane-mark ${kind}` }), words);
}

interface Surface {
  /** of both sides */ axis: number[];
  /** row-major */ values: number[];
  range: readonly [number, number];
  /** from the middle to the frame */ reach: number;
  /** from the middle */ raw: Vector;
  /** from the middle */ clipped: Vector;
  /** of the raw step, within the frame */ end: { to: Vector, leaves: boolean };
  /** of the clipped one */ clippedEnd: Vector;
}

/** @param answer to a question `surface` */
function surfaceOf({ tensors }: Answer): Surface {
  const tensor = (name: string) => Array.from((tensors.get(name) as Tensor).data, Number);
  const [axis, values] = [tensor('axis'), tensor('surface')];
  const [raw, clipped] = [tensor('gradient_step'), tensor('clipped_step')] as [number, number][];
  const reach = axis[axis.length - 1];
  const sides = { x: [-reach, reach] as const, y: [-reach, reach] as const };
  return {
    axis, values, reach, raw, clipped, range: rangeOf(values, true),
    end: withinFrame(MIDDLE, raw, sides), clippedEnd: withinFrame(MIDDLE, clipped, sides).to,
  };
}

function surfaceWords(surface: Surface, lane: number, step: number, t: Services['t']): string {
  const { values, range, reach, end } = surface;
  const [raw, clipped] = [Math.hypot(...surface.raw), Math.hypot(...surface.clipped)];
  const said = {
    lane: LANE_LETTERS[lane], step, loss: threeFigures(values[(values.length - 1) / 2]),
    least: threeFigures(Math.min(...values.filter(Number.isFinite))), most: threeFigures(range[1]),
    raw: threeFigures(raw), clipped: threeFigures(clipped),
  };
  const stepWords = () => {
    if (end.leaves) return 'leaves';
    if (raw < reach / 40) return 'tiny';
    return clipped < 0.98 * raw ? 'clipped' : 'unclipped';
  };
  return `${t('try.surface.caption', said)} ${t(`try.surface.${stepWords()}`, said)}`;
}

/** @param words of the picture */
function pictureOf({ axis, values, range, reach, end, clippedEnd }: Surface, words: string, t: Services['t']): Shown {
  const look = tokens();
  const downhill = { from: MIDDLE, to: [ARROW * reach, 0] as const, colour: look.gradient, width: 3 };
  const leaving = { from: MIDDLE, to: end.to, colour: look.ink1, width: 1.5, dashed: true };
  return {
    words, names: { x: t('try.surface.x'), y: t('try.surface.y') },
    plane: { x: axis, y: axis, values, logarithmic: true, range },
    arrows: end.leaves ? [downhill, leaving] : [downhill],
    marks: [
      { at: MIDDLE, kind: 'place' },
      ...(end.leaves ? [] : [{ at: end.to, kind: 'raw' } as const]),
      { at: clippedEnd, kind: 'clipped' },
    ],
  };
}

/** Every so many lines of the grid, the middle among them. */
function surfaceTable({ axis, values }: Surface, t: Services['t']) {
  const every = Math.max(1, Math.floor((axis.length - 1) / 6));
  const middle = (axis.length - 1) / 2;
  const shown = axis.map((_, index) => index).filter((index) => (index - middle) % every === 0);
  const line = (row: number) => shown.map((column) => threeFigures(values[row * axis.length + column]));
  return tableOf(
    [`${t('try.surface.x')} \\ ${t('try.surface.y')}`, ...shown.map((column) => threeFigures(axis[column]))],
    shown.map((row) => [threeFigures(axis[row]), ...line(row)]),
  );
}
