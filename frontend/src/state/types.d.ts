export interface Tensor { shape: number[]; dtype: string; data: Float32Array | Uint8Array | BigInt64Array | Float64Array }
export interface LaneFrame {
  output: Tensor; hiddenState: Tensor; states: Record<string, Tensor>;        // (T,O) (L,T,H) {c:(L,T,H)}
  hiddenGradientNorm: Tensor; stateGradientNorm: Tensor; memoryHorizon: number | null; // (L,T) (L,T)
  freeRun: Tensor | null;
  hiddenGradient: Tensor | null; gates: Tensor | null;                          // (L,T,H) (L,T,G,H)
  preActivation: Tensor | null; saturation: Tensor | null; deadUnits: Tensor | null;
  recurrentEigenvalues: Tensor | null;                                          // (L,H,2)
  weights: Record<string, Tensor> | null; gradients: Record<string, Tensor> | null;
}
export interface Frame {
  run: string; number: number; step: number; kernel: string; dropped: number;
  reply: string | null;
  input: Tensor; target: Tensor; lossMask: Tensor;      // (T,I) (T,O)|(T) (T)
  lanes: (LaneFrame | null)[];                          // null: that lane has diverged
  scalars: { steps: number[]; loss: Float32Array; metric: Float32Array; gradientNorm: Float32Array }[]; // a lane each
}
export interface Series { length: number; steps: Float64Array; loss: Float32Array; metric: Float32Array; gradientNorm: Float32Array } // growable; use length
export interface LaneView { state: 'training' | 'diverged'; divergedAt: number | null; quantity: string | null; series: Series }
export interface TaskFacts { kind: string; structure: string; loss: 'cross_entropy' | 'mean_squared_error'; metric: 'accuracy' | 'mean_squared_error';
  chance: number; floor: number | null; required_lag: number; sequence_length: number; input_size: number; output_size: number;
  input_labels: string[]; output_labels: string[]; solved: { quantity: 'loss' | 'metric'; relation: '>=' | '<='; value: number; over: number } }
export interface Facts { task: TaskFacts; lanes: { parameters: number; gates: string[]; states: string[] }[]; work: number }
export interface RunView { id: string; state: string; step: number; reason: string | null; source: 'recording' | 'live';
  experiment: Experiment; facts: Facts; lanes: LaneView[]; frame: Frame | null; marks: Mark[] }
export interface Mark { lane: number; step: number; change: Record<string, unknown> }
export interface Cursor { lane: number; layer: number; timeStep: number; unit: number }
export interface State {
  language: 'en' | 'ko'; theme: 'auto' | 'light' | 'dark';
  catalog: Catalog | null; experiment: Experiment; facts: Facts | null; errors: { path: (string | number)[]; message: string }[];
  selectedLane: number; link: { state: 'connecting' | 'open' | 'lost'; retryAt: number | null };
  run: RunView | null; history: { steps: number[]; frames: Frame[] };
  playback: { following: boolean; shownStep: number | null; slowMotion: boolean; stage: 'forward' | 'loss' | 'backward' | 'update' | null; progress: number; pace: number | null };
  cursor: Cursor | null; pinned: boolean; cards: Card[];
  rates: { updatesPerSecond: number; framesPerSecond: number };
}
export interface Card { id: string; kind: 'divergence' | 'error' | 'notice'; lane?: number; step?: number; quantity?: string; message?: string }
export type Experiment = any; export type Catalog = any;
