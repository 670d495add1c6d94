/**
 * Which frame of the run is drawn. While the page is busy, or out of sight, frames queue: in the browser, which tells
 * nobody, and at the server, which sends only so many ahead. So a page that finds itself late asks the server for a
 * word, which comes behind all that had been sent. Of what has arrived by then only the newest is drawn; where more may
 * be on its way it is waited for, so that no picture is older than two publishes. All are acknowledged, and all scalars
 * are taken.
 */

import type { Frame } from '../model/types.ts';

export interface World {
  /** milliseconds */ now: () => number;
  /** asks for a pong with the same `at`; false when the line is not open */ ping: (at: number) => boolean;
  later: (callback: () => void, ms: number) => unknown;
  /** asks for an animation frame, in which `take` is called */ wake: () => void;
  acknowledge: (frame: number) => void;
  /** whether the run goes on, so that newer frames are to be expected */ moving: () => boolean;
}

/** Milliseconds between two looks at the clock while the run goes on. */
const BEAT = 20;
/**
 * Of at most 30 frames a second two are never published within it: who looked at the clock since then has missed one at
 * most.
 */
const FRESH = 50;
/** Milliseconds after which nothing is expected any more from a server that was asked, or told that there is room. */
const PATIENCE = 4000;
/** Milliseconds after which a page that is never in time shows what it has. */
const LONGEST_DELAY = 2000;
/** Milliseconds that count of a stretch in which the page did nothing at all, so that it did not wait either. */
const AWAY = 500;
/** Frames that the server sends ahead, until it says otherwise. */
const CREDITS = 4;

export function createFrameGate(world: World) {
  let waiting: Frame[] = [];
  let credits = CREDITS;
  let received = 0;
  let taken = 0;
  let acknowledged = 0;
  /** When the clock was last looked at. null while nobody does */
  let beatAt: number | null = null;
  /** Milliseconds for which frames have been due that were not drawn. null while there are none */
  let delay: number | null = null;
  /** What nothing is drawn before. */
  let awaited: 'pong' | 'frame' | null = null;
  let questions = 0;

  /** Whoever has not run for a while was busy, and does not know what is in the queue. */
  function beat() {
    const now = world.now();
    if (beatAt !== null && delay !== null) delay += Math.min(now - beatAt, AWAY);
    if (beatAt !== null && now - beatAt > FRESH && world.moving() && awaited !== 'pong'
      && world.ping(questions + 1)) waitFor('pong');
    beatAt = now;
  }

  function keepBeating() {
    world.later(() => {
      beat();
      if (world.moving()) keepBeating();
      else beatAt = null;
    }, BEAT);
  }

  function waitFor(what: 'pong' | 'frame') {
    awaited = what;
    questions += 1;
    const mine = questions;
    world.later(() => mine === questions && go(), PATIENCE);
  }

  function go() {
    awaited = null;
    if (waiting.length) world.wake();
  }

  function acknowledge(frame: number) {
    if (frame <= acknowledged) return;
    acknowledged = frame;
    world.acknowledge(frame);
  }

  /** @returns whether something newer than what has arrived may be drawn soon */
  function newerIsNear(): boolean {
    if ((delay ?? 0) >= LONGEST_DELAY || !world.moving()) return false;
    if (awaited === null && received - acknowledged >= credits) {
      acknowledge(received); // All that the server might send has arrived: it may hold a newer one.
      waitFor('frame');
    }
    if (awaited === null) return false;
    delay ??= 0;
    return true;
  }

  return {
    arrived(frame: Frame) {
      if (beatAt === null) keepBeating();
      beat();
      waiting.push(frame);
      received = Math.max(received, frame.number);
      if (awaited !== 'pong') go();
    },
    /**
     * A frame came that cannot be drawn: it is acknowledged with those that wait before it, or at once.
     * @param number null: the next one
     */
    passed(number: number | null) {
      received = Math.max(received, number ?? received + 1);
      if (waiting.length) return;
      taken = received;
      acknowledge(received);
    },
    /** @param at what the question was asked with */
    ponged(at: number) {
      if (awaited === 'pong' && at === questions) go();
    },
    /** At the beginning of an animation frame. @returns those that are due, the last of them to be drawn */
    take(): Frame[] {
      if (beatAt !== null) beat();
      if (!waiting.length || newerIsNear()) return [];
      delay = awaited = null;
      taken = received;
      const due = waiting;
      waiting = [];
      return due;
    },
    /** @returns whether something was taken that is not acknowledged yet */
    owes: (): boolean => taken > acknowledged,
    /** What was taken has been drawn. */
    drawn: () => acknowledge(taken),
    /** Numbers begin anew on another connection. @returns what was not drawn yet */
    reset(): Frame[] {
      const due = waiting;
      waiting = [];
      received = taken = acknowledged = 0;
      delay = awaited = null;
      return due;
    },
    /** @param count frames that the server sends ahead */
    setCredits(count: number) {
      credits = count;
    },
  };
}
