/**
 * What the page itself adds to the document in a link: one row for each option, with what it is when no link says
 * otherwise, how it is written and read, and where the state has it.
 */

import type { Guess, State } from './model/types.ts';
import { embedControls } from './model/embed.ts';
import { placeText } from './model/lesson_place.ts';
import { sketchOf } from './model/sketch.ts';

/** The `key=value` pairs of a link. */
export type Pairs = ReadonlyMap<string, string>;
type Option<V> = {
  absent: V;
  /** The pairs that say so; none where nothing has to be said. */
  write: (value: V) => Record<string, string>;
  read: (pairs: Pairs) => V;
  of: (state: State) => V;
};

export const LETTERS = ['a', 'b', 'c', 'd'];
const PACE = 30;
/** Views that say in the link what they are turned to, each in a word of letters, digits and a few signs. */
const DETAILS = new Map(
  ['ledger', 'try', 'poke', 'clamp', 'portrait', 'map', 'seeds'].map((name) => [name, /^[\w.,:@-]{1,600}$/]),
);
/** The equation on the bench. */
DETAILS.set('bench', /^[\w\s.;()=+*/@σ⊙·×∘−-]{1,600}$/);

export const OPTIONS = {
  preset: row<string | null>('preset', null, String, (text) => text, ({ preset }) => preset),
  /** Updates a second; null: as fast as it goes. */
  pace: row<number | null>(
    'pace', PACE, (pace) => (pace === null ? 'max' : String(pace)), paceIn, ({ playback }) => playback.pace,
  ),
  lane: row(
    'lane',
    0, (lane) => LETTERS[lane], (text) => Math.max(0, LETTERS.indexOf(text)), ({ selectedLane }) => selectedLane,
  ),
  equal: row<number | null>('equal', null, (lane) => LETTERS[Number(lane)], laneIn, ({ equalTo }) => equalTo),
  difference: flag('difference', false, ({ difference }) => difference),
  notes: flag('notes', true, ({ notes }) => notes),
  guess: row<Guess | null>('guess', null, (guess) => (guess ? guessText(guess) : ''), guessIn, drawnGuess),
  more: flag('more', false, ({ moreControls }) => moreControls),
  figures: flag('figures', false, ({ figures }) => figures),
  panels: row<string[]>('panels', [], (panels) => panels.join(','), panelsIn, ({ panels }) => panels),
  /** The time step whose loss is followed, counted from 0. */
  lossTimeStep: row<number | null>(
    'loss', null, (loss) => String(Number(loss) + 1), lossIn, ({ lossTimeStep: loss }) => loss,
  ),
  details: {
    absent: {},
    write: (details) =>
      Object.fromEntries([...DETAILS.keys()].flatMap((name) => (details[name] ? [[name, details[name]]] : []))),
    read: (pairs) => Object.fromEntries([...pairs].filter(([name, text]) => DETAILS.get(name)?.test(text))),
    of: ({ details }) => details,
  } as Option<Readonly<Record<string, string>>>,
  view: row<State['view']>('view', 'unrolled', String, viewIn, ({ view }) => view),
  /** "4.2": the second step of the fourth lesson. */
  lesson: row<string | null>(
    'lesson', null, String, (text) => matching(text, /^[1-9]\d?\.[1-9]\d?$/), ({ lesson }) => placeText(lesson),
  ),
  /** On the path for who is new. */
  path: flag('path', false, ({ lesson }) => lesson?.path ?? false),
  claim: row<string | null>(
    'claim', null, String, (text) => matching(text, /^[a-z_]+$/), ({ claim }) => claim?.id ?? null,
  ),
  embed: {
    absent: null,
    write: (embed) => (embed ? { embed: '1', controls: embed.controls.join(',') } : {}),
    read: (pairs) => (pairs.get('embed') === '1' ? { controls: embedControls(pairs.get('controls') ?? 'play') } : null),
    of: ({ embed }) => embed,
  } as Option<{ controls: readonly string[] } | null>,
};

type Options = typeof OPTIONS;
/** What a link says of the page; left out is what it is without. */
export type PageChoices = { [K in keyof Options]: Options[K]['absent'] };

const ROWS = Object.entries(OPTIONS) as [keyof Options, Option<any>][];
const each = (make: (option: Option<any>) => unknown) =>
  Object.fromEntries(ROWS.map(([name, option]) => [name, make(option)])) as PageChoices;

export const ABSENT: Readonly<PageChoices> = each(({ absent }) => absent);
export const pageOf = (state: State): PageChoices => each(({ of }) => of(state));
export const readPage = (pairs: Pairs): PageChoices => each(({ read }) => read(pairs));
export function writePage(page: Partial<PageChoices>): Record<string, string> {
  const { path, ...others } = { ...ABSENT, ...page };
  const said = { ...others, path: path && others.lesson !== null };
  return Object.assign({}, ...ROWS.map(([name, { write }]) => write(said[name])));
}

function row<V>(
  key: string, absent: V, text: (value: V) => string, read: (text: string) => V | null, of: Option<V>['of'],
): Option<V> {
  const isSaid = (value: V) => JSON.stringify(value) !== JSON.stringify(absent) && value !== undefined;
  return {
    absent, of,
    write: (value) => (isSaid(value) && text(value) ? { [key]: text(value) } : {}),
    read: (pairs) => (pairs.has(key) ? read(pairs.get(key) as string) as V : absent),
  };
}

function flag(key: string, absent: boolean, of: Option<boolean>['of']): Option<boolean> {
  return row(key, absent, (value) => (value ? '1' : '0'), (text) => (absent ? text !== '0' : text === '1'), of);
}

function matching(text: string, pattern: RegExp): string | null {
  return pattern.test(text) ? text : null;
}

function paceIn(text: string): number | null {
  const pace = Number(text);
  if (text === 'max') return null;
  return pace > 0 && Number.isFinite(pace) ? pace : PACE;
}

function laneIn(text: string): number | null {
  return LETTERS.includes(text) ? LETTERS.indexOf(text) : null;
}

function panelsIn(text: string): string[] {
  return [...new Set(text.split(',').filter((kind) => /^[a-z_]+$/.test(kind)))];
}

function lossIn(text: string): number | null {
  const time = Number(text);
  return Number.isInteger(time) && time > 0 ? time - 1 : null;
}

function viewIn(text: string): State['view'] {
  return (['folded', 'wires'] as const).find((view) => view === text) ?? 'unrolled';
}

function guessText({ lane, sketch }: Guess): string {
  return `${LETTERS[lane]}:${sketch.join(',')}`;
}

/** A lane and the exponents at its control points, as in b:-12,-8,-4,-1,0; the truth is not laid over it yet. */
function guessIn(text: string): Guess | null {
  const [, letter, drawn] = /^([a-d]):(-?[\d.]+(?:,-?[\d.]+)*)$/.exec(text) ?? [];
  const sketch = sketchOf((drawn ?? '').split(',').map(Number));
  return letter && sketch ? { lane: LETTERS.indexOf(letter), sketch, compared: false } : null;
}

/** A line that nobody has moved says nothing. */
function drawnGuess({ guess }: State): Guess | null {
  return guess?.sketch.some(Boolean) ? guess : null;
}
