/**
 * The page's one entry: words, store, session, views; then the catalog, the recorded run and the line to the server.
 */

import type { Catalog, Services, State, Store } from './src/core/model/types.ts';
import type { Player } from './src/share/takeaway_actions.ts';
import { sessionUrl } from './src/core/protocol/connection.ts';
import { keptIn } from './src/core/link.ts';
import { decodeMessage } from './src/core/protocol/answer.ts';
import { decodeRecording, type Recording } from './src/core/protocol/recording.ts';
import { openingOf, syncAddress } from './src/core/actions/address.ts';
import { createAutoplay, records, type Autoplay } from './src/core/actions/autoplay.ts';
import { fetchCatalog } from './src/core/protocol/experiment_api.ts';
import { isSupported } from './src/core/actions/browser_support.ts';
import { createFaultReport } from './src/core/actions/faults.ts';
import { createServices } from './src/page/services.ts';
import { leaveSession, tabStore, takeSession } from './src/core/actions/kept_session.ts';
import { localStore, readPreferences } from './src/core/actions/preferences.ts';
import { measureRates } from './src/core/actions/rates.ts';
import { createSession } from './src/core/protocol/session.ts';
import { followWatch, watchMessage } from './src/core/actions/watch_panels.ts';
import { isEmbedded } from './src/core/model/embed.ts';
import { withClocksOf } from './src/core/model/derived.ts';
import { sameDocument } from './src/core/model/experiment.ts';
import { initialState } from './src/core/model/initial.ts';
import { createStore } from './src/core/model/store.ts';
import { createTranslate, createWords, preferredLanguage } from './src/core/text/i18n.ts';
import { copyIn, watchedBy } from './src/core/protocol/ticket.ts';
import { mountAfter, mountSidePanels, mountViews } from './src/page/page.ts';
import { pageFile } from './src/page_file.ts';

const OPENING = pageFile('recordings/opening.safetensors');
const FIRST_RUN = pageFile('recordings/first-run.safetensors');

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

const preferences = { language: preferredLanguage(navigator.languages), ...readPreferences(localStore()) };
const words = createWords();

/** Asked for at once, side by side. */
const arriving = {
  words: words.speak(preferences.language), catalog: fetchCatalog(), opening: fetchRecording(OPENING),
};
arriving.catalog.catch(() => {});

