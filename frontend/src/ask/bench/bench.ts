/**
 * "Bench": type a cell's equation; its diagram, the eigenvalues of a step's Jacobian and what its gradient keeps over
 * the
 * distance are measured as it is typed, before any training, beside the selected model. "Race it" trains it.
 */

import type { Experiment, Facts, Frame, LaneFrame, Services, State, Store } from '../../core/model/types.ts';
import {
  BENCH_PANELS, benchDocument, benchReading, laneWith, markedPlace, type BenchReading,
} from './bench_model.ts';
import { fanOf } from '../../draw/fan.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { formulaGraph } from './formula_graph.ts';
import { addCandidate, MOST_LANES } from '../../core/model/experiment.ts';
import { FORMULA_PRESETS, formulaOf } from '../../core/model/formula_presets.ts';
import { watch } from '../../core/model/select.ts';
import { rateWords } from '../../core/text/gain.ts';
import { threeFigures } from '../../core/text/number.ts';
import { problemText } from '../../core/text/problem.ts';
import { chartPicture } from '../../ui/chart_svg.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { fanPicture } from '../../ui/fan_picture.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { markKey } from '../../ui/scale_keys.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { createBenchEditor } from './bench_editor.ts';
import { graphPicture } from './bench_graph.ts';
import { circleMarks, needlePicture, reachOf } from '../dial/dial_picture.ts';

const ROOM = { width: 270, height: 178, left: 34, right: 8, top: 8, bottom: 28 };
const CIRCLE = { width: 260, height: 260, left: 0, right: 0, top: 0, bottom: 0 };
const QUIET = 150;

/** `letter`: of the model that it is measured beside */
export type Measured = {
  experiment: Experiment;
  facts: Facts;
  own: LaneFrame;
  letter: number;
  reading: BenchReading;
  beside: BenchReading | null;
};

