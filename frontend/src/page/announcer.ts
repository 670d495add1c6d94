/** What a screen reader hears: one polite message in two seconds at most, the newest; divergence at once. */

import type { Card, RunView, Services, State, Store } from '../core/model/types.ts';
import { milestonesOf } from '../core/model/milestones.ts';
import { onChange } from '../core/model/select.ts';
import { laneLetter } from '../core/text/lane.ts';
import { milestoneSaid } from '../core/text/milestone_said.ts';
import { cardText } from './transport/cards.ts';

const INTERVAL = 2_000;

/** @returns unmount */
export function mountAnnouncer(
  regions: { polite: HTMLElement, assertive: HTMLElement },
  store: Store<State>,
  { t }: Services,
): () => void {
  let spokenAt = -Infinity;
  let waiting = '';
  let timer: any = null;
  /** The milestones of this run that have been said, and the cards on show. */
  let [heardOf, heard, heardCards] = ['', new Set() as Set<string>, new Set() as Set<string>];

  /** What is worth keeping is not pushed out by the next message: the two are said together. */
  let kept = '';

  function say(text: string, keep = false) {
    waiting = kept ? `${kept} ${text}` : text;
    if (keep) kept = waiting;
    timer ??= setTimeout(speak, Math.max(0, INTERVAL - (performance.now() - spokenAt)));
  }

  function speak() {
    timer = null;
    kept = '';
    spokenAt = performance.now();
    regions.polite.textContent = waiting;
  }

  const unwatch = [
    onChange(store, ({ run }) => [run?.id, run?.state], ({ run }) => {
      const text = run?.source === 'live' ? sentence(run) : '';
      if (text) say(text);
    }),
    onChange(
      store, ({ run }) => [run?.id, run?.lanes], ({ run }) => void (run?.source === 'live' && sayMilestones(run)),
    ),
    onChange(store, ({ link }) => [link.state], ({ link }) => void (link.state === 'lost' && say(t('link.lost')))),
    onChange(store, ({ announcement }) => [announcement], ({ announcement: { text, assertive, keep } }) => {
      if (text && assertive) regions.assertive.textContent = text;
      else if (text) say(text, keep);
    }),
    onChange(store, ({ cards }) => [cards], ({ cards }) => announceCards(cards)),
    onChange(store, ({ playback }) => [playback.slowMotion && playback.stage], ({ playback }) =>
      void (playback.slowMotion && playback.stage && say(t(`stage.${playback.stage}`)))),
  ];

  /** Of several in one frame the last one is said, which tells where the others stand. */
  function sayMilestones(run: RunView) {
    if (heardOf !== run.id) [heardOf, heard] = [run.id, new Set()];
    const reached = run.lanes.flatMap(({ series }, lane) =>
      milestonesOf(run.facts.task, series).map((milestone) => ({ lane, milestone })));
    const fresh = reached.filter(({ lane, milestone: { kind } }) => !heard.has(`${lane} ${kind}`));
    for (const { lane, milestone: { kind } } of fresh) heard.add(`${lane} ${kind}`);
    const last = fresh.sort((a, b) => a.milestone.step - b.milestone.step).at(-1);
    if (last) say(milestoneSaid(run, last.lane, last.milestone, t), true);
  }

  function sentence({ state, step }: RunView): string {
    if (state === 'paused' && step === 0) return ''; // An experiment that was chosen has not been stopped.
    return ['running', 'paused', 'finished', 'diverged', 'failed'].includes(state)
      ? t(`announce.${state}`, { step })
      : '';
  }

  function announceCards(cards: Card[]) {
    const fresh = cards.filter(({ id }) => !heardCards.has(id));
    heardCards = new Set(cards.map(({ id }) => id));
    for (const card of fresh) {
      if (card.kind === 'divergence') regions.assertive.textContent =
        t('card.divergence.title', { lane: laneLetter(card.lane ?? 0), step: card.step ?? 0 });
      else say(cardText(card, t).text);
    }
  }

  return () => {
    for (const stop of unwatch) stop();
    clearTimeout(timer);
  };
}
