/**
 * What crosses module borders: the wire's frames, the run as the page holds it, the store's state, the services of a
 * view.
 */

export interface Tensor {
  shape: number[];
  dtype: string;
  data: Float32Array | Uint8Array | BigInt64Array | Float64Array;
}
export interface LaneFrame {
  output: Tensor; hiddenState: Tensor; states: Record<string, Tensor>;        // (T,O) (L,T,H) {c:(L,T,H)}
  hiddenGradientNorm: Tensor; stateGradientNorm: Tensor; memoryHorizon: number | null; // (L,T) (L,T)
  freeRun: Tensor | null;
  /** with a forcing below 1: the inputs mixed with own predictions (T,I) */ read: Tensor | null;
  hiddenGradient: Tensor | null; gates: Tensor | null;                          // (L,T,H) (L,T,G,H)
  preActivation: Tensor | null; saturation: Tensor | null; deadUnits: Tensor | null;
  recurrentEigenvalues: Tensor | null;                                          // (L,H,2)
  weights: Record<string, Tensor> | null; gradients: Record<string, Tensor> | null;
  /** Every tensor of the lane under its name on the wire, without the lane's number. */
  tensors: ReadonlyMap<string, Tensor>;
}
export interface Frame {
  run: string;
  number: number;
  step: number;
  kernel: string;
  /** Why the reference computes a lane, null where the fused kernels do; empty where it is not known (a recording). */
  kernelReasons: (string | null)[];
  dropped: number;
  reply: string | null;
  /** Processor time of an update, a lane each; null before its first, empty where it was not measured (a recording). */
  updateSeconds: (number | null)[];
  /** Of a costly panel: the training step that its tensors belong to; or why it was left out. */
  panelSteps: Record<string, number>;
  panelsSkipped: Record<string, string>;
  /** (T, I) */
  input: Tensor;
  /** (T, O) or (T) */
  target: Tensor;
  /** (T) */
  lossMask: Tensor;
  /** null: that lane has diverged, or is a branch that does not stand at this step */
  lanes: (LaneFrame | null)[];
  /** A lane each. */
  scalars: {
    steps: number[];
    loss: Float32Array;
    metric: Float32Array;
    gradientNorm: Float32Array;
    validations?: Validation[];
  }[];
}
/** Tensors that answer a question put to the run; `step`: the update whose parameters they belong to. */
export interface Answer { reply: string; step: number; tensors: ReadonlyMap<string, Tensor> }
/** Growable: only the first `length` entries count. A new object whenever `length` changes; buffers are shared. */
export interface Series {
  length: number;
  steps: Float64Array;
  loss: Float32Array;
  metric: Float32Array;
  gradientNorm: Float32Array;
  validations?: readonly Validation[];
}
/** What a lane has on sequences that no update trains on, after `step` updates. */
export interface Validation { step: number; loss: number; metric: number }
/** `origin`: the step at which a branch begins; null of a lane that is there from the first. */
export interface LaneView {
  state: 'training' | 'diverged';
  divergedAt: number | null;
  quantity: string | null;
  origin?: number | null;
  series: Series;
}
export interface Origin { lane: number; step: number }
export interface Solved { quantity: 'loss' | 'metric'; relation: '>=' | '<='; value: number; over: number }
export type PhaseName = 'read' | 'wait' | 'recall' | 'encoder' | 'decoder' | 'listen' | 'echo';
export interface TaskFacts {
  kind: string;
  structure: string;
  loss: 'cross_entropy' | 'mean_squared_error';
  metric: 'accuracy' | 'mean_squared_error';
  chance: number;
  floor: number | null;
  required_lag: number | null;
  sequence_length: number;
  input_size: number;
  output_size: number;
  input_labels: string[];
  output_labels: string[];
  solved: Solved;
  modality: 'symbols' | 'values' | 'image';
  image_size?: [number, number] | null;
  pixel_order?: number[] | null;
  figures?: string[];
  /** in order, without gaps, each with its number of time steps */ phases?: [name: PhaseName, steps: number][];
  /** labels of the symbols that have to be kept, where others only pass the time */ remembered?: string[];
  /** the values that an input takes, where they are few */ levels?: number[] | null;
  metric_chance?: number | null;
  /** Independent sequences of an update; null: every batch is the same. */ sequences?: number | null;
  /**
   * Answers to sequences kept back that a lane is validated on; else the fresh sequences; both 0 where all batches are
   * the same.
   */
  held_out?: number;
  fresh?: number;
}
export interface LaneFacts {
  parameters: number;
  parameter_names?: string[];
  gates: string[];
  states: string[];
  candidate?: string | null;
  keep?: string | null;
  recurrent?: string[];
  carries?: 'h' | 'state';
  /** States with a row of numbers for each unit. */ matrices?: string[];
  /** States of the layer as a whole, with no number for each unit. */ layer_states?: string[];
  /** The states whose units a clamp can hold, where these are not all. */ held_states?: string[];
  /** The largest value of each gate, where it has one and that is not 1. */ gate_limits?: Record<string, number>;
  program?: FormulaProgram;
}
/** What an equation says: its operations, each behind its operands, which are numbers of others. */
export interface FormulaProgram {
  nodes: FormulaNode[];
  assigned: [name: string, node: number][];
  parameters: [name: string, role: 'of_input' | 'of_units' | 'vector'][];
  candidate: number | null;
  bend: string;
  main_matrix: string | null;
}
export interface FormulaNode {
  kind: 'input' | 'state' | 'vector' | 'number' | 'matrix' | 'function' | 'negation' | '+' | '-' | '*' | '/';
  name: string;
  operands: number[];
  value: number;
}
export interface Facts {
  task: TaskFacts;
  lanes: LaneFacts[];
  work: number;
  panels_skipped?: Record<string, { message: string; cause: Cause }>;
}

