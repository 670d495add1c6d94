/**
 * What a view may ask for: words, messages, requests, actions.
 *
 * @import { Actions, Services, State, Store, Translate } from '../state/types.d.ts'
 * @import { Session } from './session.js'
 * @import { Autoplay } from './autoplay.js'
 */

import { createEditActions } from './edit_actions.js';
import { linkOf } from './address.js';
import { localStore, writePreferences } from './preferences.js';
import { createPageActions } from './page_actions.js';
import { createRunActions } from './run_actions.js';
import { createStageWalk } from './stage_walk.js';
import { validateExperiment } from './experiment_api.js';

/**
 * @param {Store<State>} store
 * @param {Session} session
 * @param {Translate} t
 * @param {() => Autoplay | null} autoplay
 * @returns {Services & { actions: Actions & { begin(experiment: State['experiment'], paused: boolean): void, resend(): void } }}
 */
export function createServices(store, session, t, autoplay) {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const walk = createStageWalk(store, () => still.matches);
  const page = createPageActions(store, {
    t,
    remember: (preferences) => writePreferences(localStore(), preferences),
    retry: session.retry,
    link: () => new URL(`#${linkOf(store.get())}`, location.href).href,
  });
  const edit = createEditActions(store, session, validateExperiment, {
    begin: (experiment, paused) => run.begin(experiment, paused),
    setPace: (pace) => run.setPace(pace),
    unreachable: () => page.notify(t('server.unreachable')),
  });
  const run = createRunActions(store, session, walk, autoplay, edit);
  const { valid: _valid, ...edits } = edit;
  return {
    t,
    language: () => store.get().language,
    send: session.send,
    request: session.request,
    actions: { ...page, ...edits, ...run },
  };
}
