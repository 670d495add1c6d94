/**
 * Cards above the transport: a lane that diverged, with the one knob to try; notices; errors of the server.
 *
 * @import { Card, Experiment, Services, State, Store, Translate } from '../state/types.d.ts'
 */

import { setAt } from '../state/experiment.js';
import { watch } from '../state/select.js';
import { laneLetter, laneName } from '../text/lane.js';
import { knobFigures } from '../text/number.js';
import { problemText } from '../text/problem.js';
import { el } from './dom.js';
import { icon } from './icons.js';

const NOTICE_STAYS = 6_000;

/** @param {Card} card a notice or an error @param {Translate} t @returns {{ text: string, lang: 'en' | null }} `lang` where it is not the page's */
export function cardText({ text = '', problem }, t) {
  return problem ? problemText(problem, t) : { text, lang: null };
}

/**
 * One knob that keeps such a lane finite: clip where nothing is clipped, else a tenth of the learning rate.
 * @param {Experiment} experiment
 * @param {number} lane
 * @returns {{ experiment: Experiment, key: string, value: number } | null}
 */
export function suggestedKnob(experiment, lane) {
  const { clip, optimizer } = experiment.lanes[lane] ?? {};
  if (!clip || !optimizer) return null;
  if (clip.kind === 'none') return { experiment: setAt(experiment, ['lanes', lane, 'clip'], { kind: 'norm', threshold: 1 }), key: 'card.try_clip', value: 1 };
  const rate = Number((Number(optimizer.learning_rate) / 10).toPrecision(3));
  return { experiment: setAt(experiment, ['lanes', lane, 'optimizer', 'learning_rate'], rate), key: 'card.try_rate', value: rate };
}

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountCards(root, store, { t, actions }) {
  /** @type {Map<string, any>} */
  const timers = new Map();

  /** @param {Card} card @returns {HTMLElement} */
  function draw(card) {
    const close = el('button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => actions.dismissCard(card.id) }, icon('close'));
    if (card.kind === 'divergence') return divergence(card, close);
    const { text, lang } = cardText(card, t);
    return el('section', { class: 'card', dataset: { kind: card.kind, card: card.id } }, el('p', { lang }, text), close);
  }

  /** @param {Card} card @param {HTMLElement} close */
  function divergence({ id, lane = 0, step = 0, quantity = 'loss' }, close) {
    const { experiment, run } = store.get();
    const knob = suggestedKnob(experiment, lane);
    const others = (run?.lanes ?? []).some(({ state }) => state === 'training');
    const name = run?.experiment.lanes[lane] ? laneName(run.experiment.lanes[lane], t) : '';
    return el('section', { class: 'card', dataset: { kind: 'divergence', card: id }, 'aria-label': t('card.divergence.label') },
      el('h2', {}, t('card.divergence.title', { lane: laneLetter(lane), step })),
      el('p', {}, t('card.divergence.what', { name, quantity: t(`quantity.${quantity}`) }), ' ', t(others ? 'card.divergence.others' : 'card.divergence.alone')),
      knob && el('button', { class: 'fix-button', type: 'button', onclick: () => actions.edit(knob.experiment, { selectedLane: lane }) }, t(knob.key, { value: knobFigures(knob.value) })),
      close);
  }

  const unwatch = watch(store, ({ cards, language, experiment }) => [cards, language, experiment], ({ cards }) => {
    const focused = document.activeElement instanceof HTMLElement && root.contains(document.activeElement);
    root.replaceChildren(...cards.map(draw));
    if (focused) /** @type {HTMLElement | null} */ (root.querySelector('button'))?.focus();
    for (const { id, kind } of cards) {
      if (kind === 'notice' && !timers.has(id)) timers.set(id, setTimeout(() => actions.dismissCard(id), NOTICE_STAYS));
    }
  });
  return () => {
    unwatch();
    timers.forEach(clearTimeout);
    root.replaceChildren();
  };
}
