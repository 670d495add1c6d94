/**
 * The last runs, in the state and in the browser. Where the browser keeps nothing they last until the page is closed, and the page says so.
 *
 * @import { RunRecord } from '../state/run_record.js'
 * @import { RunView, State, Store } from '../state/types.d.ts'
 * @import { RunStore } from './run_store.js'
 */

import { recordOf, withRun } from '../state/run_record.js';
import { openRunStore } from './run_store.js';

/** @typedef {ReturnType<typeof createRunHistory>} RunHistory */

/**
 * @param {Store<State>} store
 * @param {() => Promise<RunStore>} [open]
 * @param {() => number} [now] Unix time in milliseconds
 */
export function createRunHistory(store, open = () => openRunStore(() => indexedDB), now = Date.now) {
  /** The browser's own store; null where it keeps nothing. @type {Promise<RunStore | null>} */
  const kept = open().catch(() => null);
  const ready = read();

  async function read() {
    const found = await (await kept)?.all().catch(() => null);
    store.set(({ runs }) => ({ runs: (found ?? []).reduce(withRun, runs ?? []), runsKept: found !== undefined && found !== null }));
  }

  /** @param {(runs: RunStore) => Promise<void>} change */
  async function apply(change) {
    const runs = await kept;
    await runs && change(/** @type {RunStore} */ (runs)).catch(() => store.set({ runsKept: false }));
  }

  return {
    ready,
    /** @param {RunView} run @param {string | null} preset */
    async save(run, preset) {
      const record = recordOf(run, preset, now());
      await ready;
      const before = store.get().runs ?? [];
      const after = withRun(before, record);
      store.set({ runs: after });
      await apply(async (runs) => {
        await runs.put(record);
        await runs.remove(gone(before, after));
      });
    },
    /** @param {readonly string[]} ids */
    async remove(ids) {
      const before = store.get().runs ?? [];
      store.set(({ overlays }) => ({ runs: before.filter(({ id }) => !ids.includes(id)), overlays: overlays.filter((id) => !ids.includes(id)) }));
      await apply((runs) => runs.remove([...ids]));
    },
  };
}

/** @param {readonly RunRecord[]} before @param {readonly RunRecord[]} after @returns {string[]} */
function gone(before, after) {
  return before.filter(({ id }) => !after.some((run) => run.id === id)).map(({ id }) => id);
}
