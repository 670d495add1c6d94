/** The bottom bar: reset, die, play, step, the history of the run, pace and slow motion. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { MOST_LANES } from '../../core/model/experiment.ts';
import { canBranch } from '../../core/model/reducer.ts';
import { watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { mountBranchNews } from './branch_news.ts';
import { mountClock } from './clock.ts';
import { mountLive } from './live.ts';
import { isGhost, mountPlayButtons } from './play_buttons.ts';
import { mountTimeline } from './timeline.ts';

/** @returns unmount */
export function mountTransport(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const buttons = el('div', { class: 'transport-buttons' });
  const counter = el('p', { class: 'counter' });
  const scrub = el('div', { class: 'scrub' });
  const branch = el('button', {
    class: 'pill small branch',
    type: 'button',
    'aria-haspopup': 'dialog',
    onclick: () => void openBranch(store, services),
  }, icon('branch'), el('span'));
  const live = el('button', { class: 'pill small live', type: 'button' });
  const rates = el('p', { class: 'rates' });
  const clock = el('div', { class: 'transport-clock' });
  root.append(buttons, counter, scrub, branch, live, rates, clock);

  const unwatch = [
    mountPlayButtons(buttons, store, services),
    mountTimeline({ counter, scrub }, store, services),
    mountLive(live, store, services),
    watch(store, (state) => [state.run?.source, isGhost(state)], renderSource),
    watch(store, ({ language, rates: measured, run }) => [language, measured, run?.source], renderRates),
    mountClock(clock, store, services),
    watch(store, ({ language, run, experiment }) => [
      language, canBranch(run), run?.experiment.lanes.length, experiment.lanes.length,
    ], renderBranch),
    mountBranchNews(store, services),
  ];

  function renderSource(state: State) {
    root.dataset.source = isGhost(state) ? 'ghost' : state.run?.source ?? '';
  }

  function renderRates({ rates: { updatesPerSecond, framesPerSecond }, run }: State) {
    const frames = Math.round(framesPerSecond);
    if (run?.source === 'recording') return setText(rates, t('transport.rates_recorded', { frames }));
    setText(rates, t('transport.rates', { updates: figure(updatesPerSecond), frames }));
  }

  function renderBranch({ run, experiment }: State) {
    const full = (run?.experiment.lanes.length ?? 0) >= MOST_LANES;
    branch.disabled = full || !canBranch(run) || run?.experiment.lanes.length !== experiment.lanes.length;
    setText(branch.lastElementChild as Element, t('branch.open'));
    setAttribute(branch, 'aria-label', t('branch.open.label'));
    branch.dataset.tip = t(full ? 'branch.full' : branch.disabled ? 'branch.none' : 'branch.open.help');
  }

  return () => {
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}

/** The dialog comes when it is first asked for. */
async function openBranch(store: Store<State>, services: Services) {
  const chunk = await services.loadChunk(() => import('./branch_dialog.ts'));
  await chunk?.openBranchDialog(store, services);
}

/** @param rate a second */
function figure(rate: number): string {
  return rate > 0 && rate < 9.95 ? rate.toFixed(1) : whole(rate);
}
