/** What a claim is made of; the data are claims.json, the words text/claims/*.json. */

import type { Trial } from '../questions/seeds.ts';
import type { Experiment } from './types.ts';

export type Vote = 'yes' | 'half' | 'no';
/** What is read from the run: see learn/claims/readings.ts. */
export type ReadingKind = 'loss' | 'metric' | 'far' | 'kept' | 'gain' | 'clip' | 'signs' | 'lengths';
/** Figures that stand in a line of a page of docs/, which begins with `row`; `seeds`: over how many. */
export interface Quoted { file: string; row: string; seeds: number; figures: Record<string, string> }
export interface Claim {
  id: string; verdict: Vote; reading: ReadingKind;
  /** Whether somebody else than the tutorial says it. */
  beyond?: boolean;
  /** After how many updates it is read. */
  updates: number;
  /** Updates a second; null is as fast as it goes. */
  pace: number | null;
  panels: string[];
  /** As a person writes it: what has its default is left out. */
  experiment: Partial<Experiment>;
  /** What its models come to over seeds, trained where it is read. */
  trial?: Trial;
  /** What was measured before, where a run over seeds has no such number or may not be so long. */
  evidence?: Quoted[];
  /** Another experiment that says more: the part of its address behind the #. */
  also?: string;
  /** A number that is turned for all models at once. */
  dial?: { minimum: number; maximum: number; value: number };
}
/** What somebody said of a claim, and whether the reading has been shown. */
export interface Said { vote: Vote; shown: boolean }
/**
 * The claim that is open; `given`: with the experiment of a link; `name`: what it is called in short, once its words
 * are there.
 */
export interface ClaimView { id: string; given: boolean; name?: string }
