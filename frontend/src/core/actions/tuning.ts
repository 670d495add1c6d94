/**
 * Knobs that are turned while a run goes on: judged by the server, then sent to the run that they were turned for.
 * Where that run does not get them the page takes them back, so that it shows what the run has.
 */

import type { Change, Experiment, Part, RunView, State, Store } from '../model/types.ts';
import type { Session } from '../protocol/session.ts';
import type { Verdict } from '../protocol/experiment_api.ts';
import { setAt } from '../model/experiment.ts';
import { isLive } from '../model/reducer.ts';

export type Turn = { learning_rate?: number, clip?: Part, bptt?: Part };
export type Sent = { lane: number, turn: Turn };

const QUIET = 120;

/**
 * @param run `begun` settles when no start is on its way any more
 * @returns `forget`: the next run has what was turned in its document
 */
export function createTuning(
  store: Store<State>,
  session: Pick<Session, 'send' | 'request'>,
  validate: (experiment: Experiment) => Promise<Verdict>,
  run: { accept: (verdict: Verdict) => boolean, unreachable: () => void, begun: () => Promise<unknown> },
): { turn: (lane: number, turn: Turn) => void, forget: () => void } {
  /** The run that all this is for. */
  let id = '';
  /** Turned and not sent yet, for each lane. */
  const turned = new Map<number, Turn>();
  /** Sent, and not answered by a mark yet. */
  let sent: Sent[] = [];
  let marks = 0;
  let lost = false;
  let timer: any = null;

  function beginWith(view: RunView) {
    forget();
    [id, sent, marks] = [view.id, [], view.marks.length];
  }

  function forget() {
    clearTimeout(timer);
    timer = null;
    turned.clear();
  }

  function turnKnobs(lane: number, turn: Turn) {
    const { experiment, run: view } = store.get();
    if (view && view.id !== id) beginWith(view);
    store.set({ experiment: tunedExperiment(experiment, lane, turn) });
    turned.set(lane, { ...turned.get(lane), ...turn });
    timer ??= setTimeout(() => void judge(id), QUIET);
  }

  /** @returns whether the run that it was turned for is there and goes on */
  function isThere(mine: string): boolean {
    const { run: view } = store.get();
    return view?.id === mine && isLive(view);
  }

  async function judge(mine: string) {
    timer = null;
    await run.begun();
    const judged = new Map(turned);
    const verdict = isThere(mine) ? await validate(store.get().experiment).catch(() => null) : null;
    if (mine !== id) return; // Another run has knobs of its own that were turned.
    if (!isThere(mine)) return takeBack();
    // It stands beside its field what is wrong, and goes once that is mended.
    if (verdict && !run.accept(verdict)) return;
    if (verdict && send(judged)) return;
    run.unreachable();
    takeBack();
  }

  function send(judged: Map<number, Turn>): boolean {
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
    store.set(({ experiment }) => ({
      experiment: [...had, ...sent].reduce(
        (document, { lane, turn }) => tunedExperiment(document, lane, turn), experiment,
      ),
    }));
    forget();
  }

  function readMarks(view: RunView) {
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

export function tunedExperiment(
  experiment: Experiment,
  lane: number,
  { learning_rate: rate, clip, bptt }: Turn,
): Experiment {
  if (!experiment.lanes[lane]) return experiment;
  const withRate =
    rate === undefined ? experiment : setAt(experiment, ['lanes', lane, 'optimizer', 'learning_rate'], rate);
  const withClip = clip === undefined ? withRate : setAt(withRate, ['lanes', lane, 'clip'], clip);
  return bptt === undefined ? withClip : setAt(withClip, ['lanes', lane, 'bptt'], bptt);
}

/** @returns what the run has there now, empty where it has no such lane */
function knobsOf({ experiment }: RunView, lane: number, names: string[]): Turn {
  const own = experiment.lanes[lane];
  if (!own) return {};
  const changed = Object.assign({}, ...(own.changes ?? []).map(told));
  const knobs = { learning_rate: Number(own.optimizer.learning_rate), clip: own.clip, bptt: own.bptt, ...changed };
  return Object.fromEntries(Object.entries(knobs).filter(([name]) => names.includes(name)));
}

/** @returns without what it leaves as it was */
function told({ learning_rate: rate, clip, bptt }: Change): Turn {
  return { ...(rate != null && { learning_rate: rate }), ...(clip && { clip }), ...(bptt && { bptt }) };
}
