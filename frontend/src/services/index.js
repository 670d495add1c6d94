/**
 * What a view may ask for: words, messages, requests, actions.
 *
 * @import { Actions, Services, State, Store, Translate } from '../state/types.d.ts'
 * @import { Session } from './session.js'
 * @import { Player } from './takeaway_actions.js'
 * @import { WordShelf } from '../text/i18n.js'
 */

import { createEditActions } from './edit_actions.js';
import { localStore, writePreferences } from './preferences.js';
import { createClaimActions } from './claim_actions.js';
import { writeVotes } from '../claims/votes.js';
import { createLessonActions } from './lesson_actions.js';
import { createPreview } from './preview.js';
import { createPageActions } from './page_actions.js';
import { createParts } from './parts.js';
import { createRunActions } from './run_actions.js';
import { createStageWalk } from './stage_walk.js';
import { createTakeawayActions } from './takeaway_actions.js';
import { createWatchActions } from './watch_actions.js';
import { readOnlyActions, readOnlyLine } from '../watching/read_only.js';
import { validateExperiment } from './experiment_api.js';

/**
 * @param {Store<State>} store
 * @param {Pick<Session, 'send' | 'request' | 'retry' | 'ticket' | 'hold'>} session
 * @param {{ t: Translate, words: WordShelf }} language
 * @param {Player} player
 * @returns {Services & { actions: Actions & { begin(experiment: State['experiment'], paused: boolean): void, resend(): void } }}
 */
export function createServices(store, session, { t, words }, player) {
  const watching = () => store.get().watching !== null;
  const line = readOnlyLine(session, watching);
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const walk = createStageWalk(store, () => still.matches);
  const page = createPageActions(store, {
    t,
    speak: words.speak,
    remember: (preferences) => writePreferences(localStore(), preferences),
    retry: session.retry,
  });
  const edit = createEditActions(store, line, validateExperiment, {
    begin: (experiment, paused) => run.begin(experiment, paused),
    preview: createPreview(store, line, validateExperiment),
    setPace: (pace) => run.setPace(pace),
    unreachable: () => page.notify(t('server.unreachable')),
    begun: () => run.begun(),
    showRecorded: (...wanted) => showRecorded(...wanted),
  });
  const run = createRunActions(store, line, walk, () => player.current, edit);
  const { valid: _valid, ...edits } = edit;
  const { showRecorded, ...takeaway } = createTakeawayActions(store, () => services, { ticket: session.ticket, player });
  const watch = createWatchActions(store, session, run, page.warn, () => services.actions);
  /** @type {Pick<Actions, 'chooseTask'> | null | undefined} */
  let tasks = null;
  /** @param {string} kind */
  async function chooseTask(kind) {
    const part = tasks ? null : await services.part(() => import('./task_actions.js'));
    tasks ??= part?.createTaskActions(store, { ...page, ...edits, ...run });
    tasks?.chooseTask(kind);
  }
  const services = {
    t,
    language: () => store.get().language,
    send: line.send,
    request: line.request,
    judge: validateExperiment,
    part: createParts(words, () => page.notify(t('server.part_missing'))),
    actions: readOnlyActions(
      {
        ...page, ...edits, ...run, chooseTask, ...createLessonActions(store, run.pause),
        ...createClaimActions(store, (votes) => writeVotes(localStore(), votes), run.pause), ...takeaway,
        ...watch.actions
      },
      watching, watch.lookAround
    ),
  };
  return services;
}
