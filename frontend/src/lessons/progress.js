/** Which steps a browser has seen through; one that remembers nothing is fine too. */

const KEY = 'rnn-playground-lessons';

/** @param {Storage | null} storage @returns {string[]} as "lesson.step" */
export function readProgress(storage) {
  try {
    const found = JSON.parse(storage?.getItem(KEY) ?? '[]');
    return Array.isArray(found) ? found.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}

/** @param {Storage | null} storage @param {readonly string[]} done */
export function writeProgress(storage, done) {
  try {
    storage?.setItem(KEY, JSON.stringify(done));
  } catch {
    // A full or forbidden storage: what was done holds until the page is closed.
  }
}
