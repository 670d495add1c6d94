/**
 * Where a browser keeps runs: one object store of IndexedDB. Every function rejects where the browser keeps nothing.
 *
 * @import { RunRecord } from '../state/run_record.js'
 */

const DATABASE = 'rnn-playground';
const VERSION = 1;
const STORE = 'runs';

/** @typedef {{ all(): Promise<RunRecord[]>, put(record: RunRecord): Promise<void>, remove(ids: string[]): Promise<void> }} RunStore */

/** @param {() => IDBFactory} factory throws where the browser forbids it @returns {Promise<RunStore>} */
export async function openRunStore(factory) {
  const opening = factory().open(DATABASE, VERSION);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(STORE, { keyPath: 'id' });
  const database = await settled(opening);
  const store = (/** @type {IDBTransactionMode} */ mode) => database.transaction(STORE, mode).objectStore(STORE);
  return {
    all: () => settled(store('readonly').getAll()),
    async put(record) {
      await settled(store('readwrite').put(record));
    },
    async remove(ids) {
      const runs = store('readwrite');
      await Promise.all(ids.map((id) => settled(runs.delete(id))));
    },
  };
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