/** @returns null where it cannot be had: the page does without */
async function fetchRecording(address: URL): Promise<Recording | null> {
  try {
    const response = await fetch(address);
    return response.ok ? decodeRecording(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

async function open() {
  const store = createStore(
    initialState(preferences) as State, undefined, createFaultReport(() => actions.notify(t('view.failed'))),
  );
  const t = createTranslate(words.dictionaries, () => store.get().language);
  await arriving.words;
  const player: Player = { current: null, bytes: null };

  const session = createSession(store, sessionUrl(location), decodeMessage, {
    onWelcome(resumed) {
      services.send(watchMessage(store.get()));
      services.actions.resend();
      if (!resumed && store.get().run?.source === 'live') lost(store, services);
    },
    onGone(code) {
      store.set({ copies: 0, copyPlace: null });
      if (store.get().watching) loseSight(code);
      else if (store.get().run) lost(store, services);
      else services.actions.edit(store.get().experiment, { preset: store.get().preset });
    },
    onError(error, code) {
      if (store.get().watching && code === 'full') loseSight(code);
      else if (code !== 'begun') services.actions.warn(error); // A guess that came just too late.
    },
    onUnreadable(error) {
      console.error(error);
      services.actions.notify(t('frame.unreadable'));
    },
  });
  const services = createServices(store, session, { t, words }, player);
  const { actions } = services;

  /** @param code why the run that the page watches is not to be had */
  function loseSight(code: string) {
    if (code === 'after_step' && watched) return void (
      session.hold(watched), session.send({
        type: 'attach', session: watched.session, key: watched.key, after_step: -1,
      })
    );
    store.set(({ watching }) => ({ watching: watching && { ...watching, state: code === 'full' ? 'full' : 'gone' } }));
    session.close();
  }

  const embedded = isEmbedded(location.hash);
  const watched = watchedBy(location.hash);
  const left = embedded || watched ? null : takeSession(tabStore());
  const extent = embedded ? 'embedded' : 'whole';
  if (watched) await beginWatching(store, services);
  mountViews(store, services, extent);
  if (embedded) void mountEmbedBar(services, store);
  byId('hero').addEventListener('pointerdown', () => actions.stopAutoplay(), { capture: true });

  measureRates(store);
  followWatch(store, services.send);
  let complete: Promise<void> | null = null;
  const completed = () =>
    (
      complete ??= mountAfter(store, services, extent)
        .then(() => void (document.documentElement.dataset.ready = 'true'))
    );
  const catalog = await catalogAtLast(() => {
    actions.notify(t('server.unreachable'));
    void completed();
  });
  const { pace, linked, ...chosen } = openingOf(catalog, location.hash, history.state);
  const staying = keptIn(location.hash);
  store.set({
    catalog, ...chosen, ...(staying && { kept: { id: staying, about: null } }), ...(embedded && { lesson: null }),
    ...(watched && { preset: null }), playback: { ...store.get().playback, ...(!watched && { pace }) },
  });
  if (watched) session.hold(watched);
  else syncAddress(store, actions);

  const kept = left && !staying && !chosen.lesson && !chosen.claim
    && sameDocument(left.experiment, withClocksOf(chosen.experiment, left.experiment)) ? left : null;
  if (kept) session.hold(kept.ticket);
  if (!embedded) addEventListener('pagehide', () => leaveSession(tabStore(), store.get(), session.ticket()));
  addEventListener('pageshow', ({ persisted }) => void (persisted && takeSession(tabStore())));

  // Controls and picture in tasks of their own: together they would hold a slow processor for half a second.
  store.flush();
  await new Promise((resolve) => setTimeout(resolve));
  const opening = watched ? null : await arriving.opening;
  const first = opening && !kept && !staying ? beginOpening(opening, store) : null;
  player.current = first;
  // What stands beside the picture comes after it; where nothing is recorded, before: the first step may be refused, in
  // words.
  if (!first) await completed();
  await painted();
  void completed();
  if (!embedded) void mountSidePanels(store, services);
  if (opening && first) void goOnPlaying(player, first, opening);
  session.connect();
  addEventListener('online', () => session.retry());
  // What has no recording shows its first step, measured and not yet updated.
  if (kept || watched) return;
  if (staying) void actions.openKept(staying);
  else if (!player.current) {
    const { lesson, claim } = store.get();
    if (!lesson && (!claim || claim.given)) actions.edit(store.get().experiment, { preset: store.get().preset });
  } else if (linked) player.current.pause();
}

/** The run has gone with its session. */
function lost(store: Store<State>, { actions, t }: Services) {
  const { run } = store.get();
  if (run?.source !== 'live') return;
  store.set({ run: { ...run, state: 'stopped', reason: 'session_lost' } });
  actions.notify(t('session.lost'));
}

/** What a page that watches shows in the place of the controls. */
async function beginWatching(store: Store<State>, services: Services) {
  store.set({
    watching: { state: 'joining', copy: copyIn(location.hash), waiting: false, following: true, look: null },
  });
  await services.loadChunk(() => import('./src/watch/index.ts'), 'watching', 'watching', 'sketch');
}

/** @returns null where the page opens with something else */
function beginOpening(opening: Recording, store: Store<State>): Autoplay | null {
  const { lesson, claim, experiment, run } = store.get();
  if (!opening.facts || lesson || claim || run !== null || !records(opening, experiment)) return null;
  store.set({ facts: opening.facts });
  const autoplay = createAutoplay(store, opening, opening.facts, { whole: false });
  autoplay.begin(!matchMedia('(prefers-reduced-motion: reduce)').matches);
  return autoplay;
}

/** The rest of the recorded run, unless another recording is in its place. */
async function goOnPlaying(player: Player, autoplay: Autoplay, opening: Recording) {
  const all = await fetchRecording(FIRST_RUN);
  if (player.current === autoplay) autoplay.complete(all ?? opening);
}

/** Until what the state shows now is on the screen; without waiting where nobody looks, and nothing is drawn. */
async function painted() {
  if (document.hidden) return;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

async function mountEmbedBar(services: Services, store: Store<State>) {
  const place = document.createElement('div');
  place.className = 'embed-place';
  byId('question').after(place);
  const chunk = await services.loadChunk(() => import('./src/page/embed_bar.ts'), 'takeaway', 'takeaway');
  chunk?.mountEmbedBar(place, store, services);
}

/** @returns asked for again until it comes */
async function catalogAtLast(complain: () => void): Promise<Catalog> {
  for (let asked = arriving.catalog, attempt = 0; ; asked = fetchCatalog(), attempt += 1) {
    const catalog = await asked.catch(() => null);
    if (catalog) return catalog;
    if (attempt === 0) complain();
    await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 1000 * 2 ** attempt)));
  }
}

if (isSupported(document.documentElement)) void open();
