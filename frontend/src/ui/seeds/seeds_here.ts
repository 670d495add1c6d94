/**
 * Runs over seeds beside what asks about them, a lesson or a claim: one button, and what they come to in the words of
 * the tab "Seeds".
 */

import type { Experiment, Services, State, Store } from '../../core/model/types.ts';
import { createSeedRuns, type Trained } from '../../core/questions/seed_runs.ts';
import { modelsOfTrial, type Trial } from '../../core/questions/seeds.ts';
import { laneLetter } from '../../core/text/lane.ts';
import { whole } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../dom.ts';
import { captionWords, shortTable } from './seeds_words.ts';

export type Wanted = { trial: Trial, experiment: Experiment };

/** Rows of a trial that asks who learns: it says how many seeds solved the task. */
const JUDGING = ['solving', 'loss', 'accuracy'];
/** Of these, those that may be infinite. */
const INFINITE = ['solving', 'loss'];

/** @param onDone all runs are there */
export function createSeedsHere(
  root: HTMLElement,
  store: Store<State>,
  { t, request }: Services,
  onDone: (models: Trained[]) => void,
) {
  const button = el('button', { type: 'button', class: 'pill small', onclick: onPress });
  const stamp = el('p', { class: 'try-stamp' });
  const caption = el('p', { class: 'seeds-here-verdict' });
  const summary = el('div', { class: 'panel-table seeds-summary', tabIndex: 0, role: 'region' });
  const note = el('p', { class: 'try-hint' });
  root.append(button, stamp, caption, summary, note);
  let wanted: Wanted | null = null;
  /** The models and over how many seeds. */
  let known = '';
  let [begun, wasUnfinished] = [false, false];
  const runs = createSeedRuns(request, onRuns);

  function onPress() {
    const working = runs.working();
    begun = true;
    if (working) runs.stop();
    else runs.work();
    draw();
  }

  /** A run has come, or none is asked for any more; when the last is there it is said. */
  function onRuns() {
    draw();
    const unfinished = runs.open() || runs.working();
    const done = wasUnfinished && !unfinished;
    wasUnfinished = unfinished;
    if (!done) return;
    store.set({ announcement: { text: caption.textContent || stamp.textContent || '', assertive: false } });
    onDone(runs.trained());
  }

  function draw() {
    const models = runs.trained();
    const read = models.filter(({ readings }) => readings.length);
    setText(stamp, begun ? stampWords(models) : t('try.seeds.here.hint'));
    const has = (rows: string[]) => wanted?.trial.rows.some((row) => rows.includes(row)) ?? false;
    setText(caption, captionWords(models, t, { judged: has(JUDGING), drawn: false }));
    caption.hidden = !caption.textContent;
    summary.hidden = note.hidden = read.length === 0;
    setAttribute(summary, 'aria-label', t('try.seeds.table'));
    setText(note, t(`try.seeds.here.note${has(INFINITE) ? '.infinite' : ''}`, { steps: whole(models[0]?.steps ?? 0) }));
    if (wanted && read.length) summary.replaceChildren(shortTable(models, wanted.trial.rows, t));
    drawButton(models);
  }

  /** Who has pressed the button that goes goes on where the answer is. */
  function drawButton(models: Trained[]) {
    const gone = begun && !runs.working() && !runs.open();
    const key = begun ? (runs.working() ? 'pause' : 'fill') : models.length > 1 ? 'here.several' : 'here';
    const params = { models: models.map(({ lane }) => laneLetter(lane)).join(', '), seeds: models[0]?.seeds ?? 0 };
    const help = t(begun ? `try.seeds.${key}.help` : 'try.seeds.here.help', { steps: whole(models[0]?.steps ?? 0) });
    setText(button, t(`try.seeds.${key}`, params));
    setAttribute(button, 'aria-description', help);
    button.dataset.tip = help;
    if (gone && document.activeElement === button) summary.focus({ preventScroll: true });
    button.hidden = gone;
  }

  /** @returns how it stands */
  function stampWords(models: Trained[]): string {
    const done = models.reduce((sum, { readings }) => sum + readings.length, 0);
    const total = models.reduce((sum, { seeds }) => sum + seeds, 0);
    return t(`try.seeds.${runs.working() ? 'filling' : runs.open() ? 'resting' : 'done'}`, { done, total });
  }

  return {
    /** Other models have other runs: those are begun by hand again. @param next null: nothing is asked */
    show(next: Wanted | null) {
      wanted = next;
      if (!next) return runs.stop();
      const models = modelsOfTrial(next.experiment, next.trial);
      const named = JSON.stringify(models.map(({ key, seeds }) => [key, seeds]));
      if (named !== known) {
        runs.aim(models);
        [known, begun, wasUnfinished] = [named, false, false];
      }
      draw();
    },
    end: runs.stop,
  };
}
