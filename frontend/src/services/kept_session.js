/**
 * A page that is loaded again comes back to its run. What opens the session is kept for the moment between two pages of
 * one tab only: while a page stands it has it for itself, so that a tab that is duplicated from it begins its own.
 *
 * @import { Experiment, State } from '../state/types.d.ts'
 * @import { Ticket } from '../../connection.js'
 */

import { isLive, isPreview } from '../state/reducer.js';

const KEY = 'rnn-playground.session';

/** @typedef {{ ticket: Ticket, experiment: Experiment }} KeptSession */

/** @returns {Storage | null} */
export function tabStore() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/**
 * What the page before has left, which is then gone from the store.
 * @param {Storage | null} storage
 * @returns {KeptSession | null}
 */
export function takeSession(storage) {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? 'null');
    storage?.removeItem(KEY);
    return typeof kept?.ticket?.session === 'string' && typeof kept.ticket.key === 'string' && kept.experiment ? kept : null;
  } catch {
    return null;
  }
}

/**
 * Leave a run for the page that comes next, if it has got anywhere and goes on.
 * @param {Storage | null} storage
 * @param {Pick<State, 'run' | 'lesson' | 'claim' | 'watching'>} state
 * @param {Ticket | null} ticket
 */
export function leaveSession(storage, { run, lesson, claim, watching }, ticket) {
  if (!ticket || watching || !run || !isLive(run) || isPreview(run) || run.step === 0 || lesson || claim) return;
  try {
    storage?.setItem(KEY, JSON.stringify({ ticket, experiment: run.experiment }));
  } catch {
    // A full or forbidden storage: the next page begins anew.
  }
}
