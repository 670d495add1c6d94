/**
 * What a screen reader hears: one polite message in two seconds at most, the newest; divergence at once.
 *
 * @import { Card, RunView, Services, State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';
import { laneLetter } from '../text/lane.js';
import { cardText } from './cards.js';

const INTERVAL = 2_000;

/**
 * @param {{ polite: HTMLElement, assertive: HTMLElement }} regions
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountAnnouncer(regions, store, { t }) {
  let spokenAt = -Infinity;
  let waiting = '';
  /** @type {any} */
  let timer = null;
  /** @type {Set<string>} */
  const heard = new Set();

  /** @param {string} text */
  function say(text) {
    waiting = text;
    timer ??= setTimeout(speak, Math.max(0, INTERVAL - (performance.now() - spokenAt)));
  }

  function speak() {
    timer = null;
    spokenAt = performance.now();
    regions.polite.textContent = waiting;
  }

  const unwatch = [
    watch(store, ({ run }) => [run?.id, run?.state], ({ run }) => {
      const text = run?.source === 'live' ? sentence(run) : '';
      if (text) say(text);
    }),
    watch(store, ({ link }) => [link.state], ({ link }) => void (link.state === 'lost' && say(t('link.lost')))),
    watch(store, ({ announcement }) => [announcement], ({ announcement: { text, assertive } }) => {
      if (text && assertive) regions.assertive.textContent = text;
      else if (text) say(text);
    }),
    watch(store, ({ cards }) => [cards], ({ cards }) => announceCards(cards)),
    watch(store, ({ playback }) => [playback.slowMotion && playback.stage], ({ playback }) => void (playback.slowMotion && playback.stage && say(t(`stage.${playback.stage}`)))),
  ];

  /** @param {RunView} run @returns {string} */
  function sentence({ state, step }) {
    return ['running', 'paused', 'finished', 'diverged', 'failed'].includes(state) ? t(`announce.${state}`, { step }) : '';
  }

  /** @param {Card[]} cards */
  function announceCards(cards) {
    for (const card of cards.filter(({ id }) => !heard.has(id))) {
      heard.add(card.id);
      if (card.kind === 'divergence') regions.assertive.textContent = t('card.divergence.title', { lane: laneLetter(card.lane ?? 0), step: card.step ?? 0 });
      else say(cardText(card, t).text);
    }
  }

  return () => {
    for (const stop of unwatch) stop();
    clearTimeout(timer);
  };
}
