/** What the hero shows now: one value, computed from the store, that every painter reads. */

import type { Clockwork } from './clock/clock_life.ts';
import type {
  Experiment, Facts, Frame, LaneFrame, LaneView, State, TaskFacts, Tensor, Translate,
} from '../core/model/types.ts';
import type { LaneDifference } from './difference/lane_difference.ts';
import type { Light } from './layout/stages.ts';
import type { SignedPalette } from '../draw/colour.ts';
import { lastScored } from '../core/model/brackets.ts';
import { clockOf, firstTimeStep, type Clock } from '../core/model/clock.ts';
import { FIRST_SCALE, floatNoise, nextScale, scaleOf, type GradientScale } from '../draw/gradient_scale.ts';
import { activationLimit } from '../draw/activation_limit.ts';
import { showsColumns, type HeroLayout } from '../core/model/hero_layout.ts';
import { milestonesOf, type Milestone } from '../core/model/milestones.ts';
import { profileExtras, type ProfileExtras } from './layout/profile_extras.ts';
import { ribbonOf, type Ribbon } from './ribbon/ribbon_layout.ts';
import { carrierOf, deadUnits, entriesOf, stateValues, stateViews } from './layout/state_view.ts';
import { reachOf } from '../core/model/lane_verdict.ts';
import { lengthUntil, verdictOf, type Verdict } from '../core/model/verdict.ts';
import { comparisonOf, type Comparison } from '../core/model/difference.ts';
import { laneName } from '../core/text/lane.ts';
import { LANE_LETTERS, type Tokens } from '../draw/tokens.ts';

export interface SceneLane {
  lane: number;
  letter: string;
  colour: string;
  dash: number[];
  name: string;
  /** whether W_hh carries anything */ recurrent: boolean;
  layers: number;
  hiddenSize: number;
  /** of a clockwork cell */ clock: Clock | null;
  /** symbol of what carries the last state on */ carrier: [base: string, index: string];
  /** where the memory lives: what arrows, bars and profile show the gradient of */ carries: 'h' | 'state';
  /** what that gradient is taken by */ gradientName: string;
  /** what of the cell's states can be drawn, h first */ states: string[];
  /** the one that is drawn */ state: string;
  /** those of the cell that are matrices */ matrices: readonly string[];
  /** those of the layer as a whole, which are not drawn */ layerStates: readonly string[];
  /** how many numbers of a unit stand side by side: the columns of a matrix */ entries: number;
  data: LaneFrame | null;
  /** the data are the last finite ones of a lane that diverged */ faded: boolean;
  view: LaneView | null;
  verdict: Verdict;
  /** up to the step shown */ milestones: Milestone[];
  /** in what it differs from an earlier lane */ comparison: Comparison | null;
  parameters: number;
  /** processor time of one update */ updateSeconds: number | null;
  /** text id: which kernel computes it, and why; where that is known */ kernel: string | null;
  /** how far back the last loss is felt in training: the memory horizon, no further than truncation lets it */
  horizon: number | null;
  /** the drawn state, (layer, time_step, unit) */ values: Float32Array | null;
  /** units that answered 0 to the whole batch, (layer, unit); null where that was not measured */
  dead: Tensor['data'] | null;
  /** magnitude at both ends of the colour scale */ limit: number;
  /** ‖∂L/∂h_t‖ by layer; of the whole state where the memory lives there */ norms: Float32Array[] | null;
  /** by layer: below it float32 sums lose the magnitude */ noise: number[];
  /** what stands beside its line in the profile */ extras: ProfileExtras;
  /** of the loss that is followed */ ribbon: Ribbon | null;
}
export interface Scene {
  experiment: Experiment;
  task: TaskFacts;
  frame: Frame | null;
  step: number;
  /** all lanes of the experiment */ lanes: SceneLane[];
  /** numbers of the lanes in sight */ visible: number[];
  scale: GradientScale;
  /** whether all figures stand beside the lanes, and what float32 makes of the smallest */ figures: boolean;
  /** of two lanes, where it is asked for */ difference: LaneDifference | null;
  /** time step of the last loss */ lastLoss: number;
  /** time step of the loss that is followed back through the cells */ loss: number | null;
}
/** a scene together with where and in what light it is painted; `first` and `last` time step in sight */
export type Picture = Scene & {
  bracketWidth: (lane: number) => number;
  clockwork: Clockwork | null;
  layout: HeroLayout;
  light: Light;
  tokens: Tokens;
  palette: SignedPalette;
  t: Translate;
  first: number;
  last: number;
};
/** what one frame hands on to the next; `left`: how many lanes have left the finite numbers */
export type Memory = {
  scale: GradientScale;
  limits: Map<string, number>;
  finite: Map<number, LaneFrame>;
  run: string;
  left: number;
};

/**
 * Whether the picture carries all its figures: where somebody asked for them, and where a lesson or a claim speaks of
 * them.
 */
export function showsFigures({ figures, lesson, claim }: Pick<State, 'figures' | 'lesson' | 'claim'>) {
  return figures || Boolean(lesson ?? claim);
}

export function createMemory(): Memory {
  return { scale: FIRST_SCALE, limits: new Map(), finite: new Map(), run: '', left: 0 };
}

/**
 * @param choice `phone`: width of a phone's screen, else null; the state (h, c) chosen for a lane
 * @returns null: nothing is known about the experiment yet
 */
