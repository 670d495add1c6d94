/**
 * What the hero shows now: one value, computed from the store, that every painter reads.
 *
 * @import { Experiment, Facts, Frame, LaneFrame, LaneView, State, TaskFacts, Tensor, Translate } from '../state/types.d.ts'
 * @import { SignedPalette } from '../layout/colour.js'
 * @import { Clock } from '../layout/clock.js'
 * @import { Clockwork } from './hero-clock-life.js'
 * @import { GradientScale } from '../layout/gradient-scale.js'
 * @import { HeroLayout } from '../layout/hero-layout.js'
 * @import { ProfileExtras } from '../layout/profile-extras.js'
 * @import { LaneDifference } from '../layout/lane-difference.js'
 * @import { Light } from '../layout/stages.js'
 * @import { Ribbon } from '../layout/ribbon.js'
 * @import { Milestone } from '../layout/milestones.js'
 * @import { Verdict } from '../layout/verdict.js'
 * @import { Comparison } from '../state/difference.js'
 * @import { Tokens } from './tokens.js'
 *
 * @typedef {object} SceneLane
 * @property {number} lane
 * @property {string} letter
 * @property {string} colour
 * @property {number[]} dash
 * @property {string} name
 * @property {boolean} recurrent whether W_hh carries anything
 * @property {number} layers
 * @property {number} hiddenSize
 * @property {Clock | null} clock of a clockwork cell
 * @property {[base: string, index: string]} carrier symbol of what carries the last state on
 * @property {'h' | 'state'} carries where the memory lives: what arrows, bars and profile show the gradient of
 * @property {string} gradientName what that gradient is taken by
 * @property {string[]} states what of the cell's states can be drawn, h first
 * @property {string} state the one that is drawn
 * @property {LaneFrame | null} data
 * @property {boolean} faded the data are the last finite ones of a lane that diverged
 * @property {LaneView | null} view
 * @property {Verdict} verdict
 * @property {Milestone[]} milestones up to the step shown
 * @property {Comparison | null} comparison in what it differs from an earlier lane
 * @property {number} parameters
 * @property {number | null} updateSeconds processor time of one update
 * @property {number | null} horizon how far back the last loss is felt in training: the memory horizon, no further than truncation lets it
 * @property {Float32Array | null} values the drawn state, (layer, time_step, unit)
 * @property {Tensor['data'] | null} dead units that answered 0 to the whole batch, (layer, unit); null where that was not measured
 * @property {number} limit magnitude at both ends of the colour scale
 * @property {Float32Array[] | null} norms ‖∂L/∂h_t‖ by layer; of the whole state where the memory lives there
 * @property {number[]} noise by layer: below it float32 sums lose the magnitude
 * @property {ProfileExtras} extras what stands beside its line in the profile
 * @property {Ribbon | null} ribbon of the loss that is followed
 *
 * @typedef {object} Scene
 * @property {Experiment} experiment
 * @property {TaskFacts} task
 * @property {Frame | null} frame
 * @property {number} step
 * @property {SceneLane[]} lanes all lanes of the experiment
 * @property {number[]} visible numbers of the lanes in sight
 * @property {GradientScale} scale
 * @property {boolean} figures whether all figures stand beside the lanes, and what float32 makes of the smallest
 * @property {LaneDifference | null} difference of two lanes, where it is asked for
 * @property {number} lastLoss time step of the last loss
 * @property {number | null} loss time step of the loss that is followed back through the cells
 *
 * @typedef {Scene & { bracketWidth: (lane: number) => number, clockwork: Clockwork | null, layout: HeroLayout, light: Light, tokens: Tokens, palette: SignedPalette, t: Translate, first: number, last: number }} Picture
 *   a scene together with where and in what light it is painted; `first` and `last` time step in sight
 *
 * @typedef {{ scale: GradientScale, limits: Map<string, number>, finite: Map<number, LaneFrame>, run: string, left: number }} Memory
 *   what one frame hands on to the next; `left`: how many lanes have left the finite numbers
 */

