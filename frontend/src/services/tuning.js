/**
 * Knobs that are turned while a run goes on: judged by the server, then sent to the run that they were turned for. Where that run
 * does not get them the page takes them back, so that it shows what the run has.
 *
 * @import { Change, Experiment, Part, RunView, State, Store } from '../state/types.d.ts'
 * @import { Session } from './session.js'
 * @import { Verdict } from './experiment_api.js'
 */

import { setAt } from '../state/experiment.js';
import { isLive } from '../state/reducer.js';

/** @typedef {{ learning_rate?: number, clip?: Part, bptt?: Part }} Turn */
/** @typedef {{ lane: number, turn: Turn }} Sent */

const QUIET = 120;

/**
 * @param {Store<State>} store
 * @param {Pick<Session, 'send' | 'request'>} session
 * @param {(experiment: Experiment) => Promise<Verdict>} validate
 * @param {{ accept: (verdict: Verdict) => boolean, unreachable: () => void, begun: () => Promise<unknown> }} run
 *   `begun` settles when no start is on its way any more
 * @returns {{ turn: (lane: number, turn: Turn) => void, forget: () => void }} `forget`: the next run has what was turned in its document
 */
export function createTuning(store, session, validate, run) {
  /** The run that all this is for. */
  let id = '';
  /** Turned and not sent yet, for each lane. @type {Map<number, Turn>} */
  const turned = new Map();
  /** Sent, and not answered by a mark yet. @type {Sent[]} */
  let sent = [];
  let marks = 0;
  let lost = false;
  /** @type {any} */
  let timer = null;

  /** @param {RunView} view */
  function beginWith(view) {
    forget();
    [id, sent, marks] = [view.id, [], view.marks.length];
  }

  function forget() {
    clearTimeout(timer);
    timer = null;
    turned.clear();
  }

  /** @param {number} lane @param {Turn} turn */
  function turnKnobs(lane, turn) {
    const { experiment, run: view } = store.get();
    if (view && view.id !== id) beginWith(view);
    store.set({ experiment: tunedExperiment(experiment, lane, turn) });
    turned.set(lane, { ...turned.get(lane), ...turn });
    timer ??= setTimeout(() => void judge(id), QUIET);
  }

  /** @param {string} mine @returns {boolean} whether the run that it was turned for is there and goes on */
  function isThere(mine) {
    const { run: view } = store.get();
    return view?.id === mine && isLive(view);
  }

  /** @param {string} mine */
  async function judge(mine) {
    timer = null;
    await run.begun();
    const judged = new Map(turned);
    const verdict = isThere(mine) ? await validate(store.get().experiment).catch(() => null) : null;
    if (mine !== id) return; // Another run has knobs of its own that were turned.
    if (!isThere(mine)) return takeBack();
    if (verdict && !run.accept(verdict)) return; // It stands beside its field what is wrong, and goes once that is mended.
    if (verdict && send(judged)) return;
    run.unreachable();
    takeBack();
  }

  /** @param {Map<number, Turn>} judged @returns {boolean} */
  function send(judged) {
    for (const [lane, turn] of judged) {
      if (!session.send({ type: 'tune', lane, ...turn })) return false;
      sent.push({ lane, turn });
      if (turned.get(lane) === turn) turned.delete(lane);
    }
    return true;
  }

  /** The page shows what the run has, with what is on its way to it. */
  function takeBack() {
    const { run: view } = store.get();
    const touched = [...[...turned].map(([lane, turn]) => ({ lane, turn })), ...sent];
    if (!isThere(id)) sent = [];
    const had = view ? touched.map(({ lane, turn }) => ({ lane, turn: knobsOf(view, lane, Object.keys(turn)) })) : [];
    store.set(({ experiment }) => ({ experiment: [...had, ...sent].reduce((document, { lane, turn }) => tunedExperiment(document, lane, turn), experiment) }));
    forget();
  }

  /** @param {RunView} view */
  function readMarks(view) {
    for (const { lane, change } of view.marks.slice(marks)) {
      const place = sent.findIndex((one) => one.lane === lane && Object.keys(one.turn).every((name) => name in change));
      if (place >= 0) sent.splice(place, 1);
    }
    marks = view.marks.length;
  }

  /** Marks that were missed come with the line, before this answer: what has none then did not arrive. */
  async function sendAgain() {
    const mine = id;
    await session.request('document').catch(() => null);
    store.flush();
    if (mine !== id || !isThere(mine)) return;
    for (const { lane, turn } of sent) session.send({ type: 'tune', lane, ...turn });
  }

  store.subscribe(({ run: view, link }) => {
    if (view?.id === id && view.marks.length !== marks) readMarks(view);
    if (sent.length && !isThere(id)) takeBack();
    if (link.state === 'open' && lost && sent.length) void sendAgain();
    lost = link.state === 'lost' || (lost && link.state !== 'open');
  });

  return { turn: turnKnobs, forget };
}

/** @param {Experiment} experiment @param {number} lane @param {Turn} turn @returns {Experiment} */
export function tunedExperiment(experiment, lane, { learning_rate: rate, clip, bptt }) {
  if (!experiment.lanes[lane]) return experiment;
  const withRate = rate === undefined ? experiment : setAt(experiment, ['lanes', lane, 'optimizer', 'learning_rate'], rate);
  const withClip = clip === undefined ? withRate : setAt(withRate, ['lanes', lane, 'clip'], clip);
  return bptt === undefined ? withClip : setAt(withClip, ['lanes', lane, 'bptt'], bptt);
}

/** @param {RunView} run @param {number} lane @param {string[]} names @returns {Turn} what the run has there now, empty where it has no such lane */
function knobsOf({ experiment }, lane, names) {
  const own = experiment.lanes[lane];
  if (!own) return {};
  const changed = Object.assign({}, ...(own.changes ?? []).map(told));
  const knobs = { learning_rate: Number(own.optimizer.learning_rate), clip: own.clip, bptt: own.bptt, ...changed };
  return Object.fromEntries(Object.entries(knobs).filter(([name]) => names.includes(name)));
}

/** @param {Change} change @returns {Turn} without what it leaves as it was */
function told({ learning_rate: rate, clip, bptt }) {
  return { ...(rate != null && { learning_rate: rate }), ...(clip && { clip }), ...(bptt && { bptt }) };
}
