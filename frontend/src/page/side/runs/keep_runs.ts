/**
 * When runs go into the history: at their end, when another one takes their place, and when the page is left. What
 * keeps them is fetched when there is something to keep, or when somebody wants to see them.
 */

import type { RunHistory } from './run_history.ts';
import type { RunView, State, Store } from '../../../core/model/types.ts';
import { FINAL } from '../../../core/model/reducer.ts';
import { isWorthKeeping } from '../../../core/model/run_record.ts';

const CHANNEL = 'rnn-playground-runs';

export function keepRuns(store: Store<State>): { history: () => Promise<RunHistory>, stop: () => void } {
  const tabs = new BroadcastChannel(CHANNEL);
  let fetching: Promise<RunHistory> | null = null;
  let last: { run: RunView, preset: string | null } | null = null;
  /** Of what was kept last: the run, and how much of it. */
  let saved = '';

  function history(): Promise<RunHistory> {
    fetching ??= import('./run_history.ts')
      .then(({ createRunHistory }) => createRunHistory(store, undefined, undefined, tabs));
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

  function follow({ run, preset }: State) {
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