import { lastScored } from '../layout/brackets.js';
import { clockOf, firstTimeStep } from '../layout/clock.js';
import { FIRST_SCALE, floatNoise, nextScale, scaleOf } from '../layout/gradient-scale.js';
import { activationLimit } from '../layout/activation-limit.js';
import { showsColumns } from '../layout/hero-layout.js';
import { milestonesOf } from '../layout/milestones.js';
import { profileExtras } from '../layout/profile-extras.js';
import { ribbonOf } from '../layout/ribbon.js';
import { carrierOf, deadUnits, stateValues, stateViews } from '../layout/state-view.js';
import { reachOf } from '../layout/lane-verdict.js';
import { lengthUntil, verdictOf } from '../layout/verdict.js';
import { comparisonOf } from '../state/difference.js';
import { laneName } from '../text/lane.js';
import { LANE_LETTERS } from './tokens.js';

/** Whether the picture carries all its figures: where somebody asked for them, and where a lesson or a claim speaks of them. @param {Pick<State, 'figures' | 'lesson' | 'claim'>} state */
export function showsFigures({ figures, lesson, claim }) {
  return figures || Boolean(lesson ?? claim);
}

/** @returns {Memory} */
export function createMemory() {
  return { scale: FIRST_SCALE, limits: new Map(), finite: new Map(), run: '', left: 0 };
}

/**
 * @param {State} state
 * @param {Tokens} tokens
 * @param {Memory} memory
 * @param {{ phone: number | null, states: Record<number, string> }} choice `phone`: width of a phone's screen, else null; the state (h, c) chosen for a lane
 * @param {Translate} t
 * @returns {Scene | null} null: nothing is known about the experiment yet
 */
export function createScene(state, tokens, memory, choice, t) {
  const source = sourceOf(state);
  if (!source) return null;
  const { experiment, facts, frame } = source;
  const step = frame?.step ?? 0;
  if (memory.run !== (state.run?.id ?? '')) Object.assign(memory, createMemory(), { run: state.run?.id ?? '' });
  const lanes = experiment.lanes.map((/** @type {any} */ lane, /** @type {number} */ index) =>
    sceneLane({ experiment, lane, index, facts, frame, step, state, tokens, memory, chosen: choice.states[index], t }));
  const loss = followed(state.loss, frame);
  if (loss !== null) for (const lane of lanes) lane.ribbon = laneRibbon(lane, loss, frame);
  memory.scale = sceneScale(memory, lanes);
  const selected = Math.min(state.selectedLane, lanes.length - 1);
  const alone = choice.phone !== null && showsColumns({ width: choice.phone, task: facts.task, columns: state.columns });
  return {
    experiment, task: facts.task, frame, step, lanes, scale: memory.scale, figures: showsFigures(state), difference: null,
    visible: alone ? [selected] : lanes.map((/** @type {SceneLane} */ lane) => lane.lane),
    lastLoss: lastScored(frame?.lossMask.data ?? null, facts.task.sequence_length), loss,
  };
}

/** @param {number | null} loss @param {Frame | null} frame @returns {number | null} null where nothing is scored at that time step */
function followed(loss, frame) {
  return loss !== null && frame && Number(frame.lossMask.data[loss] ?? 0) > 0 ? loss : null;
}

/** @param {SceneLane} lane @param {number} loss @param {Frame | null} frame */
function laneRibbon({ data, carries, norms }, loss, frame) {
  const scored = /** @type {Uint8Array} */ (frame?.lossMask.data).reduce((sum, mask) => sum + Math.sign(mask), 0);
  return ribbonOf(data, loss, { only: scored === 1, carries, norms: norms?.[norms.length - 1] ?? null });
}

/**
 * The scale of the lanes that are still finite; of all when none is. It is measured anew when a lane leaves.
 *
 * @param {Memory} memory
 * @param {SceneLane[]} lanes
 */