export type RunState = 'queued' | 'running' | 'paused' | 'finished' | 'diverged' | 'recovered' | 'failed' | 'stopped'
  | 'closing';
/** `frame` is the frame to draw (the live one, or the one the scrubber chose); `step` is the newest step of the run. */
export interface RunView {
  id: string;
  state: RunState;
  step: number;
  reason: string | null;
  source: 'recording' | 'live';
  experiment: Experiment;
  facts: Facts;
  lanes: LaneView[];
  frame: Frame | null;
  marks: Mark[];
  /** While it waits for a place: which in the line, from 1. */
  position?: number | null;
}
export interface Mark { lane: number; step: number; change: Record<string, unknown> }
/** 0-based inside, shown 1-based. */
export interface Cursor { lane: number; layer: number; timeStep: number; unit: number }
export type Stage = 'forward' | 'loss' | 'backward' | 'update';
export interface Playback {
  /** The newest frame is shown as it comes; else `shownStep` is held. */
  following: boolean; shownStep: number | null;
  /** Whether the run is meant to move: what was pressed, until the server says otherwise. */
  playing: boolean;
  /** What was pressed and the server has not confirmed: what it said before it heard of that is no answer to it. */
  awaited: 'running' | 'paused' | null;
  /** `walking`: the stages are being walked through at this moment. `stage` null: no stage, everything lit. */
  slowMotion: boolean; walking: boolean; stage: Stage | null; progress: number;
  /** Updates a second; null is as fast as it goes. */
  pace: number | null;
  /** How many updates one press of Step makes. */
  stepSize: number;
}
/** Which sentence of the server it is, and what fills its gaps; see src/core/text/problem.ts. */
export type Cause = { type: string; parameters: Record<string, unknown> };
export type Problem = { path: (string | number)[]; message: string; cause?: Cause };
export interface State {
  language: 'en' | 'ko';
  theme: 'auto' | 'light' | 'dark';
  scheme: 'light' | 'dark';
  fontScale: 'normal' | 'large';
  catalog: Catalog | null;
  experiment: Experiment;
  facts: Facts | null;
  errors: Problem[];
  preset: string | null;
  selectedLane: number;
  link: { state: 'connecting' | 'open' | 'lost'; retryAt: number | null };
  run: RunView | null;
  history: { steps: number[]; frames: Frame[] };
  playback: Playback;
  cursor: Cursor | null;
  pinned: boolean;
  cards: Card[];
  rates: { updatesPerSecond: number; framesPerSecond: number };
  /** Which panels of the page are open, and what the keyboard does. */
  moreControls: boolean;
  phoneSheet: boolean;
  help: boolean;
  shortcuts: boolean;
  /** Of the recorded run: playing, paused by hand, or over for good. */
  autoplay: 'playing' | 'paused' | 'off';
  /**
   * The recording that stands in the place of a run: its file's name, whether the page is without a server, and whether
   * it came with the page.
   */
  replay: { name: string; alone: boolean; shipped?: boolean } | null;
  /** The kept run that the page was opened with, and what the server says of it, null until it has come. */
  kept: { id: string; about: import('./kept.ts').KeptRun | null } | null;
  /** Inside another page: a bare picture with these controls. */
  embed: { controls: readonly string[] } | null;
  /** Which sequence of the batch is shown, from 0. */
  sample: number;
  /** The last thing worth saying to a screen reader. */
  announcement: { text: string; assertive: boolean; keep?: boolean };
  /** Kinds of the measurements whose cards are open, in the order in which they were opened. */
  panels: string[];
  /**
   * The measurement that somebody has just opened by hand and wants to see; those that a claim or a lesson opens move
   * nothing.
   */
  panelSought: string | null;
  /** Whether the narrator speaks; and the profile that somebody draws before it is seen. */
  notes: boolean;
  guess: Guess | null;
  /** Where the hero's time axis lies at this moment; null before it has been laid out. */
  timeWindow: TimeWindow | null;
  /** Whether the shared profile is in sight, and whether the product of the keep gates is laid over it. */
  profileInSight: boolean;
  keepOverlay: boolean;
  /** The lane that the others have as many parameters as; null: each has its own size. */
  equalTo: number | null;
  /**
   * The last runs, newest first; null before they have been read. `runsKept`: whether the browser keeps them.
   * `overlays`: ids of those that lie over the loss chart.
   */
  runs: import('./run_record.ts').RunRecord[] | null;
  runsKept: boolean;
  overlays: string[];
  /** Whether the difference of two lanes is shown. */
  difference: boolean;
  /** Time step of the loss whose ribbon is followed back through the cells. */
  lossTimeStep: number | null;
  /** What an open view of the page is turned to, by the view's name, as the link writes it: `ledger` → `weight@12`. */
  details: Readonly<Record<string, string>>;
  /** What the newest answer to an open question says, by the question's name: for the lessons. */
  findings: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  /**
   * How the network is drawn: a cell for every time step, one cell with a loop, or every single weight of two time
   * steps.
   */
  view: 'unrolled' | 'folded' | 'wires';
  /** Whether a phone shows columns for a finger, and whether the picture carries all its figures and their keys. */
  columns: boolean;
  figures: boolean;
  /** Source of the number that is pointed at in the inspector, such as `weight/W_hh.0[1,2]`. */
  highlighted: string | null;
  /** When a value was last nudged by a check, in milliseconds. */
  nudgedAt: number | null;
  /** The lesson that is open, and the steps ("lesson.step") that this browser has seen through. */
  lesson: import('./lesson.ts').LessonView | null;
  lessonsDone: readonly string[];
  /** The claim that is open, and what this browser's person said of each. */
  claim: import('./claim.ts').ClaimView | null;
  votes: Readonly<Record<string, import('./claim.ts').Said>>;
  /** The run of another page that this one watches; null: it has its own. `viewers`: how many watch this session. */
  watching: Watching | null;
  viewers: number;
  /** What those who watch have guessed about a run. */
  classGuesses: ClassGuesses | null;
  /**
   * How many copies of this run hang on its wall; what is known of them, null while the wall is closed; the one that is
   * held up for all.
   */
  copies: number;
  wall: CopyWall | null;
  heldCopy: number | null;
  /** Of a run that began as a copy: its number, and whether it hangs on the wall. */
  copyPlace: { number: number; shown: boolean } | null;
}
/** Copies by their numbers, 0 is the run that was copied; `more`: how many there is no room for. */
export interface CopyWall {
  copies: ReadonlyMap<number, WallCopy>;
  thumbnails: ReadonlyMap<number, Thumbnail>;
  more: number;
}
/** `session` and `key` open it to who sees the wall; the document without its defaults. */
export interface WallCopy { number: number; session?: string; key?: string; document: BriefExperiment }
export interface BriefExperiment { task: Part; lanes: Lane[]; [field: string]: unknown }
export interface Thumbnail {
  number: number;
  state: RunState;
  step: number;
  time_steps: number | null;
  lanes: ThumbnailLane[];
}
/** `steps`: the first and the last update; `reach`: how many time steps back a hundredth of the last loss is felt. */
export interface ThumbnailLane {
  steps: [number, number];
  diverged: number | null;
  loss: number | null;
  losses: Drawing | null;
  reach: number | null;
  profile: Drawing | null;
}
/** Positive numbers on a log scale: the exponents of ten at bytes 1 and 255, and the bytes in base64; 0 is a gap. */
export type Drawing = [low: number, high: number, bytes: string];
/** `drawn` null: the truth is not out yet. */
export interface ClassGuesses { run: string; count: number; drawn: { lane: number, sketch: number[] }[] | null }
/**
 * `following`: the page looks where the other one does; `look`: where that is, as far as it has said; `waiting`: there
 * is no run yet.
 */
