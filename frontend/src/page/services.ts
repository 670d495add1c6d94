/** What a view may ask for: words, messages, requests, actions. */

import type { Actions, Services, State, Store, Translate } from '../core/model/types.ts';
import type { Session } from '../core/protocol/session.ts';
import type { Dictionary } from '../core/text/i18n.ts';
import { createEditActions } from '../core/actions/edit_actions.ts';
import { localStore, writePreferences } from '../core/actions/preferences.ts';
import { createClaimActions } from '../learn/claim_actions.ts';
import { writeVotes } from '../learn/claims/votes.ts';
import { createLessonActions } from '../learn/lesson_actions.ts';
import { createPreview } from '../core/actions/preview.ts';
import { createPageActions } from '../core/actions/page_actions.ts';
import { createChunks } from '../core/actions/chunks.ts';
import { createRunActions } from '../core/actions/run_actions.ts';
import { createStageWalk } from '../core/actions/stage_walk.ts';
import { createTakeawayActions, type Player } from '../share/takeaway_actions.ts';
import { createWatchActions } from '../watch/watch_actions.ts';
import { readOnlyActions, readOnlyLine } from '../watch/read_only.ts';
import { validateExperiment } from '../core/protocol/experiment_api.ts';

export function createServices(
  store: Store<State>,
  session: Pick<Session, 'send' | 'request' | 'retry' | 'ticket' | 'hold'>,
  { t, words }: { t: Translate, words: Dictionary },
  player: Player,
): Services & { actions: Actions & { begin(experiment: State['experiment'], paused: boolean): void, resend(): void } } {
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
  const { showRecorded, ...takeaway } = createTakeawayActions(
    store, () => services, { ticket: session.ticket, player },
  );
  const watch = createWatchActions(store, session, run, page.warn, () => services.actions);
  let tasks: Pick<Actions, 'chooseTask'> | null | undefined = null;
  async function chooseTask(kind: string) {
    const chunk = tasks ? null : await services.loadChunk(() => import('../core/actions/task_actions.ts'));
    tasks ??= chunk?.createTaskActions(store, { ...page, ...edits, ...run });
    tasks?.chooseTask(kind);
  }
  const services = {
    t,
    language: () => store.get().language,
    send: line.send,
    request: line.request,
    judge: validateExperiment,
    loadChunk: createChunks(words, () => page.notify(t('server.part_missing'))),
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
