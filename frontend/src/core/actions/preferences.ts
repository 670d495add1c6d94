/** What the browser remembers of a person's taste; a browser that remembers nothing is fine too. */

const KEY = 'rnn-playground';

export type Preferences = {
  language?: 'en' | 'ko';
  theme?: 'auto' | 'light' | 'dark';
  fontScale?: 'normal' | 'large';
  shortcuts?: boolean;
};

export function readPreferences(storage: Storage | null): Preferences {
  try {
    const found = JSON.parse(storage?.getItem(KEY) ?? '{}');
    return {
      ...(['en', 'ko'].includes(found.language) && { language: found.language }),
      ...(['auto', 'light', 'dark'].includes(found.theme) && { theme: found.theme }),
      ...(['normal', 'large'].includes(found.type) && { fontScale: found.type }),
      ...(typeof found.shortcuts === 'boolean' && { shortcuts: found.shortcuts }),
    };
  } catch {
    return {};
  }
}

export function writePreferences(storage: Storage | null, changed: Preferences) {
  const { fontScale: type, ...others } = { ...readPreferences(storage), ...changed };
  try {
    storage?.setItem(KEY, JSON.stringify({ ...others, type }));
  } catch {
    // A full or forbidden storage: the choice holds until the page is closed.
  }
}

export function localStore(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
