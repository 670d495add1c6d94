/**
 * "The wall": the error of a network of one unit over its weight and its bias; flat plains, and a cliff that throws a
 * step away.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { errorAt, steepest, lossCliffOf, type Place, type LossCliff } from '../surface/descent.ts';
import { pictureOf, placeWords, stepFrom, stepWords } from './cliff_step.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { threeFigures } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { createInquiry } from '../../ui/inquiry.ts';
import { key } from '../surface/loss_surface.ts';
import { createPlaneView } from '../surface/plane_view.ts';
import { createScale, smallButton } from '../settings.ts';

const POINTS = 60;
const STEPS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100];
const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
const THRESHOLDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];
/** Milliseconds. */
const QUIET = 150;

/** @returns unmount */
export function mountLossCliff(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const inquiry = createInquiry(services);
  const frame = createAnswerFrame();
  const plane = createPlaneView(root, 'wall', t, {
    pick, move, words: () => ({ label: t('try.wall.pick'), words: cliff ? placeWords(cliff, place, t) : '' }),
  });
  frame.figure.append(plane.figure);
  const intro = el('p', { class: 'try-intro' });
  const settings = createCliffSettings(
    t, { onCliff: () => void look(), onCliffSoon: () => soon(), onStep: () => draw() },
  );
  const steep = smallButton(() => {
    if (cliff) place = steepest(cliff);
    draw();
  });
  const buttons = el('div', { class: 'try-buttons' }, steep, plane.tool);
  const asking = el('div', { class: 'try-asking' }, intro, ...settings.parts, inquiry.root, buttons);
  const content = el('div', { class: 'try-columns' }, asking, frame.root);
  root.append(content);
  inquiry.about(settings.field);
  let cliff: LossCliff | null = null;
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
    settings.render(catalog);
    setText(intro, t('try.wall.intro'));
    setText(steep, t('try.wall.cliff'));
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
    const answer = await inquiry.ask('wall', settings.cliff());
    if (!answer) return;
    const first = cliff === null || cliff.weights[0] !== lossCliffOf(answer).weights[0];
    cliff = lossCliffOf(answer);
    if (first) place = steepest(cliff);
    draw();
  }

  function pick(x: number, y: number) {
    if (!cliff) return;
    place = { row: Math.round(x * (cliff.weights.length - 1)), column: Math.round(y * (cliff.biases.length - 1)) };
    draw();
  }

  function move(across: number, up: number) {
    if (!cliff) return;
    const keep = (index: number, axis: readonly number[]) => Math.max(0, Math.min(axis.length - 1, index));
    place = { row: keep(place.row + across, cliff.weights), column: keep(place.column + up, cliff.biases) };
    draw();
  }

  function draw() {
    frame.show(cliff !== null);
    if (!cliff) return;
    const present = cliff;
    const step = stepFrom(present, place, settings.rate(), settings.threshold());
    const words = [placeWords(present, place, t), stepWords(present, step, t)].filter(Boolean).join(' ');
    setText(frame.caption, words);
    frame.legend.replaceChildren(
      key('mark-here', t('try.wall.here')), key('mark-field', t('try.wall.field')),
      key('mark-raw', t('try.plane.raw')), key('mark-clipped', t('try.plane.clipped')),
    );
    frame.setTable(() => cliffTable(present, t));
    plane.show(pictureOf(present, step, words));
  }

  return () => {
    clearTimeout(timer);
    for (const stop of unwatch) stop();
    plane.end();
    root.replaceChildren();
  };
}

/**
 * What the cliff is of, and how a step goes.
 * @param onCliffSoon a slider of it is dragged @param onStep only the step is another one
 */
function createCliffSettings(
  t: Services['t'],
  { onCliff, onCliffSoon, onStep }: { onCliff: () => void, onCliffSoon: () => void, onStep: () => void },
) {
  const label = el('label', { for: 'wall-activation' });
  const activation = el('select', { id: 'wall-activation', class: 'pill-select', onchange: onCliff });
  const steps = createScale(STEPS, 50, onCliffSoon);
  const rate = createScale(RATES, 0.3, onStep);
  const threshold = createScale(THRESHOLDS, 1, onStep);
  const chosen = () => activation.value || 'sigmoid';

  return {
    parts: [el('div', { class: 'mark-row' }, label, activation), steps.root, rate.root, threshold.root],
    field: activation,
    render(catalog: State['catalog']) {
      const kinds = catalog?.families.activation.map(({ kind }) => kind) ?? [];
      const before = chosen();
      activation.replaceChildren(...kinds.map((kind) => el('option', { value: kind }, t(`activation.${kind}.label`))));
      activation.value = before;
      setText(label, t('field.activation.label'));
      steps.setWords(t('try.wall.steps'));
      rate.setWords(t('field.learning_rate.label'));
      threshold.setWords(t('try.wall.threshold'));
    },
    /** @returns what is asked for */
    cliff: () => ({ activation: chosen(), points: POINTS, steps: steps.value() }),
    rate: rate.value,
    threshold: threshold.value,
  };
}

function cliffTable(cliff: LossCliff, t: Services['t']) {
  const shown = (axis: readonly number[]) => (
    axis.map((_, index) => index).filter((index) => index % Math.ceil(axis.length / 8) === 0));
  const columns = shown(cliff.biases);
  const errors = (row: number) => columns.map((column) => threeFigures(errorAt(cliff, { row, column })));
  return tableOf(
    [t('try.wall.table'), ...columns.map((column) => `b ${threeFigures(cliff.biases[column])}`)],
    shown(cliff.weights).map((row) => [`W ${threeFigures(cliff.weights[row])}`, ...errors(row)]),
  );
}
