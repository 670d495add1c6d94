/**
 * When runs go into the history: at their end, when another one takes their place, and when the page is left. What keeps them is
 * fetched when there is something to keep, or when somebody wants to see them.
 *
 * @import { RunView, State, Store } from '../state/types.d.ts'
 * @import { RunHistory } from './run_history.js'
 */

import { FINAL } from '../state/reducer.js';
import { isWorthKeeping } from '../state/run_record.js';

const CHANNEL = 'rnn-playground-runs';

/**
 * @param {Store<State>} store
 * @returns {{ history: () => Promise<RunHistory>, stop: () => void }}
 */
export function keepRuns(store) {
  const tabs = new BroadcastChannel(CHANNEL);
  /** @type {Promise<RunHistory> | null} */
  let fetching = null;
  /** @type {{ run: RunView, preset: string | null } | null} */
  let last = null;
  /** Of what was kept last: the run, and how much of it. */
  let saved = '';

  /** @returns {Promise<RunHistory>} */
  function history() {
    fetching ??= import('./run_history.js').then(({ createRunHistory }) => createRunHistory(store, undefined, undefined, tabs));
    fetching.catch(() => void (fetching = null));
    return fetching;
  }

  function save() {
    if (!last || !isWorthKeeping(last.run)) return;
    const { run, preset } = last;
    const state = [run.id, ...run.lanes.map(({ series }) => series.length)].join();
    if (state === saved) return;
    saved = state;
    void history().then((runs) => runs.save(run, preset), () => void (saved = ''));
  }

  /** @param {State} state */
  function follow({ run, preset }) {
    if (last && run?.id !== last.run.id) save();
    last = run?.source === 'live' ? { run, preset: run.id === last?.run.id ? last.preset : preset } : null;
    if (run && FINAL.includes(run.state)) save();
  }

  const hide = () => void (document.hidden && save());
  const unsubscribe = store.subscribe(follow);
  document.addEventListener('visibilitychange', hide);
  return {
    history,
    stop() {
      unsubscribe();
      tabs.close();
      document.removeEventListener('visibilitychange', hide);
    },
  };
}
