/**
 * "Bench": type a cell's equation; its diagram, the eigenvalues of a step's Jacobian and what its gradient keeps over
 * the distance are measured as it is typed, before any training, beside the selected model. "Race it" trains it.
 */

import type { LaneFacts, Services, State, Store } from '../../core/model/types.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { formulaIn, laneWith, type CellReading } from './cell_model.ts';
import { createMeasuring, type Measured } from './cell_measuring.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { formulaGraph } from './formula_graph.ts';
import { addCandidate, MOST_LANES } from '../../core/model/experiment.ts';
import { FORMULA_PRESETS } from '../../core/model/formula_presets.ts';
import { watch } from '../../core/model/select.ts';
import { threeFigures } from '../../core/text/number.ts';
import { problemText } from '../../core/text/problem.ts';
import { chartPicture } from '../../ui/chart_svg.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { noteFindings } from '../../ui/question.ts';
import { markKey } from '../../ui/scale_keys.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { createFormulaEditor } from './formula_editor.ts';
import { graphPicture } from './graph_picture.ts';
import { circleMarks, reachOf } from '../spectrum_dial/dial_picture.ts';
import { createReadout } from '../spectrum_dial/dial_readout.ts';

const CIRCLE = { width: 260, height: 260, left: 0, right: 0, top: 0, bottom: 0 };

