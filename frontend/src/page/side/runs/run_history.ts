/**
 * The last runs, in the state and in the browser, the same in all of its tabs. Where the browser keeps nothing they
 * last until the page is closed, and the page says so.
 */

import type { RunView, State, Store } from '../../../core/model/types.ts';
import { recordOf, withRun, type RunRecord } from '../../../core/model/run_record.ts';
import { openRunStore, type RunStore } from './run_store.ts';

export type RunHistory = ReturnType<typeof createRunHistory>;
/** where tabs tell each other that what is kept has changed */
export type Tabs = Pick<BroadcastChannel, 'postMessage' | 'onmessage'>;

/**
 * @param now Unix time in milliseconds
 * @param tabs null: there is no other tab
 */
export function createRunHistory(
  store: Store<State>,
  open: () => Promise<RunStore> = () => openRunStore(() => indexedDB),
  now: () => number = Date.now,
  tabs: Tabs | null = null,
) {
  /** The browser's own store; null where it keeps nothing. */
  const kept: Promise<RunStore | null> = open().catch(() => null);
  /** One thing at a time: what is read must hold what was written before. */
  let turn = Promise.resolve();
  const ready = inTurn(read);
  if (tabs) tabs.onmessage = () => void inTurn(read);

  function inTurn(work: () => Promise<void>): Promise<void> {
    turn = turn.then(work);
    return turn;
  }

  /** What the browser keeps, also of other tabs; what it could not keep stays beside it. */
  async function read() {
    const found = await (await kept)?.all().catch(() => null);
    const { runs, runsKept, overlays } = store.get();
    const known = found && runsKept ? [] : runs ?? [];
    const read = (found ?? []).reduce(withRun, known);
    store.set({
      runs: read, runsKept: runsKept && Boolean(found),
      overlays: overlays.filter((id) => read.some((run) => run.id === id)),
    });
  }

  async function apply(change: (runs: RunStore) => Promise<void>) {
    const runs = await kept;
    if (!runs) return;
    await change(runs).catch(() => store.set({ runsKept: false }));
    tabs?.postMessage('changed');
  }

  return {
    ready,
    save(run: RunView, preset: string | null) {
      const record = recordOf(run, preset, now());
      return inTurn(async () => {
        const before = store.get().runs ?? [];
        const after = withRun(before, record);
        store.set({ runs: after });
        await apply(async (runs) => {
          await runs.put(record);
          await runs.remove(gone(before, after));
        });
      });
    },
    remove(ids: readonly string[]) {
      store.set(({ runs, overlays }) => ({
        runs: (runs ?? []).filter(({ id }) => !ids.includes(id)), overlays: overlays.filter((id) => !ids.includes(id)),
      }));
      return inTurn(() => apply((runs) => runs.remove([...ids])));
    },
  };
}

function gone(before: readonly RunRecord[], after: readonly RunRecord[]): string[] {
  return before.filter(({ id }) => !after.some((run) => run.id === id)).map(({ id }) => id);
}
