/**
 * What concerns the page and not the run: cursor, language, theme, panels, cards.
 *
 * @import { Actions, Card, Cursor, RunView, State, Store, Translate } from '../state/types.d.ts'
 * @import { Preferences } from './preferences.js'
 */

import { keepsTextBack } from '../link.js';

/** @typedef {Pick<Actions, 'selectLane' | 'setCursor' | 'pin' | 'unpin' | 'moveTime' | 'setSample' | 'setLanguage' | 'setTheme' | 'setMoreControls'
 *   | 'setSheet' | 'setHelp' | 'setShortcuts' | 'setPanels' | 'togglePanel' | 'scrollTime' | 'setKeepOverlay' | 'dismissCard' | 'notify' | 'warn' | 'reconnect' | 'share'>} PageActions */

let cards = 0;

/**
 * @param {Store<State>} store
 * @param {{ remember: (preferences: Preferences) => void, retry: () => void, link: () => string, t: Translate }} world
 * @returns {PageActions}
 */
export function createPageActions(store, { remember, retry, link, t }) {
  /** @param {Cursor | null} cursor */
  function setCursor(cursor) {
    store.set({ cursor });
  }

  /** @param {string} text */
  function notify(text) {
    const card = /** @type {Card} */ ({ id: `notice-${(cards += 1)}`, kind: 'notice', text });
    put(card);
  }

  /** @param {Card} card in place of the one of its kind */
  function put(card) {
    store.set((state) => ({ cards: [...state.cards.filter(({ kind }) => kind !== card.kind), card] }));
  }

  return {
    setCursor, notify,
    warn: ({ message, cause }) => put({ id: `error-${(cards += 1)}`, kind: 'error', problem: { message, cause } }),
    selectLane(lane) {
      const { experiment, cursor } = store.get();
      if (lane >= experiment.lanes.length) return;
      store.set({ selectedLane: lane, cursor: cursor && { ...cursor, lane, unit: 0, layer: 0 } });
    },
    pin: (cursor) => store.set({ cursor, pinned: true, selectedLane: cursor.lane }),
    unpin: () => store.set({ pinned: false, cursor: null }),
    moveTime(by) {
      const { run, cursor, selectedLane } = store.get();
      if (!run) return;
      store.set({ cursor: movedCursor(run, cursor, selectedLane, by), pinned: true });
    },
    setSample: (sample) => store.set({ sample }),
    setLanguage(language) {
      store.set({ language });
      remember({ language });
    },
    setTheme(theme) {
      store.set({ theme });
      remember({ theme });
    },
    setMoreControls: (moreControls) => store.set({ moreControls }),
    setSheet: (sheet) => store.set({ sheet }),
    setHelp: (help) => store.set({ help }),
    setShortcuts(shortcuts) {
      store.set({ shortcuts });
      remember({ shortcuts });
    },
    setPanels: (panels) => store.set({ panels }),
    togglePanel: (kind) => store.set(({ panels }) => ({ panels: panels.includes(kind) ? panels.filter((open) => open !== kind) : [...panels, kind] })),
    scrollTime: (left) => store.set(({ timeWindow }) => ({ timeWindow: timeWindow && { ...timeWindow, scroll: left } })),
    setKeepOverlay: (keepOverlay) => store.set({ keepOverlay }),
    dismissCard: (id) => store.set((state) => ({ cards: state.cards.filter((card) => card.id !== id) })),
    reconnect: retry,
    async share() {
      const address = link();
      history.replaceState(null, '', address);
      const copied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
      const words = [t(copied ? 'share.copied' : 'share.address')];
      if (keepsTextBack(store.get().experiment)) words.push(t('share.without_text'));
      notify(words.join(' '));
    },
  };
}

/**
 * One time step on or back; without a cursor the last one is taken, where the loss is.
 * @param {RunView} run
 * @param {Cursor | null} cursor
 * @param {number} lane
 * @param {number} by
 * @returns {Cursor}
 */
export function movedCursor(run, cursor, lane, by) {
  const last = run.facts.task.sequence_length - 1;
  if (!cursor) return { lane, layer: 0, timeStep: last, unit: 0 };
  return { ...cursor, timeStep: Math.max(0, Math.min(last, cursor.timeStep + by)) };
}
