/** What the browser remembers of a person's taste; a browser that remembers nothing is fine too. */

const KEY = 'rnn-playground';

/** @typedef {{ language?: 'en' | 'ko', theme?: 'auto' | 'light' | 'dark', type?: 'normal' | 'large', shortcuts?: boolean }} Preferences */

/** @param {Storage | null} storage @returns {Preferences} */
export function readPreferences(storage) {
  try {
    const found = JSON.parse(storage?.getItem(KEY) ?? '{}');
    return {
      ...(['en', 'ko'].includes(found.language) && { language: found.language }),
      ...(['auto', 'light', 'dark'].includes(found.theme) && { theme: found.theme }),
      ...(['normal', 'large'].includes(found.type) && { type: found.type }),
      ...(typeof found.shortcuts === 'boolean' && { shortcuts: found.shortcuts }),
    };
  } catch {
    return {};
  }
}

/** @param {Storage | null} storage @param {Preferences} changed */
export function writePreferences(storage, changed) {
  try {
    storage?.setItem(KEY, JSON.stringify({ ...readPreferences(storage), ...changed }));
  } catch {
    // A full or forbidden storage: the choice holds until the page is closed.
  }
}

/** @returns {Storage | null} */
export function localStore() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