function sceneScale(memory, lanes) {
  const alive = lanes.filter(({ faded }) => !faded);
  const measured = (alive.length ? alive : lanes).flatMap(({ norms, extras, ribbon }) => [...(norms ?? []), ...(extras.full ? [extras.full] : []), ...(ribbon ? [ribbon.norms.subarray(ribbon.from)] : [])]);
  const wanted = scaleOf(measured);
  const left = lanes.length - alive.length;
  if (left === memory.left) return nextScale(memory.scale, wanted);
  memory.left = left;
  return wanted ?? memory.scale;
}

/**
 * The frame to show with the experiment it belongs to; before any frame the experiment that is being edited.
 *
 * @param {State} state
 * @returns {{ experiment: Experiment, facts: Facts, frame: Frame | null } | null}
 */
function sourceOf(state) {
  const frame = state.run?.frame ?? null;
  if (state.run && frame) return { experiment: state.run.experiment, facts: state.run.facts, frame };
  if (!state.facts || state.facts.lanes.length !== state.experiment.lanes.length) return null;
  return { experiment: state.experiment, facts: state.facts, frame: null };
}

/**
 * @param {{ experiment: Experiment, lane: any, index: number, facts: Facts, frame: Frame | null, step: number, state: State, tokens: Tokens, memory: Memory, chosen: string | undefined, t: Translate }} from
 * @returns {SceneLane}
 */
function sceneLane({ experiment, lane, index, facts, frame, step, state, tokens, memory, chosen, t }) {
  const present = frame?.lanes[index] ?? null;
  if (present) memory.finite.set(index, present);
  const data = frame ? (present ?? memory.finite.get(index) ?? null) : null;
  const view = frame ? (state.run?.lanes[index] ?? null) : null;
  const views = stateViews(facts.lanes[index].states, data);
  const stateView = views.find(({ id }) => id === chosen) ?? views[0];
  const values = stateValues(data, stateView);
  const carries = facts.lanes[index].carries ?? 'h';
  const norms = data ? byLayer(carries === 'state' ? data.stateGradientNorm : data.hiddenGradientNorm) : null;
  const { hidden_size: hiddenSize, layers, recurrence } = lane.cell;
  const lastLoss = lastScored(frame?.lossMask.data ?? null, facts.task.sequence_length);
  const horizon = reachOf(lane, data?.memoryHorizon ?? null, { step, lastLoss, length: facts.task.sequence_length });
  const verdict = verdictOf(facts.task, view, horizon, step);
  const key = `${index}/${stateView.id}`;
  const limit = activationLimit(lane.cell, stateView.id, values, memory.limits.get(key) ?? 1);
  memory.limits.set(key, limit);
  return {
    lane: index, letter: LANE_LETTERS[index], colour: tokens.lanes[index], dash: tokens.dashes[index], name: laneName(lane, t),
    recurrent: recurrence !== 'off', layers, hiddenSize, clock: clockOf(lane.cell, hiddenSize, firstTimeStep(experiment.task, step)), carrier: carrierOf(lane.cell),
    states: views.map(({ id }) => id), state: stateView.id, carries, gradientName: carries === 'state' ? `(${facts.lanes[index].states.join(', ')})` : 'h', data, faded: Boolean(frame && !present), view, values, limit, norms, dead: deadUnits(data, stateView),
    noise: (norms ?? []).map(showsFigures(state) ? floatNoise : () => 0),
    extras: profileExtras(data, state.keepOverlay && index === state.selectedLane, { recurrent: recurrence !== 'off', carries, spread: showsFigures(state) }),
    verdict, horizon, ribbon: null,
    milestones: view ? milestonesOf(facts.task, view.series, lengthUntil(view.series, step)) : [],
    comparison: state.catalog && comparisonOf(state.catalog, experiment, index),
    parameters: facts.lanes[index].parameters, updateSeconds: frame?.updateSeconds[index] ?? null,
  };
}

/** @param {Tensor} tensor (layer, time_step) @returns {Float32Array[]} */
function byLayer(tensor) {
  const [layers, steps] = tensor.shape;
  const data = /** @type {Float32Array} */ (tensor.data);
  return Array.from({ length: layers }, (_, layer) => data.subarray(layer * steps, (layer + 1) * steps));
}