export interface Watching {
  state: 'joining' | 'live' | 'full' | 'gone';
  /** The number of a copy that hangs on a wall; null: the run itself. */ copy: number | null;
  waiting: boolean;
  following: boolean;
  look: import('./look.ts').Look | null;
}
/** The part of the time axis that is in sight. x of a time step on the screen: its x on the axis less `scroll`. */
export interface TimeWindow {
  axis: import('./time_axis.ts').TimeAxis;
  gutter: number;
  width: number;
  scroll: number;
  touch: boolean;
  labelled: boolean;
  /** Rows and lanes of the picture. */
  picture?: import('./hero_layout.ts').HeroLayout;
}
/** Exponents of ten at the control points of src/core/model/sketch.ts; `compared`: the truth is laid over it. */
export interface Guess { lane: number; sketch: readonly number[]; compared: boolean }
/** A notice goes by itself; an error stays until somebody closes it or another run begins. */
export interface Card {
  id: string;
  kind: 'divergence' | 'error' | 'notice';
  lane?: number;
  step?: number;
  quantity?: string;
  text?: string;
  problem?: { message: string; cause?: unknown };
  /** Whether it is about no run, so that the next one does not take it away. */ stays?: boolean;
}

export interface Store<T> {
  get(): T;
  set(patch: Partial<T> | ((state: T) => Partial<T>)): void;
  subscribe(listener: (state: T) => void): () => void;
  /** Called before the listeners are: what is due goes into the state that they are told. */
  beforeFlush(supply: () => void): () => void;
  /** What throws is reported, the first time, and takes nothing else with it. */
  attempt<A extends unknown[]>(work: (...given: A) => void, ...given: A): void;
  flush(): void;
}

