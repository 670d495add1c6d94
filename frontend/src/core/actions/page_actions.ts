/** What concerns the page and not the run: cursor, language, theme, panels, cards. */

import type { Actions, Card, Cursor, RunView, State, Store, Translate } from '../model/types.ts';
import type { Language } from '../text/i18n.ts';
import type { Preferences } from './preferences.ts';

export type PageActions = Pick<Actions, 'selectLane' | 'setCursor' | 'pin' | 'unpin' | 'moveTime' | 'setSample'
  | 'setLanguage' | 'setTheme' | 'setFontScale' | 'setMoreControls' | 'setPhoneSheet' | 'setHelp' | 'setShortcuts'
  | 'setPanels' | 'togglePanel' | 'scrollTime' | 'setKeepOverlay' | 'setDetail' | 'setDifference' | 'setNotes' | 'setGuess'
  | 'followLoss' | 'light' | 'nudge' | 'setColumns' | 'setFigures' | 'setView' | 'dismissCard' | 'notify' | 'warn'
  | 'reconnect'>;

let cards = 0;

/** @param world.speak fetches what is to be said in it */
export function createPageActions(
  store: Store<State>,
  { remember, retry, speak, t }: {
    remember: (preferences: Preferences) => void;
    retry: () => void;
    speak: (language: Language) => Promise<void>;
    t: Translate;
  },
): PageActions {
  /** The language chosen last: its words may come after those of one that was chosen before. */
  let wished: Language | null = null;

  function setCursor(cursor: Cursor | null) {
    store.set({ cursor });
  }

  function notify(text: string) {
    const card = { id: `notice-${(cards += 1)}`, kind: 'notice', text } as Card;
    put(card);
  }

  /** @param card in place of the one of its kind */
  function put(card: Card) {
    store.set((state) => ({ cards: [...state.cards.filter(({ kind }) => kind !== card.kind), card] }));
  }

  return {
    setCursor, notify,
    warn: ({ message, cause }, stays = false) =>
      put({ id: `error-${(cards += 1)}`, kind: 'error', problem: { message, cause }, stays }),
    selectLane(lane) {
      const { experiment, cursor } = store.get();
      if (lane >= experiment.lanes.length) return;
      store.set({ selectedLane: lane, cursor: cursor && { ...cursor, lane, unit: 0, layer: 0 } });
    },
    pin: (cursor) => store.set({ cursor, pinned: true, selectedLane: cursor.lane }),
    unpin: () => store.set({ pinned: false, cursor: null, lossTimeStep: null }),
    moveTime(by) {
      const { run, cursor, selectedLane } = store.get();
      if (!run) return;
      store.set({ cursor: movedCursor(run, cursor, selectedLane, by), pinned: true });
    },
    setSample: (sample) => store.set({ sample }),
    async setLanguage(language) {
      wished = language;
      const there = await speak(language).then(() => true, () => false);
      if (wished !== language) return;
      if (!there) return notify(t('server.unreachable'));
      store.set({ language });
      remember({ language });
    },
    setTheme(theme) {
      store.set({ theme });
      remember({ theme });
    },
    setFontScale(fontScale) {
      store.set({ fontScale });
      remember({ fontScale });
    },
    setMoreControls: (moreControls) => store.set({ moreControls }),
    setPhoneSheet: (sheet) => store.set({ phoneSheet: sheet }),
    setHelp: (help) => store.set({ help }),
    setShortcuts(shortcuts) {
      store.set({ shortcuts });
      remember({ shortcuts });
    },
    setPanels: (panels) => store.set({ panels }),
    togglePanel: (kind) => store.set(({ panels }) => (panels.includes(kind)
      ? { panels: panels.filter((open) => open !== kind) }
      : { panels: [...panels, kind], panelSought: kind })),
    scrollTime: (left) =>
      store.set(({ timeWindow }) => ({ timeWindow: timeWindow && { ...timeWindow, scroll: left } })),
    setKeepOverlay: (keepOverlay) => store.set({ keepOverlay }),
    setDetail(name, text) {
      const { [name]: before, ...others } = store.get().details;
      if ((before ?? null) !== text) store.set({ details: text === null ? others : { ...others, [name]: text } });
    },
    followLoss: (loss) => store.set({ lossTimeStep: loss }),
    setDifference: (difference) => store.set({ difference }),
    setNotes: (notes) => store.set({ notes }),
    setGuess: (guess) => store.set({ guess }),
    light: (lit) => void (lit !== store.get().highlighted && store.set({ highlighted: lit })),
    nudge: () => store.set({ nudgedAt: performance.now() }),
    setColumns: (columns) => store.set({ columns }),
    setFigures: (figures) => store.set({ figures }),
    setView: (view) => store.set({ view: view === store.get().view ? 'unrolled' : view }),
    dismissCard: (id) => store.set((state) => ({ cards: state.cards.filter((card) => card.id !== id) })),
    reconnect: retry,
  };
}

/** One time step on or back; without a cursor the last one is taken, where the loss is. */
export function movedCursor(run: RunView, cursor: Cursor | null, lane: number, by: number): Cursor {
  const last = run.facts.task.sequence_length - 1;
  if (!cursor) return { lane, layer: 0, timeStep: last, unit: 0 };
  return { ...cursor, timeStep: Math.max(0, Math.min(last, cursor.timeStep + by)) };
}
