/**
 * The entry of the page without a server: words, catalog and recording stand in the document itself. Nothing is fetched.
 *
 * @import { Facts, State } from './src/state/types.d.ts'
 * @import { Player } from './src/services/takeaway_actions.js'
 */

import { decodeRecording } from './src/protocol/recording.js';
import { isSupported } from './src/services/browser_support.js';
import { createFaultReport } from './src/services/faults.js';
import { createServices } from './src/services/index.js';
import { localStore, readPreferences } from './src/services/preferences.js';
import { measureRates } from './src/services/rates.js';
import { beginReplay } from './src/services/replay.js';
import { initialState } from './src/state/initial.js';
import { createStore } from './src/state/store.js';
import { createTranslate, createWords, preferredLanguage } from './src/text/i18n.js';
import { mountAfter, mountSidePanels, mountViews } from './src/views/page.js';
import { mountReplayBar } from './src/views/replay_bar.js';

/** How the run was looked at when it was taken away. @typedef {{ language?: 'en' | 'ko', panels?: string[], selectedLane?: number, facts: Facts }} Look */

/** @param {string} id @returns {string} '' where the document does not have it */
const written = (id) => document.getElementById(id)?.textContent ?? '';
const NO_SERVER = { type: 'not_connected', parameters: {} };

/** @param {URL} address @returns {Promise<Response>} the words of a language: all parts at once, with those of the first */
async function wordsIn({ href }) {
  const [, part, language] = /text\/(?:(\w+)\/)?(en|ko)\.json$/.exec(href) ?? [];
  return new Response(part ? '{}' : written(`words-${language}`));
}

/** @param {string} base64 @returns {ArrayBuffer} */
function bytesOf(base64) {
  return /** @type {ArrayBuffer} */ (Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)).buffer);
}

async function open() {
  /** @type {Partial<Look>} */
  const { facts, ...look } = JSON.parse(written('look') || '{}');
  const preferences = { language: preferredLanguage(navigator.languages), ...readPreferences(localStore()), ...look };
  const words = createWords(wordsIn);
  const store = createStore(
    /** @type {State} */ ({
      ...initialState(preferences), catalog: JSON.parse(written('catalog')), link: { state: 'open', retryAt: null }
    }),
    undefined, createFaultReport(() => services.actions.notify(t('view.failed')))
  );
  const t = createTranslate(words.dictionaries, () => store.get().language);
  await Promise.all([words.speak('en'), words.speak('ko')]);
  /** @type {Player} */
  const player = { current: null, bytes: null };
  const session = {
    send: () => false,
    request: () => Promise.reject(new Error('there is no server', { cause: NO_SERVER })),
    retry: () => {},
    ticket: () => null, hold: () => {},
  };
  const services = createServices(store, session, { t, words }, player);
  store.set({ replay: { name: '', alone: true } });
  mountViews(store, services, 'alone');
  await Promise.all([mountAfter(store, services, 'alone'), mountSidePanels(store, services)]);
  measureRates(store);
  const recorded = written('recording').trim();
  if (recorded && facts) {
    player.bytes = bytesOf(recorded);
    player.current = beginReplay(store, { recording: decodeRecording(player.bytes), facts, name: document.title, alone: true });
  }
  mountReplayBar(store, services);
  document.documentElement.dataset.ready = 'true';
}

if (isSupported(document.documentElement)) void open();