/* The experiment document: PROTOCOL names, as the server normalises it. */
export interface Part { kind: string; [field: string]: unknown }
export interface Change { step: number; learning_rate?: number | null; clip?: Part | null; bptt?: Part | null }
export interface Lane {
  cell: Part;
  optimizer: Part;
  clip: Part;
  bptt: Part;
  changes?: Change[];
  origin?: Origin | null;
  [field: string]: unknown;
}
export interface Experiment {
  version: number;
  task: Part;
  lanes: Lane[];
  batch_size: number;
  steps: number;
  data_seed: number;
  weight_seed: number;
  kernel: string;
  device: string;
  [field: string]: unknown;
}

/* GET /api/catalog */
export interface Field {
  name: string;
  type: 'integer' | 'number' | 'choice' | 'boolean' | 'text' | 'kind' | 'matrix' | 'integers';
  default: unknown;
  minimum?: number | null;
  maximum?: number | null;
  scale?: 'linear' | 'log' | null;
  unit?: string | null;
  choices?: (string | number)[] | null;
  family?: Family | null;
  text: string;
  advanced?: boolean;
  optional?: boolean;
  multiline?: boolean;
  maximum_bytes?: number;
  only_with?: Record<string, unknown>;
  /** left out of documents that do not use it */ option?: boolean;
}
export type Family = 'task' | 'cell' | 'activation' | 'initialisation' | 'optimizer' | 'clip' | 'bptt';
export interface Entry {
  kind: string;
  available: boolean;
  text: string;
  equation?: string[];
  source?: string;
  gates?: string[];
  states?: string[];
  fields: Field[];
  candidate?: string | null;
  keep?: string | null;
  carries?: 'h' | 'state';
  derivative?: string;
  range?: [number, number] | null;
}
/** How many of the tried seeds reached the solved criterion, and at which update the median one did. */
export interface Evidence { seeds: number; solved: number; median_updates: number | null }
export interface Preset {
  id: string;
  text: string;
  experiment: Experiment;
  pace: number | null;
  fix: { text: string; experiment: Experiment } | null;
  task?: string;
  outcome?: 'works' | 'fails';
  evidence?: Evidence | null;
  panels?: string[];
  view?: State['view'] | null;
}
export interface Catalog {
  protocol: number;
  version: string;
  limits: Record<string, unknown>;
  families: Record<Family, Entry[]>;
  experiment: { fields: Field[] };
  panels: PanelEntry[];
  presets: Preset[];
  lessons: LessonEntry[];
}
export interface LessonEntry { id: string; text: string; title: Record<'en' | 'ko', string>; steps: string[] }

