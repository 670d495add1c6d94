/**
 * A page that is loaded again comes back to its run. What opens the session is kept for the moment between two pages of
 * one tab only: while a page stands it has it for itself, so that a tab that is duplicated from it begins its own.
 */

import type { Experiment, State } from '../model/types.ts';
import type { Ticket } from '../protocol/connection.ts';
import { isLive, isPreview } from '../model/reducer.ts';

const KEY = 'rnn-playground.session';

export type KeptSession = { ticket: Ticket, experiment: Experiment };

export function tabStore(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** What the page before has left, which is then gone from the store. */
export function takeSession(storage: Storage | null): KeptSession | null {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? 'null');
    storage?.removeItem(KEY);
    return typeof kept?.ticket?.session === 'string' && typeof kept.ticket.key === 'string' && kept.experiment
      ? kept
      : null;
  } catch {
    return null;
  }
}

/** Leave a run for the page that comes next, if it has got anywhere and goes on. */
export function leaveSession(
  storage: Storage | null,
  { run, lesson, claim, watching }: Pick<State, 'run' | 'lesson' | 'claim' | 'watching'>,
  ticket: Ticket | null,
) {
  if (!ticket || watching || !run || !isLive(run) || isPreview(run) || run.step === 0 || lesson || claim) return;
  try {
    storage?.setItem(KEY, JSON.stringify({ ticket, experiment: run.experiment }));
  } catch {
    // A full or forbidden storage: the next page begins anew.
  }
}
