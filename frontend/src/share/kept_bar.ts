/**
 * Above the question while a kept run is replayed: its name, when and by which build it was made, whether its numbers
 * come again, and the way on from its end.
 */

import type { KeptRun } from '../core/model/kept.ts';
import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { checkKept } from './kept_server.ts';
import { buildName, checkWords } from './build.ts';
import { whole } from '../core/text/number.ts';
import { problemText } from '../core/text/problem.ts';
import { whenText } from './when.ts';
import { el, setAttribute, setText } from '../ui/dom.ts';

let bar: HTMLElement | null = null;

/** How many updates the run has in all when it goes on. */
export function furtherSteps({ state, steps }: Pick<KeptRun, 'state' | 'steps'>, most: number): number {
  return state === 'finished' ? Math.min(2 * steps, most) : steps;
}

export function mountKeptBar(store: Store<State>, services: Services) {
  if (bar) return;
  const { t, actions, language } = services;
  const title = el('b', { dataset: { plain: '' } });
  const made = el('span', { dataset: { plain: '' } });
  const said = el('p', { class: 'kept-said', role: 'status' });
  const meter = el('progress', { hidden: true });
  const check = el('button', { class: 'pill', type: 'button', onclick: () => void toggleCheck() });
  const goOn = el('button', { class: 'pill', type: 'button', onclick: further });
  const anew = el('button', { class: 'pill', type: 'button', onclick: () => actions.runLive() });
  bar = el('section', { class: 'replay-bar kept-bar' },
    el('div', { class: 'kept-words' }, el('p', {}, title, ' ', made), said, meter),
    el('div', { class: 'kept-actions' }, check, goOn, anew));
  document.querySelector('.stage-fold')?.prepend(bar);
  let checking: AbortController | null = null;
  /** What the check under way has come to, or why it could not be. */
  let news = '';

  const when = (seconds: number) => whenText(seconds, language());
  const mostSteps = () => ((store.get().catalog?.limits.steps ?? [1, 0]) as [number, number])[1];

  function render() {
    const { kept, replay } = store.get();
    const about = kept?.about;
    if (!bar) return;
    bar.hidden = !about || replay === null;
    if (!about) return checking?.abort();
    setAttribute(bar, 'aria-label', t('kept.label'));
    setText(title, about.name || t('kept.nameless'));
    setText(
      made, t('kept.made', { step: whole(about.step), when: when(about.kept_at), by: buildName(about.build, t) }),
    );
    setText(said, news || checkWords(about, t, when));
    setAttribute(said, 'data-found', news || !about.check ? null : about.check.same ? 'same' : 'differs');
    // Its steps are seen, not told one by one.
    setAttribute(said, 'aria-live', checking && meter.hasAttribute('value') ? 'off' : null);
    meter.hidden = checking === null;
    setAttribute(meter, 'aria-label', t('kept.progress'));
    setText(check, t(checking ? 'kept.cancel' : about.check ? 'kept.check_again' : 'kept.check'));
    check.dataset.tip = t(checking ? 'kept.cancel.help' : 'kept.check.help');
    const steps = furtherSteps(about, mostSteps());
    goOn.disabled = about.state === 'diverged' || steps <= about.step + (about.state === 'finished' ? 1 : 0);
    setText(goOn, t('kept.go_on', { steps: whole(steps) }));
    goOn.dataset.tip = t(about.state === 'diverged' ? 'kept.go_on.diverged' : 'kept.go_on.help');
    setText(anew, t('replay.live'));
    anew.dataset.tip = t('replay.live.help');
  }

  function further() {
    const { kept, run } = store.get();
    if (kept?.about && run) actions.goOn(kept.id, run.experiment, furtherSteps(kept.about, mostSteps()));
  }

  async function toggleCheck() {
    if (checking) return checking.abort();
    const { kept } = store.get();
    if (!kept?.about) return;
    const mine = checking = new AbortController();
    say(t('kept.checking'));
    meter.removeAttribute('value');
    try {
      const found = await checkKept(kept.id, progress, mine.signal);
      const now = store.get().kept;
      if (now?.id === kept.id && now.about) store.set({ kept: { id: now.id, about: { ...now.about, check: found } } });
      end('');
    } catch (error) {
      end(mine.signal.aborted ? '' : problemText(error as Error, t).text);
    }
  }

  function progress(step: number, of: number) {
    meter.max = Math.max(1, of);
    meter.value = step;
    say(t('kept.checked_so_far', { step: whole(step), of: whole(of) }));
  }

  function say(words: string) {
    news = words;
    render();
  }

  function end(words: string) {
    checking = null;
    say(words);
  }

  watch(store, ({ kept, replay, language: spoken }) => [kept, replay, spoken], render);
}