/** @returns unmount */
export function mountBench(
  root: HTMLElement,
  store: Store<State>,
  { t, request, judge, actions }: Services,
): () => void {
  const intro = el('p', { class: 'try-intro' });
  const editor = createBenchEditor(t, (formula) => actions.setDetail('bench', formula || ' '));
  const begin = el('select', { id: 'bench-begin', class: 'pill-select', onchange: () => actions.setDetail('bench', FORMULA_PRESETS.find(({ id }) => id === begin.value)?.formula ?? null) });
  const beginLabel = el('label', { for: begin.id });
  const race = el('button', { type: 'button', class: 'fix-button bench-race', onclick: enter });
  const raced = el('p', { class: 'try-hint' });
  const answer = createAnswerFrame();
  const [diagram, needle] = [el('div', { class: 'bench-diagram', tabIndex: 0, role: 'region' }), el('div', { class: 'dial-gauge' })];
  const [circle, fan] = [chartPicture(CIRCLE), chartPicture(ROOM)];
  const gain = el('p', { class: 'dial-gain', role: 'status' });
  answer.figure.append(diagram, el('div', { class: 'dial-columns' }, el('div', {}, circle), el('div', { class: 'dial-middle' }, needle, gain), el('div', {}, fan)));
  root.append(el('div', { class: 'try-columns' }, el('div', { class: 'try-asking' }, intro, el('div', { class: 'mark-row' }, beginLabel, begin), editor.root, el('div', { class: 'try-buttons' }, race), raced), answer.root));

  let measured: Measured | null = null;
  /** What is wrong, to be said in the language of the page. */
  let wrong: { problem: { message: string, cause?: unknown }, place: { start: number, end: number } | null } | null = null;
  let [asked, busy, ended] = [0, false, false];
  let timer: any = null;
  const redraw = createRedraw(root, draw, { rate: 20 });
  const unwatch = [
    watch(store, ({ language, scheme, experiment, selectedLane }) => [language, scheme, experiment.lanes.length, selectedLane], redraw.hurry),
    watch(store, (state) => [formulaNow(state), state.experiment, state.selectedLane, state.link.state, state.catalog], soon),
  ];

  function formulaNow({ details, experiment, selectedLane }: State): string {
    const lane = experiment.lanes[Math.min(selectedLane, experiment.lanes.length - 1)];
    return details.bench ?? (lane ? formulaOf(lane.cell) : '');
  }

  function soon() {
    editor.show(formulaNow(store.get()));
    asked += 1;
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), QUIET);
  }

  /** One equation is measured at a time, and of those that wait the newest. */
  async function ask() {
    if (busy || ended) return;
    busy = true;
    for (let mine = -1; mine !== asked && !ended;) {
      mine = asked;
      const found = await measure().catch((error) => ({ problem: error, place: null }));
      if (mine !== asked || found === null) continue;
      wrong = 'problem' in found ? found : null;
      if (!('problem' in found)) measured = found;
      redraw.hurry();
    }
    busy = false;
  }

  /** @returns null: nobody is there to ask yet */
  async function measure(): Promise<Measured | { problem: { message: string, cause?: unknown }, place: { start: number, end: number } | null } | null> {
    const state = store.get();
    const letter = Math.min(state.selectedLane, state.experiment.lanes.length - 1);
    if (!state.catalog || letter < 0 || state.link.state !== 'open') return null;
    const experiment = benchDocument(state.catalog, state.experiment, letter, formulaNow(state));
    const verdict = await judge(experiment);
    if ('errors' in verdict) return markedPlace(verdict.errors) ?? { problem: verdict.errors[0], place: null };
    const frame = await request('probe', { experiment, panels: BENCH_PANELS, sample: 0 }) as Frame;
    const [own, beside] = frame.lanes;
    if (!own) return { problem: { message: t('try.bench.diverged') }, place: null };
    return { experiment, facts: verdict.facts, own, letter, reading: benchReading(own), beside: beside ? benchReading(beside) : null };
  }

  /** The equation becomes a model beside the others, or takes the last one's place. */
  function enter() {
    const { catalog, experiment, selectedLane } = store.get();
    const lane = experiment.lanes[Math.min(selectedLane, experiment.lanes.length - 1)];
    if (!catalog || !lane || wrong) return;
    const wider = addCandidate(experiment, laneWith(catalog, lane, formulaNow(store.get())));
    actions.edit(wider, { selectedLane });
    actions.play();
    store.set({ announcement: { text: t('try.bench.raced', { lane: LANE_LETTERS[wider.lanes.length - 1] }), assertive: false } });
  }

  function draw() {
    const state = store.get();
    const formula = formulaNow(state);
    setText(intro, t('try.bench.intro'));
    setText(beginLabel, t('try.bench.begin'));
    begin.replaceChildren(el('option', { value: '' }, t('try.bench.own')), ...FORMULA_PRESETS.map(({ id }) => el('option', { value: id }, t(`try.bench.preset.${id}`))));
    begin.value = FORMULA_PRESETS.find((preset) => preset.formula === formula)?.id ?? '';
    editor.render();
    const full = state.experiment.lanes.length >= MOST_LANES;
    setText(race, t('try.bench.race'));
    race.disabled = wrong !== null || measured === null;
    setText(raced, t(full ? 'try.bench.race.full' : 'try.bench.race.help', { lane: LANE_LETTERS[Math.min(state.experiment.lanes.length, MOST_LANES - 1)] }));
    answer.setWords(t('try.bench.name'), t('chart.table'), t('try.bench.waiting'));
    answer.show(measured !== null);
    answer.root.classList.toggle('is-stale', wrong !== null);
    if (measured) drawMeasured(measured, state.experiment.lanes.length);
    if (wrong) editor.say(problemText(wrong.problem, t).text, wrong.place, true);
    else editor.say(measured ? readWords(measured) : '', null, false);
  }

  function drawMeasured({ experiment, facts, own, reading, beside, letter }: Measured, count: number) {
    const [{ states, program }] = facts.lanes;
    const lane = Math.min(count, MOST_LANES - 1);
    if (program) diagram.replaceChildren(graphPicture(formulaGraph(program, states), t('try.bench.diagram', { count: program.nodes.filter(({ operands }) => operands.length).length, states: states.join(', ') })));
    setAttribute(diagram, 'aria-label', t('try.bench.diagram.name'));
    circle.replaceChildren(...circleMarks({ own: reading.eigenvalues, steps: [], here: [], held: null, reach: reachOf(reading.eigenvalues), lane }));
    needle.replaceChildren(needlePicture(reading.rate.gain));
    setText(gain, rateWords(reading.rate, t));
    const products = own.tensors.get('jacobian_singular_values');
    fan.replaceChildren(...(products ? fanPicture(fanOf(products, 0), lane, null, t) : []));
    answer.legend.replaceChildren(markKey(t('try.bench.eigenvalues'), 'dot', lane), markKey(t('try.dial.fan'), 'line', lane));
    setText(answer.caption, captionOf(reading, beside, letter));
    answer.setTable(() => tableOf(
      ['distance', 'largest', 'smallest', 'gradient', 'radius'].map((name) => t(`try.bench.table.${name}`)),
      reading.rows.map(({ distance, largest, smallest, gradient, radius }) => [String(distance), ...[largest, smallest, gradient, radius].map(threeFigures)]),
    ));
    store.set(({ findings }) => ({ findings: { ...findings, bench: { gain: reading.rate.gain, radius: reading.rows[0].radius, formula: String(experiment.lanes[0].cell.formula) } } }));
  }

  function captionOf({ rows }: BenchReading, beside: BenchReading | null, letter: number) {
    const far = rows[rows.length - 1];
    const words = [t('try.bench.caption', { radius: threeFigures(rows[0].radius), distance: far.distance, largest: threeFigures(far.largest) })];
    if (beside) words.push(t('try.bench.beside', { lane: LANE_LETTERS[letter], largest: threeFigures(beside.rows[beside.rows.length - 1].largest), gain: threeFigures(beside.rate.gain) }));
    return words.join(' ');
  }

  function readWords({ facts }: Measured) {
    const [{ states, program, parameters }] = facts.lanes;
    const named = (role: string) => program?.parameters.filter(([, each]) => each === role).map(([name]) => name).join(', ') || '–';
    return t('try.bench.read', { inputs: named('of_input'), units: named('of_units'), vectors: named('vector'), states: states.join(', '), parameters });
  }

  return () => {
    ended = true;
    clearTimeout(timer);
    redraw.end();
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}