export function createScene(
  state: State,
  tokens: Tokens,
  memory: Memory,
  choice: { phone: number | null, states: Record<number, string> },
  t: Translate,
): Scene | null {
  const source = sourceOf(state);
  if (!source) return null;
  const { experiment, facts, frame } = source;
  const step = frame?.step ?? 0;
  if (memory.run !== (state.run?.id ?? '')) Object.assign(memory, createMemory(), { run: state.run?.id ?? '' });
  const lanes = experiment.lanes.map((lane: any, index: number) =>
    sceneLane({ experiment, lane, index, facts, frame, step, state, tokens, memory, chosen: choice.states[index], t }));
  const loss = followed(state.lossTimeStep, frame);
  if (loss !== null) for (const lane of lanes) lane.ribbon = laneRibbon(lane, loss, frame);
  memory.scale = sceneScale(memory, lanes);
  const selected = Math.min(state.selectedLane, lanes.length - 1);
  const alone = choice.phone !== null
    && showsColumns({ width: choice.phone, task: facts.task, columns: state.columns });
  return {
    experiment,
    task: facts.task, frame, step, lanes, scale: memory.scale, figures: showsFigures(state), difference: null,
    visible: alone ? [selected] : lanes.map((lane: SceneLane) => lane.lane),
    lastLoss: lastScored(frame?.lossMask.data ?? null, facts.task.sequence_length), loss,
  };
}

/** @returns null where nothing is scored at that time step */
function followed(loss: number | null, frame: Frame | null): number | null {
  return loss !== null && frame && Number(frame.lossMask.data[loss] ?? 0) > 0 ? loss : null;
}

function laneRibbon({ data, carries, norms }: SceneLane, loss: number, frame: Frame | null) {
  const { data: mask } = (frame as Frame).lossMask as { data: Uint8Array };
  const scored = mask.reduce((sum, each) => sum + Math.sign(each), 0);
  return ribbonOf(data, loss, { only: scored === 1, carries, norms: norms?.[norms.length - 1] ?? null });
}

/** The scale of the lanes that are still finite; of all when none is. It is measured anew when a lane leaves. */
function sceneScale(memory: Memory, lanes: SceneLane[]) {
  const alive = lanes.filter(({ faded }) => !faded);
  const measured = (alive.length ? alive : lanes).flatMap(({ norms, extras, ribbon }) =>
    [...(norms ?? []), ...(extras.full ? [extras.full] : []), ...(ribbon ? [ribbon.norms.subarray(ribbon.from)] : [])]);
  const wanted = scaleOf(measured);
  const left = lanes.length - alive.length;
  if (left === memory.left) return nextScale(memory.scale, wanted);
  memory.left = left;
  return wanted ?? memory.scale;
}

/** The frame to show with the experiment it belongs to; before any frame the experiment that is being edited. */
function sourceOf(state: State): { experiment: Experiment, facts: Facts, frame: Frame | null } | null {
  const frame = state.run?.frame ?? null;
  if (state.run && frame) return { experiment: state.run.experiment, facts: state.run.facts, frame };
  if (!state.facts || state.facts.lanes.length !== state.experiment.lanes.length) return null;
  return { experiment: state.experiment, facts: state.facts, frame: null };
}

function sceneLane(
  { experiment, lane, index, facts, frame, step, state, tokens, memory, chosen, t }: {
    experiment: Experiment;
    lane: any;
    index: number;
    facts: Facts;
    frame: Frame | null;
    step: number;
    state: State;
    tokens: Tokens;
    memory: Memory;
    chosen: string | undefined;
    t: Translate;
  },
): SceneLane {
  const present = frame?.lanes[index] ?? null;
  if (present) memory.finite.set(index, present);
  const data = frame ? (present ?? memory.finite.get(index) ?? null) : null;
  const view = frame ? (state.run?.lanes[index] ?? null) : null;
  const matrices = facts.lanes[index].matrices ?? [];
  const layerStates = facts.lanes[index].layer_states ?? [];
  const unitStates = facts.lanes[index].states.filter((name) => !layerStates.includes(name));
  const views = stateViews(unitStates, data, matrices);
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
    lane: index,
    letter: LANE_LETTERS[index], colour: tokens.lanes[index], dash: tokens.dashes[index], name: laneName(lane, t),
    recurrent: recurrence !== 'off', layers, hiddenSize,
    clock: clockOf(lane.cell, hiddenSize, firstTimeStep(experiment.task, step)), carrier: carrierOf(lane.cell),
    states: views.map(({ id }) => id), state: stateView.id, matrices, layerStates, entries: entriesOf(data, stateView),
    carries, gradientName: carries === 'state'
      ? `(${facts.lanes[index].states.join(', ')})`
      : 'h', data, faded: Boolean(frame && !present), view, values, limit, norms, dead: deadUnits(data, stateView),
    noise: (norms ?? []).map(showsFigures(state) ? floatNoise : () => 0),
    extras: profileExtras(data, state.keepOverlay && index === state.selectedLane, {
      recurrent: recurrence !== 'off', carries, spread: showsFigures(state),
    }),
    verdict, horizon, ribbon: null,
    milestones: view ? milestonesOf(facts.task, view.series, lengthUntil(view.series, step)) : [],
    comparison: state.catalog && comparisonOf(state.catalog, experiment, index),
    parameters: facts.lanes[index].parameters, updateSeconds: frame?.updateSeconds[index] ?? null,
    kernel: frame?.kernelReasons.length ? `kernel.${frame.kernelReasons[index] ?? 'fused'}` : null,
  };
}

/** @param tensor (layer, time_step) */
function byLayer(tensor: Tensor): Float32Array[] {
  const [layers, steps] = tensor.shape;
  const data = tensor.data as Float32Array;
  return Array.from({ length: layers }, (_, layer) => data.subarray(layer * steps, (layer + 1) * steps));
}
