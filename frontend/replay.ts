/**
 * The entry of the page without a server: words, catalog and recording stand in the document itself. Nothing is
 * fetched.
 */

import type { Facts, State } from './src/core/model/types.ts';
import type { Player } from './src/share/takeaway_actions.ts';
import { decodeRecording } from './src/core/protocol/recording.ts';
import { isSupported } from './src/core/actions/browser_support.ts';
import { createFaultReport } from './src/core/actions/faults.ts';
import { createServices } from './src/page/services.ts';
import { localStore, readPreferences } from './src/core/actions/preferences.ts';
import { measureRates } from './src/core/actions/rates.ts';
import { beginReplay } from './src/core/actions/replay.ts';
import { initialState } from './src/core/model/initial.ts';
import { createStore } from './src/core/model/store.ts';
import { createTranslate, createWords, preferredLanguage } from './src/core/text/i18n.ts';
import { mountAfter, mountSidePanels, mountViews } from './src/page/page.ts';
import { mountReplayBar } from './src/share/replay_bar.ts';

/** How the run was looked at when it was taken away. */
export type Look = { language?: 'en' | 'ko', panels?: string[], selectedLane?: number, facts: Facts };

/** @returns '' where the document does not have it */
const written = (id: string): string => document.getElementById(id)?.textContent ?? '';
const NO_SERVER = { type: 'not_connected', parameters: {} };

/** @returns the words of a language: all parts at once, with those of the first */
async function wordsIn({ href }: URL): Promise<Response> {
  const [, part, language] = /text\/(?:(\w+)\/)?(en|ko)\.json$/.exec(href) ?? [];
  return new Response(part ? '{}' : written(`words-${language}`));
}

function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)).buffer as ArrayBuffer;
}

async function open() {
  const { facts, ...look }: Partial<Look> = JSON.parse(written('look') || '{}');
  const preferences = { language: preferredLanguage(navigator.languages), ...readPreferences(localStore()), ...look };
  const words = createWords(wordsIn);
  const store = createStore(
    {
      ...initialState(preferences), catalog: JSON.parse(written('catalog')), link: { state: 'open', retryAt: null }
    } as State,
    undefined, createFaultReport(() => services.actions.notify(t('view.failed')))
  );
  const t = createTranslate(words.dictionaries, () => store.get().language);
  await Promise.all([words.speak('en'), words.speak('ko')]);
  const player: Player = { current: null, bytes: null };
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
    player.current =
      beginReplay(store, { recording: decodeRecording(player.bytes), facts, name: document.title, alone: true });
  }
  mountReplayBar(store, services);
  document.documentElement.dataset.ready = 'true';
}

if (isSupported(document.documentElement)) void open();
