/** Which steps a browser has seen through; one that remembers nothing is fine too. */

const KEY = 'rnn-playground-lessons';

/** @returns as "lesson.step" */
export function readProgress(storage: Storage | null): string[] {
  try {
    const found = JSON.parse(storage?.getItem(KEY) ?? '[]');
    return Array.isArray(found) ? found.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}

export function writeProgress(storage: Storage | null, done: readonly string[]) {
  try {
    storage?.setItem(KEY, JSON.stringify(done));
  } catch {
    // A full or forbidden storage: what was done holds until the page is closed.
  }
}
