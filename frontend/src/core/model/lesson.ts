/** What a lesson is made of, and what the page remembers of the one that is open. */

import type { Trial } from '../questions/seeds.ts';
import type { Catalog, Experiment, State } from './types.ts';

export interface Lesson { id: string; steps: readonly Step[] }
export interface Step {
  /** Its words are `lesson.<lesson>.<id>.text`, `.ask`, `.said`. */
  id: string;
  /** Absent: the step goes on with what the one before it has left. */
  start?: Start;
  /** Taken by who comes here without the step before. */
  cold?: Start;
  lit: Lit;
  /**
   * What would give the answer away lies under a cover until the step is done; `after`: what the next step asks about
   * stays so.
   */
  veil?: Veil;
  after?: Veil;
  ask: Ask;
  /** What the run shows of it by now. The run began with this step, or with the one it goes on from. */
  reading(view: Subject): Reading;
  /** What its models come to over seeds, trained here; `solves`: the lane that has to succeed for the step to go on. */
  trial?: LessonTrial;
  /** What is on record because it takes longer than a run over seeds may. */
  record?: string;
}
/** `document`: what is tried where it is not the experiment on the page. */
export interface LessonTrial extends Trial { solves?: number; document?: Start['document'] }
export interface Start {
  document(catalog: Catalog): Experiment;
  /** The update at which the learner finds the run, paused. */
  at?: number;
  pace?: number | null;
  panels?: readonly string[];
  /** What open views are turned to, as in a link: { try: 'poke' }. */
  details?: Readonly<Record<string, string>>;
  selectedLane?: number;
}
export type Row = 'title' | 'prediction' | 'brackets' | 'state' | 'bars' | 'inputs' | 'profile';
/** A part of the page, or a part of the picture: rows of a lane, columns from one time step to another (from 0). */
export type Lit = { selector: string } | { rows: readonly Row[]; lane?: number; from?: number; to?: number };
/**
 * `gradients`: all that shows some, in the rows of one model where `lane` names it; `letters`: what a model answers,
 * where the picture prints it and draws no bars; `verdicts`: how far models reach; `cards`: whole measurements.
 */
export interface Veil {
  gradients?: boolean;
  lane?: number;
  from?: number;
  to?: number;
  letters?: boolean;
  verdicts?: boolean;
  cards?: readonly string[];
}
export type Ask =
  | { kind: 'vote'; options: readonly string[]; literal?: boolean; runs?: boolean }
  | { kind: 'pick'; options: readonly string[]; several: boolean; literal?: boolean; runs?: boolean }
  | { kind: 'sort'; items: readonly string[]; places: readonly string[] }
  | { kind: 'turn'; path: (string | number)[]; minimum: number; maximum: number; step: number }
  | { kind: 'choose'; path: (string | number)[]; values: Readonly<Record<string, unknown>>; literal?: boolean }
  | { kind: 'check'; lane: number; index: readonly [layer: number, timeStep: number, unit: number] }
  | { kind: 'sketch'; lane: number }
  | { kind: 'point'; timeStep: number }
  | { kind: 'follow'; timeStep: number }
  | { kind: 'set'; name: string; text: string }
  | { kind: 'seeds'; options: readonly string[] };
export type Fate = 'solved' | 'died' | 'stuck' | 'exploded';
/** What the learner has said so far. */
export interface Answer {
  vote?: string; picks?: readonly string[]; places?: Readonly<Record<string, string>>;
  check?: { difference: number; backprop: number };
  /** Exponents of ten at the control points; compared: the truth has been asked for. */
  sketch?: readonly number[]; compared?: boolean;
  /** What became of the seeds that were opened; the one that runs. */
  fates?: Readonly<Record<string, Fate>>; opened?: number;
  /** What was seen with which choice. */
  seen?: readonly string[];
  /** What all seeds of the lane that has to succeed came to; `seed`: the first that solved the task. */
  tried?: { solved: number; seeds: number; lane: number; seed: number | null };
}
/**
 * `right`: whether what was expected is what came; absent where nothing was expected. `noted`: what the page is to
 * remember of the run beside the answer.
 */
export interface Reading {
  done: boolean;
  right?: boolean;
  key?: string;
  params?: Record<string, string | number>;
  noted?: Partial<Answer>;
}
export interface Subject { state: State; run: import('./types.ts').RunView; answer: Answer }

/**
 * Both from 0. `given`: the experiment of the link that it was opened with, where that is another one than the
 * lesson's.
 */
export interface LessonPlace { number: number; step: number; given?: Experiment | null }
export interface LessonView extends LessonPlace { answer: Answer; reading: Reading | null;
  /** The run that was there before the step began: what it shows is not the step's. */
  before: string | null;
  /** Whether what was there played until the lesson was opened. */
  played?: boolean;
  /** It was opened on the path for who is new, which it goes on. */
  path?: boolean }
