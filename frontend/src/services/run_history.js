/**
 * The last runs, in the state and in the browser, the same in all of its tabs. Where the browser keeps nothing they last until the page
 * is closed, and the page says so.
 *
 * @import { RunRecord } from '../state/run_record.js'
 * @import { RunView, State, Store } from '../state/types.d.ts'
 * @import { RunStore } from './run_store.js'
 */

import { recordOf, withRun } from '../state/run_record.js';
import { openRunStore } from './run_store.js';

/** @typedef {ReturnType<typeof createRunHistory>} RunHistory */
/** @typedef {Pick<BroadcastChannel, 'postMessage' | 'onmessage'>} Tabs where tabs tell each other that what is kept has changed */

/**
 * @param {Store<State>} store
 * @param {() => Promise<RunStore>} [open]
 * @param {() => number} [now] Unix time in milliseconds
 * @param {Tabs | null} [tabs] null: there is no other tab
 */
export function createRunHistory(store, open = () => openRunStore(() => indexedDB), now = Date.now, tabs = null) {
  /** The browser's own store; null where it keeps nothing. @type {Promise<RunStore | null>} */
  const kept = open().catch(() => null);
  /** One thing at a time: what is read must hold what was written before. */
  let turn = Promise.resolve();
  const ready = inTurn(read);
  if (tabs) tabs.onmessage = () => void inTurn(read);

  /** @param {() => Promise<void>} work @returns {Promise<void>} */
  function inTurn(work) {
    turn = turn.then(work);
    return turn;
  }

  /** What the browser keeps, also of other tabs; what it could not keep stays beside it. */
  async function read() {
    const found = await (await kept)?.all().catch(() => null);
    const { runs, runsKept, overlays } = store.get();
    const known = found && runsKept ? [] : runs ?? [];
    const read = (found ?? []).reduce(withRun, known);
    store.set({ runs: read, runsKept: runsKept && Boolean(found), overlays: overlays.filter((id) => read.some((run) => run.id === id)) });
  }

  /** @param {(runs: RunStore) => Promise<void>} change */
  async function apply(change) {
    const runs = await kept;
    if (!runs) return;
    await change(runs).catch(() => store.set({ runsKept: false }));
    tabs?.postMessage('changed');
  }

  return {
    ready,
    /** @param {RunView} run @param {string | null} preset */
    save(run, preset) {
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
    /** @param {readonly string[]} ids */
    remove(ids) {
      store.set(({ runs, overlays }) => ({ runs: (runs ?? []).filter(({ id }) => !ids.includes(id)), overlays: overlays.filter((id) => !ids.includes(id)) }));
      return inTurn(() => apply((runs) => runs.remove([...ids])));
    },
  };
}

/** @param {readonly RunRecord[]} before @param {readonly RunRecord[]} after @returns {string[]} */
function gone(before, after) {
  return before.filter(({ id }) => !after.some((run) => run.id === id)).map(({ id }) => id);
}