export interface PanelEntry {
  kind: string;
  available: boolean;
  text?: string;
  cost?: 'light' | 'heavy';
  equation?: string[];
  source?: string;
}

export type Translate = (key: string, params?: Record<string, string | number>) => string;
export interface Services {
  t: Translate;
  language(): 'en' | 'ko';
  /** False when the socket is not open. */
  send(message: Record<string, unknown>): boolean;
  /**
   * The `reply` message, or the frame of a binary reply; rejects with the server's error. `patience` in milliseconds;
   * `signal` gives the request up.
   */
  request(
    kind: string, body?: Record<string, unknown>, options?: { patience?: number, signal?: AbortSignal },
  ): Promise<any>;
  /** The document with what is known before training, or what is wrong with it; rejects where no server answers. */
  judge(experiment: Experiment): Promise<import('../protocol/experiment_api.ts').Verdict>;
  /**
   * A module that is fetched when it is wanted, with the words of a folder of text/; null, and said, where it cannot be
   * had.
   */
  loadChunk<T>(load: () => Promise<T>, words?: string, ...styles: string[]): Promise<T | null>;
  actions: Actions;
}
export interface Actions {
  play(): void;
  pause(): void;
  toggle(): void;
  reset(): void;
  roll(): void;
  step(count?: number): void;
  setStepSize(count: number): void;
  setPace(pace: number | null): void;
  setSlowMotion(on: boolean): void;
  scrub(step: number): void;
  goLive(): void;
  branch(origin: Origin, lane: Lane): void;
  lookUp(steps: readonly number[]): void;
  toggleAutoplay(): void;
  stopAutoplay(): void;
  edit(
    experiment: Experiment, options?: { selectedLane?: number; preset?: string | null; equalTo?: number | null },
  ): void;
  tune(lane: number, change: { learning_rate?: number; clip?: Part; bptt?: Part }): void;
  choosePreset(id: string): void;
  applyFix(): void;
  chooseTask(kind: string): void;
  selectLane(lane: number): void;
  setCursor(cursor: Cursor | null): void;
  pin(cursor: Cursor): void;
  unpin(): void;
  moveTime(by: number): void;
  setSample(sample: number): void;
  setLanguage(language: 'en' | 'ko'): void;
  setTheme(theme: 'auto' | 'light' | 'dark'): void;
  setFontScale(type: 'normal' | 'large'): void;
  setMoreControls(open: boolean): void;
  setPhoneSheet(open: boolean): void;
  setHelp(open: boolean): void;
  setShortcuts(on: boolean): void;
  setEqualTo(lane: number | null): void;
  setDifference(on: boolean): void;
  setNotes(on: boolean): void;
  setGuess(guess: Guess | null): void;
  setPanels(kinds: string[]): void;
  togglePanel(kind: string): void;
  scrollTime(left: number): void;
  setKeepOverlay(on: boolean): void;
  setDetail(name: string, text: string | null): void;
  followLoss(timeStep: number | null): void;
  light(source: string | null): void;
  nudge(): void;
  setView(view: State['view']): void;
  setColumns(columns: boolean): void;
  setFigures(figures: boolean): void;
  openClaim(id: string): void;
  leaveClaim(): void;
  vote(id: string, vote: import('./claim.ts').Vote): void;
  showReading(id: string): void;
  openLesson(number: number, step?: number, path?: boolean): void;
  leaveLesson(): void;
  answerLesson(patch: Partial<import('./lesson.ts').Answer>): void;
  dismissCard(id: string): void;
  notify(text: string): void;
  warn(problem: { message: string; cause?: unknown }, stays?: boolean): void;
  reconnect(): void;
  openShare(): Promise<void>;
  openExport(): Promise<void>;
  openRecording(file: File): void;
  /** Leave the replay and train its experiment. */
  runLive(): void;
  /** Replay a kept run; go on with it from its end, to so many updates in all. */
  openKept(id: string): Promise<void>;
  goOn(id: string, experiment: Experiment, steps: number): void;
  /**
   * Of a page that watches: look where the other one does again; show a step as the other one does, null the newest; go
   * on with a copy.
   */
  followAgain(): void;
  showLedStep(step: number | null): void;
  takeCopy(shown: boolean): Promise<void>;
  /**
   * Look at the wall of copies or leave it; hold a copy up before all who follow; show one's own copy there, or take it
   * off.
   */
  openWall(): void;
  closeWall(): void;
  holdUp(copy: number | null): void;
  showOnWall(shown: boolean): void;
}