/** @returns unmount */
export function mountCellEditor(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const intro = el('p', { class: 'try-intro' });
  const editor = createFormulaEditor(t, (formula) => actions.setDetail('bench', formula || ' '));
  const begin = createBegin(t, (formula) => actions.setDetail('bench', formula));
  const race = el('button', { type: 'button', class: 'fix-button bench-race', onclick: enter });
  const raced = el('p', { class: 'try-hint' });
  const answer = createAnswerFrame();
  const diagram = el('div', { class: 'bench-diagram', tabIndex: 0, role: 'region' });
  const circle = chartPicture(CIRCLE);
  const readout = createReadout(t, circle);
  answer.figure.append(diagram, el('div', { class: 'dial-columns' }, ...readout.columns));
  const buttons = el('div', { class: 'try-buttons' }, race);
  const asking = el('div', { class: 'try-asking' }, intro, begin.root, editor.root, buttons, raced);
  root.append(el('div', { class: 'try-columns' }, asking, answer.root));

  const redraw = createRedraw(root, draw, { rate: 20 });
  const measuring = createMeasuring(store, services, redraw.hurry);
  const unwatch = [
    watch(store, ({ language, scheme, experiment, selectedLane }) => [
      language, scheme, experiment.lanes.length, selectedLane,
    ], redraw.hurry),
    watch(store, (state) => [
      formulaIn(state), state.experiment, state.selectedLane, state.link.state, state.catalog,
    ], () => {
      editor.show(formulaIn(store.get()));
      measuring.soon();
    }),
  ];

  /** The equation becomes a model beside the others, or takes the last one's place. */
  function enter() {
    const { catalog, experiment, selectedLane } = store.get();
    const lane = experiment.lanes[Math.min(selectedLane, experiment.lanes.length - 1)];
    if (!catalog || !lane || measuring.now().wrong) return;
    const wider = addCandidate(experiment, laneWith(catalog, lane, formulaIn(store.get())));
    actions.edit(wider, { selectedLane });
    actions.play();
    const text = t('try.bench.raced', { lane: LANE_LETTERS[wider.lanes.length - 1] });
    store.set({ announcement: { text, assertive: false } });
  }

  function draw() {
    const state = store.get();
    const { measured, wrong } = measuring.now();
    const lane = Math.min(state.experiment.lanes.length, MOST_LANES - 1);
    const full = state.experiment.lanes.length >= MOST_LANES;
    setText(intro, t('try.bench.intro'));
    begin.render(formulaIn(state));
    editor.render();
    setText(race, t('try.bench.race'));
    race.disabled = wrong !== null || measured === null;
    setText(raced, t(full ? 'try.bench.race.full' : 'try.bench.race.help', { lane: LANE_LETTERS[lane] }));
    answer.setWords(t('try.bench.name'), t('chart.table'), t('try.bench.waiting'));
    answer.show(measured !== null);
    answer.root.classList.toggle('is-stale', wrong !== null);
    if (measured) drawMeasured(measured, lane);
    if (wrong) editor.say(problemText(wrong.problem, t).text, wrong.place, true);
    else editor.say(measured ? readWords(measured.facts.lanes[0], t) : '', null, false);
  }

  /** @param lane that it would be among the models */
  function drawMeasured({ experiment, facts, own, reading, beside, letter }: Measured, lane: number) {
    const [{ states, program }] = facts.lanes;
    if (program) {
      const count = program.nodes.filter(({ operands }) => operands.length).length;
      const words = t('try.bench.diagram', { count, states: states.join(', ') });
      diagram.replaceChildren(graphPicture(formulaGraph(program, states), words));
    }
    setAttribute(diagram, 'aria-label', t('try.bench.diagram.name'));
    const { eigenvalues, rate, rows } = reading;
    const reach = reachOf(eigenvalues);
    circle.replaceChildren(...circleMarks({ own: eigenvalues, steps: [], here: [], held: null, reach, lane }));
    readout.draw(own, rate, lane, null);
    answer.legend.replaceChildren(
      markKey(t('try.bench.eigenvalues'), 'dot', lane), markKey(t('try.dial.fan'), 'line', lane),
    );
    setText(answer.caption, captionOf(reading, beside, letter, t));
    answer.setTable(() => tableOf(
      ['distance', 'largest', 'smallest', 'gradient', 'radius'].map((name) => t(`try.bench.table.${name}`)),
      rows.map(({ distance, largest, smallest, gradient, radius }) => [
        String(distance), ...[largest, smallest, gradient, radius].map(threeFigures),
      ]),
    ));
    const formula = String(experiment.lanes[0].cell.formula);
    noteFindings(store, 'bench', { gain: rate.gain, radius: rows[0].radius, formula });
  }

  return () => {
    measuring.end();
    redraw.end();
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}

/** What to begin with. @param onChoose null: the equation of the selected model */
function createBegin(t: Translate, onChoose: (formula: string | null) => void) {
  const label = el('label', { for: 'bench-begin' });
  const choice = el('select', {
    id: 'bench-begin', class: 'pill-select',
    onchange: () => onChoose(FORMULA_PRESETS.find(({ id }) => id === choice.value)?.formula ?? null),
  });
  return {
    root: el('div', { class: 'mark-row' }, label, choice),
    render(formula: string) {
      setText(label, t('try.bench.begin'));
      choice.replaceChildren(
        el('option', { value: '' }, t('try.bench.own')),
        ...FORMULA_PRESETS.map(({ id }) => el('option', { value: id }, t(`try.bench.preset.${id}`))),
      );
      choice.value = FORMULA_PRESETS.find((preset) => preset.formula === formula)?.id ?? '';
    },
  };
}

function captionOf({ rows }: CellReading, beside: CellReading | null, letter: number, t: Translate) {
  const far = rows[rows.length - 1];
  const [radius, largest] = [rows[0].radius, far.largest].map(threeFigures);
  const words = [t('try.bench.caption', { radius, distance: far.distance, largest })];
  if (beside) {
    const theirs = threeFigures(beside.rows[beside.rows.length - 1].largest);
    const gain = threeFigures(beside.rate.gain);
    words.push(t('try.bench.beside', { lane: LANE_LETTERS[letter], largest: theirs, gain }));
  }
  return words.join(' ');
}

/** What the equation was read as. */
function readWords({ states, program, parameters }: LaneFacts, t: Translate) {
  const all = program?.parameters ?? [];
  const named = (role: string) => all.filter(([, each]) => each === role).map(([name]) => name).join(', ') || '–';
  const [inputs, units, vectors] = (['of_input', 'of_units', 'vector'] as const).map(named);
  return t('try.bench.read', { inputs, units, vectors, states: states.join(', '), parameters });
}
