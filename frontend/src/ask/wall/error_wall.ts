/**
 * "The wall": the error of a network of one unit over its weight and its bias; flat plains, and a cliff that throws a
 * step away.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import {
  errorAt, gradientAt, landOf, nearestPlace, steepest, stepsOf, wallOf, withinFrame, type Place, type Wall,
} from '../surface/descent.ts';
import { wallField, wallRange } from './wall_field.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { knobFigures, threeFigures } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { tokens } from '../../draw/tokens.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { createInquiry } from '../../ui/inquiry.ts';
import { key } from '../surface/loss_surface.ts';
import { createPlaneView } from '../surface/plane_view.ts';
import { createScale } from '../settings.ts';

const POINTS = 60;
const STEPS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100];
const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
const THRESHOLDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const QUIET = 150;

/** @returns unmount */
export function mountErrorWall(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const inquiry = createInquiry(services);
  const frame = createAnswerFrame();
  const plane = createPlaneView(root, 'wall', t, { pick, move, words: () => ({ label: t('try.wall.pick'), words: wall ? placeWords(wall) : '' }) });
  frame.figure.append(plane.figure);
  const intro = el('p', { class: 'try-intro' });
  const label = el('label', { for: 'wall-activation' });
  const activation = el('select', { id: 'wall-activation', class: 'pill-select', onchange: () => void look() });
  const steps = createScale(STEPS, 50, () => soon());
  const rate = createScale(RATES, 0.3, () => draw());
  const threshold = createScale(THRESHOLDS, 1, () => draw());
  const cliff = el('button', { type: 'button', class: 'pill small', onclick: () => {
    if (wall) place = steepest(wall);
    draw();
  } });
  const content = el(
    'div', { class: 'try-columns' },
    el(
      'div', { class: 'try-asking' }, intro, el('div', { class: 'mark-row' }, label, activation), steps.root, rate.root,
      threshold.root, inquiry.root, el('div', { class: 'try-buttons' }, cliff, plane.tool)
    ),
    frame.root
  );
  root.append(content);
  inquiry.about(activation);
  let wall: Wall | null = null;
  let place: Place = { row: 0, column: 0 };
  let timer: any = null;
  let asked = false;

  const unwatch = [
    watch(store, ({ language, scheme, catalog }) => [language, scheme, catalog], render),
    onChange(store, ({ link }) => [link.state], ({ link }) => {
      if (link.state !== 'open' || asked) return;
      asked = true;
      void look();
    }),
  ];

  function render({ catalog }: State) {
    const kinds = catalog?.families.activation.map(({ kind }) => kind) ?? [];
    const before = activation.value || 'sigmoid';
    activation.replaceChildren(...kinds.map((kind) => el('option', { value: kind }, t(`activation.${kind}.label`))));
    activation.value = before;
    setText(intro, t('try.wall.intro'));
    setText(label, t('field.activation.label'));
    steps.setWords(t('try.wall.steps'));
    rate.setWords(t('field.learning_rate.label'));
    threshold.setWords(t('try.wall.threshold'));
    setText(cliff, t('try.wall.cliff'));
    frame.setWords(t('try.wall.name'), t('chart.table'), t('try.wall.waiting'));
    inquiry.render();
    plane.setWords();
    draw();
  }

  /** A slider that is dragged asks once it rests. */
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), QUIET);
  }

  async function look() {
    const answer = await inquiry.ask('wall', { activation: activation.value || 'sigmoid', points: POINTS, steps: steps.value() });
    if (!answer) return;
    const first = wall === null || wall.weights[0] !== wallOf(answer).weights[0];
    wall = wallOf(answer);
    if (first) place = steepest(wall);
    draw();
  }

  function pick(x: number, y: number) {
    if (!wall) return;
    place = { row: Math.round(x * (wall.weights.length - 1)), column: Math.round(y * (wall.biases.length - 1)) };
    draw();
  }

  function move(across: number, up: number) {
    if (!wall) return;
    const keep = (index: number, axis: readonly number[]) => Math.max(0, Math.min(axis.length - 1, index));
    place = { row: keep(place.row + across, wall.weights), column: keep(place.column + up, wall.biases) };
    draw();
  }

  function placeWords(present: Wall): string {
    const gradient = gradientAt(present, place);
    return t('try.wall.place', {
      weight: threeFigures(present.weights[place.row]), bias: threeFigures(present.biases[place.column]), error: threeFigures(errorAt(present, place)),
      gradient: threeFigures(Math.hypot(...gradient)), land: t(`try.wall.land.${landOf(gradient)}`),
    });
  }

  function draw() {
    frame.show(wall !== null);
    if (!wall) return;
    const here = [wall.weights[place.row], wall.biases[place.column]] as const;
    const gradient = gradientAt(wall, place);
    const { raw, clipped } = stepsOf(gradient, rate.value(), threshold.value());
    const sides = { x: [wall.weights[0], wall.weights[wall.weights.length - 1]] as const, y: [wall.biases[0], wall.biases[wall.biases.length - 1]] as const };
    const finite = raw.every(Number.isFinite);
    const ends = finite ? { raw: withinFrame(here, raw, sides), clipped: withinFrame(here, clipped, sides) } : null;
    const look = tokens();
    const words = [placeWords(wall)];
    if (ends) words.push(stepWords(wall, raw, clipped, ends));
    setText(frame.caption, words.join(' '));
    frame.legend.replaceChildren(key('mark-here', t('try.wall.here')), key('mark-field', t('try.wall.field')), key('mark-raw', t('try.plane.raw')), key('mark-clipped', t('try.plane.clipped')));
    frame.setTable(() => wallTable(wall as Wall, t));
    const { range, logarithmic } = wallRange(wall.error.data);
    plane.show({
      words: words.join(' '), names: { x: 'W', y: 'b' },
      plane: { x: wall.weights, y: wall.biases, values: wall.error.data as Float32Array, logarithmic, range, field: wallField(wall) },
      arrows: ends ? [
        { from: here, to: ends.raw.to, colour: look.ink1, width: 1.6, dashed: true },
        ...(visibleArrow(here, ends.clipped.to, sides) ? [{ from: here, to: ends.clipped.to, colour: look.ink1, width: 2.6 }] : []),
      ] : [],
      marks: [
        ...(ends && !ends.raw.leaves ? [{ at: ends.raw.to, kind: 'raw' } as const] : []),
        ...(ends ? [{ at: ends.clipped.to, kind: 'clipped' } as const] : []),
        { at: here, kind: 'place' },
      ],
    });
  }

  function stepWords(
    present: Wall,
    raw: readonly [number, number],
    clipped: readonly [number, number],
    ends: Record<'raw' | 'clipped', { to: readonly [number, number], leaves: boolean }>,
  ) {
    const after = ([weight, bias]: readonly [number, number]) => threeFigures(errorAt(present, nearestPlace(present, weight, bias)));
    const values = {
      rate: knobFigures(rate.value()), raw: threeFigures(Math.hypot(...raw)),
      clipped: threeFigures(Math.hypot(...clipped)), after: after(ends.raw.to), clipped_after: after(ends.clipped.to),
      threshold: knobFigures(threshold.value())
    };
    const shrunk = Math.hypot(...clipped) < 0.999 * Math.hypot(...raw);
    if (ends.raw.leaves) return t(shrunk ? 'try.wall.thrown_clipped' : 'try.wall.thrown', values);
    return t(shrunk ? 'try.wall.step_clipped' : 'try.wall.step', values);
  }

  return () => {
    clearTimeout(timer);
    for (const stop of unwatch) stop();
    plane.end();
    root.replaceChildren();
  };
}

function visibleArrow(
  from: readonly [number, number],
  to: readonly [number, number],
  { x, y }: { x: readonly [number, number], y: readonly [number, number] },
) {
  return Math.hypot((to[0] - from[0]) / (x[1] - x[0]), (to[1] - from[1]) / (y[1] - y[0])) > 0.03;
}

function wallTable(wall: Wall, t: Services['t']) {
  const shown = (axis: readonly number[]) => axis.map((_, index) => index).filter((index) => index % Math.ceil(axis.length / 8) === 0);
  const columns = shown(wall.biases);
  return tableOf([t('try.wall.table'), ...columns.map((column) => `b ${threeFigures(wall.biases[column])}`)],
    shown(wall.weights).map((row) => [`W ${threeFigures(wall.weights[row])}`, ...columns.map((column) => threeFigures(errorAt(wall, { row, column })))]));
}
