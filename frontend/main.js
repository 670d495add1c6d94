/**
 * The page's one entry: words, store, session, views; then the catalog, the recorded run and the line to the server.
 *
 * @import { Catalog, Facts, State } from './src/state/types.d.ts'
 * @import { Autoplay } from './src/services/autoplay.js'
 * @import { Recording } from './src/protocol/recording.js'
 */

import { sessionUrl } from './connection.js';
import { decodeMessage } from './src/protocol/answer.js';
import { decodeRecording } from './src/protocol/recording.js';
import { openingOf, syncAddress } from './src/services/address.js';
import { createAutoplay, records } from './src/services/autoplay.js';
import { fetchCatalog, validateExperiment } from './src/services/experiment_api.js';
import { createServices } from './src/services/index.js';
import { localStore, readPreferences } from './src/services/preferences.js';
import { measureRates } from './src/services/rates.js';
import { createSession } from './src/services/session.js';
import { followWatch, watchMessage } from './src/services/watch_panels.js';
import { initialState } from './src/state/initial.js';
import { createStore } from './src/state/store.js';
import { createTranslate, loadWords, preferredLanguage } from './src/text/i18n.js';
import { mountActivation } from './src/views/activation.js';
import { mountAnnouncer } from './src/views/announcer.js';
import { mountCards } from './src/views/cards.js';
import { mountControls } from './src/views/controls.js';
import { mountHero } from './src/views/hero.js';
import { mountInspector } from './src/views/inspector.js';
import { mountKeyboard } from './src/views/keyboard.js';
import { mountKeysHelp } from './src/views/keys_help.js';
import { mountLoss } from './src/views/loss.js';
import { mountMeasurements } from './src/views/measurements.js';
import { mountQuestion } from './src/views/question.js';
import { mountSpectrum } from './src/views/spectrum.js';
import { mountPage } from './src/views/theme.js';
import { mountTip } from './src/views/tip.js';
import { mountTry } from './src/views/try/try_area.js';
import { mountTopbar } from './src/views/topbar.js';
import { mountTransport } from './src/views/transport.js';

const RECORDING = 'recordings/first-run.safetensors';

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Asked for at once, side by side. */
const arriving = { words: loadWords(), catalog: fetchCatalog(), recorded: fetchRecorded() };
arriving.catalog.catch(() => {});

/** @returns {Promise<{ recording: Recording, facts: Facts } | null>} null where none can be had: the page does without */
async function fetchRecorded() {
  try {
    const response = await fetch(RECORDING);
    if (!response.ok) return null;
    const recording = decodeRecording(await response.arrayBuffer());
    const verdict = await validateExperiment(recording.experiment);
    return 'facts' in verdict ? { recording, facts: verdict.facts } : null;
  } catch {
    return null;
  }
}

async function open() {
  const store = createStore(/** @type {State} */ (initialState({ language: preferredLanguage(navigator.languages), ...readPreferences(localStore()) })));
  const t = createTranslate(await arriving.words, () => store.get().language);
  /** @type {Autoplay | null} */
  let autoplay = null;

  const session = createSession(store, sessionUrl(location), decodeMessage, {
    onWelcome(resumed) {
      session.send(watchMessage(store.get()));
      services.actions.resend();
      if (!resumed && store.get().run?.source === 'live') lost();
    },
    onGone: lost,
    onError: (error) => services.actions.warn(error),
  });
  const services = createServices(store, session, t, () => autoplay);
  const { actions } = services;

  function lost() {
    const { run } = store.get();
    if (run?.source !== 'live') return;
    store.set({ run: { ...run, state: 'stopped', reason: 'session_lost' } });
    actions.notify(t('session.lost'));
  }

  mountPage(store, t);
  // Before whatever writes words: a canvas whose font is set with words changed makes the browser style the page on the spot.
  mountHero(byId('hero'), store, services);
  mountTopbar(byId('topbar'), store, services);
  mountControls(byId('controls'), store, services);
  mountQuestion(byId('question'), store, services);
  mountTransport(byId('transport'), store, services);
  mountCards(byId('cards'), store, services);
  mountKeysHelp(document.body, store, services);
  mountAnnouncer({ polite: byId('announcer'), assertive: byId('alarm') }, store, services);
  mountTip();
  mountKeyboard(store, actions);
  mountLoss(byId('loss'), store, services);
  mountSpectrum(byId('spectrum'), store, services);
  mountActivation(byId('activation'), store, services);
  mountInspector(byId('inspector'), store, services);
  mountMeasurements({ centre: byId('measurements'), side: byId('measurements-side') }, store, services);
  mountTry(byId('try'), store, services);
  byId('hero').addEventListener('pointerdown', () => actions.stopAutoplay(), { capture: true });
  document.documentElement.dataset.ready = 'true';

  measureRates(store);
  followWatch(store, session.send);
  const catalog = await catalogAtLast(() => actions.notify(t('server.unreachable')));
  const { pace, linked, ...opening } = openingOf(catalog, location.hash);
  store.set({ catalog, ...opening, playback: { ...store.get().playback, pace } });
  syncAddress(store, actions);

  const recorded = await arriving.recorded;
  if (recorded && records(recorded.recording, store.get().experiment) && store.get().run === null) {
    store.set({ facts: recorded.facts });
    autoplay = createAutoplay(store, recorded.recording, recorded.facts);
    autoplay.begin(!matchMedia('(prefers-reduced-motion: reduce)').matches);
  }
  session.connect();
  addEventListener('online', () => session.retry());
  // What has no recording shows its first step, measured and not yet updated.
  if (!autoplay) actions.edit(store.get().experiment, { preset: store.get().preset });
  else if (linked) autoplay.pause();
}

/** @param {() => void} complain @returns {Promise<Catalog>} asked for again until it comes */
async function catalogAtLast(complain) {
  for (let asked = arriving.catalog, attempt = 0; ; asked = fetchCatalog(), attempt += 1) {
    const catalog = await asked.catch(() => null);
    if (catalog) return catalog;
    if (attempt === 0) complain();
    await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 1000 * 2 ** attempt)));
  }
}

void open();
