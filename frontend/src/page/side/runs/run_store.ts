/**
 * Where a browser keeps runs: one object store of IndexedDB. Every function rejects where the browser keeps nothing.
 */

import type { RunRecord } from '../../../core/model/run_record.ts';

const DATABASE = 'rnn-playground';
const VERSION = 1;
const STORE = 'runs';

export type RunStore = {
  all(): Promise<RunRecord[]>;
  put(record: RunRecord): Promise<void>;
  remove(ids: string[]): Promise<void>;
};

/** @param factory throws where the browser forbids it */
export async function openRunStore(factory: () => IDBFactory): Promise<RunStore> {
  const opening = factory().open(DATABASE, VERSION);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(STORE, { keyPath: 'id' });
  const database = await settled(opening);
  const store = (mode: IDBTransactionMode) => database.transaction(STORE, mode).objectStore(STORE);
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

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
