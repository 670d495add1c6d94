/**
 * Above the question while a run that came with the page is replayed: that it is recorded and why, what its models have come to,
 * the way to train on smaller images, and how whoever runs the server brings the large ones.
 *
 * @import { Frame, Services, State, Store, Translate } from '../../state/types.d.ts'
 */

import { watch } from '../../state/select.js';
import { laneLetter } from '../../text/lane.js';
import { whole } from '../../text/number.js';
import { el, setText } from '../dom.js';

/** As they are typed: no language has other words for them. */
const COMMANDS = { install: "pip install 'rnn-playground[mnist]'", variable: 'RNN_PLAYGROUND_MNIST=mnist.npz' };

/**
 * How well the models name digits that no update trained on: after so many updates, a share for each, by the last validation.
 * @param {Frame[]} frames
 * @param {Translate} t
 * @returns {{ updates: string, models: string }}
 */
export function namedShares(frames, t) {
  const last = frames[0].scalars.map((_, lane) => frames.flatMap(({ scalars }) => scalars[lane].validations ?? []).at(-1));
  const percent = (/** @type {number} */ share) => whole(Math.round(100 * share));
  const shares = last.map((found, lane) => t('shipped.model', {
    letter: laneLetter(lane), percent: percent(found?.metric ?? NaN),
  }));
  return { updates: whole(last[0]?.step ?? 0), models: shares.join(', ') };
}

/**
 * @param {Store<State>} store
 * @param {Services} services
 */
export function mountShippedBar(store, { t, actions }) {
  if (document.querySelector('.shipped-bar')) return;
  const [title, what, paper, how] = [el('b'), el('span'), el('p'), el('p', { dataset: { plain: '' } })];
  const summary = el('summary');
  const smaller = el('button', { class: 'fix-button', type: 'button', onclick: () => actions.chooseTask('digits') });
  const bar = el('section', { class: 'replay-bar shipped-bar' },
    el('div', {}, el('p', {}, title, ' ', what), el('details', { class: 'shipped-more' }, summary, paper, how)), smaller);
  document.querySelector('.stage-fold')?.prepend(bar);
  watch(store, ({ replay, language, history }) => [replay, language, history], render);

  /** @param {State} state */
  function render({ replay, history: { frames } }) {
    bar.hidden = !replay?.shipped || !frames.length;
    if (bar.hidden) return;
    bar.setAttribute('aria-label', t('shipped.label'));
    setText(title, t('shipped.title'));
    setText(what, t('shipped.what', namedShares(frames, t)));
    setText(summary, t('shipped.more'));
    setText(paper, t('shipped.paper'));
    setText(how, t('shipped.how', COMMANDS));
    setText(smaller, t('card.small_digits'));
    smaller.dataset.tip = t('shipped.smaller.help');
  }
}
