/**
 * Above the question while a run that came with the page is replayed: that it is recorded and why, what its models have
 * come to, a place to draw a digit for them, the way to train on smaller images, and how whoever runs the server brings
 * the large ones.
 */

import type { Frame, Services, State, Store, Translate } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { laneLetter } from '../core/text/lane.ts';
import { whole } from '../core/text/number.ts';
import { el, setText } from '../ui/dom.ts';

/** As they are typed: no language has other words for them. */
const COMMANDS = { install: "pip install 'rnn-playground[mnist]'", variable: 'RNN_PLAYGROUND_MNIST=mnist.npz' };

/**
 * How well the models name digits that no update trained on: after so many updates, a share for each, by the last
 * validation.
 */
export function namedShares(frames: Frame[], t: Translate): { updates: string, models: string } {
  const last = frames[0].scalars.map((_, lane) =>
    frames.flatMap(({ scalars }) => scalars[lane].validations ?? []).at(-1));
  const percent = (share: number) => whole(Math.round(100 * share));
  const shares = last.map((found, lane) => t('shipped.model', {
    letter: laneLetter(lane), percent: percent(found?.metric ?? NaN),
  }));
  return { updates: whole(last[0]?.step ?? 0), models: shares.join(', ') };
}

export function mountShippedBar(store: Store<State>, { t, actions }: Services) {
  if (document.querySelector('.shipped-bar')) return;
  const [title, what, paper, how] = [el('b'), el('span'), el('p'), el('p', { dataset: { plain: '' } })];
  const summary = el('summary');
  const smaller = el('button', { class: 'fix-button', type: 'button', onclick: () => actions.chooseTask('digits') });
  const draw = el('button', { class: 'fix-button', type: 'button', onclick: () => actions.setDetail('try', 'read') });
  const bar = el('section', { class: 'replay-bar shipped-bar' },
    el('div', {}, el('p', {}, title, ' ', what), el('details', { class: 'shipped-more' }, summary, paper, how)),
    draw, smaller);
  document.querySelector('.stage-fold')?.prepend(bar);
  watch(store, ({ replay, language, history }) => [replay, language, history], render);

  function render({ replay, history: { frames } }: State) {
    bar.hidden = !replay?.shipped || !frames.length;
    if (bar.hidden) return;
    bar.setAttribute('aria-label', t('shipped.label'));
    setText(title, t('shipped.title'));
    setText(what, t('shipped.what', namedShares(frames, t)));
    setText(summary, t('shipped.more'));
    setText(paper, t('shipped.paper'));
    setText(how, t('shipped.how', COMMANDS));
    setText(draw, t('shipped.draw'));
    draw.dataset.tip = t('shipped.draw.help');
    setText(smaller, t('card.small_digits'));
    smaller.dataset.tip = t('shipped.smaller.help');
  }
}
