/**
 * The session with the server: messages go decode → dispatch → store, requests find their replies, frames are
 * acknowledged after they have been drawn.
 */

import type { Answer, Cause, Frame, State, Store } from '../model/types.ts';
import { createConnection, type Handlers, type Surroundings } from './connection.ts';
import { createFrameGate, type World } from './frame_gate.ts';
import { readMetadata } from './safetensors.ts';
import { applyFrame, applyLane, applyMark, applyStatus } from '../model/reducer.ts';
import { resumeAfter } from '../model/series.ts';
import { applyRelay } from '../model/relay.ts';

export type Session = ReturnType<typeof createSession>;
export type Waiting = { resolve: (value: any) => void, reject: (error: Error) => void, timer: any };

/** Error codes by which the server says that it no longer has the session we wanted back. */
const GONE = ['no_session', 'after_step'];
const REPLY_TIMEOUT = 10_000;

/** @param events `onUnreadable`: a frame that cannot be decoded, once for each connection */
export function createSession(
  store: Store<State>,
  url: string,
  decode: (buffer: ArrayBuffer) => Frame | Answer,
  events: { onWelcome: (resumed: boolean) => void, onGone: (code: string) => void, onError: (error: Error, code: string) => void, onUnreadable: (error: unknown) => void },
  surroundings?: Partial<Surroundings & Pick<World, 'now' | 'later'>>,
) {
  const waiting = new Map<string, Waiting>();
  let requests = 0;
  let unreadable = false;
  const gate = createFrameGate({
    now: () => performance.now(),
    ping: (at) => connection.send({ type: 'ping', at }),
    later: (callback, ms) => setTimeout(callback, ms),
    ...surroundings,
    wake: () => store.set({}),
    acknowledge: (frame) => connection.ack(frame),
    moving: () => store.get().run?.state === 'running',
  });

  const connection = createConnection(url, {
    onLink: (link) => {
      if (link.state === 'connecting') {
        show(gate.reset());
        unreadable = false;
      }
      if (link.state === 'lost') giveUp();
      store.set({ link });
    },
    onMessage: dispatch,
    onFrame: receiveFrame,
    resumeAfter: () => {
      const { run } = store.get();
      return run?.source === 'live' ? resumeAfter(run.lanes) : -1;
    },
  } as Handlers, surroundings);

  store.beforeFlush(() => show(gate.take()));
  // Listeners draw in this same turn; this runs right behind them, so that nothing can come between a picture and its acknowledgement.
  store.subscribe(() => void (gate.owes() && queueMicrotask(gate.drawn)));

  function show(frames: Frame[]) {
    for (const frame of frames) store.attempt(apply, frame);
  }

  function apply(frame: Frame) {
    store.set((state) => applyFrame(state, frame));
  }

  function receiveFrame(buffer: ArrayBuffer) {
    const frame = decoded(buffer);
    if (!frame) return;
    if (!('scalars' in frame) || frame.reply) return settle(frame.reply as string, frame);
    gate.arrived(frame);
  }

  function decoded(buffer: ArrayBuffer): Frame | Answer | null {
    try {
      return decode(buffer);
    } catch (error) {
      pass(buffer, error);
      return null;
    }
  }

  /** What cannot be decoded is a refusal to whoever asked for it; a frame of the run is passed over. */
  function pass(buffer: ArrayBuffer, error: unknown) {
    const { reply, frame } = readMetadata(buffer);
    if (reply) return settle(reply, explained('the answer cannot be read', { type: 'unreadable', parameters: {} }));
    gate.passed(frame === undefined ? null : Number(frame));
    if (!unreadable) events.onUnreadable(error);
    unreadable = true;
  }

  /** The answers to what has been asked on a line that is cut do not come any more. */
  function giveUp() {
    for (const id of [...waiting.keys()]) settle(id, explained('not connected', { type: 'not_connected', parameters: {} }));
  }

  function dispatch(message: any) {
    switch (message.type) {
      case 'welcome':
        gate.setCredits(message.limits.frames_in_flight);
        return events.onWelcome(message.resumed);
      case 'status':
        store.set((state) => applyStatus(state, message));
        if (message.state === 'failed' && message.reason) events.onError(explained(message.reason, message.cause), 'failed');
        return;
      case 'lane': return store.set((state) => applyLane(state, message));
      case 'mark': return store.set((state) => applyMark(state, message));
      case 'reply': return settle(message.id, message);
      case 'pong': return gate.ponged(message.at);
      case 'error': return fail(message);
      default: return store.set((state) => applyRelay(state, message));
    }
  }

  function settle(id: string, value: unknown) {
    const request = waiting.get(id);
    if (!request) return;
    waiting.delete(id);
    clearTimeout(request.timer);
    if (value instanceof Error) request.reject(value);
    else request.resolve(value);
  }

  function fail({ id, code, message, cause }: { id?: string, code: string, message: string, cause?: Cause | null }) {
    const error = explained(message, cause ?? { type: code, parameters: {} });
    if (id && waiting.has(id)) return settle(id, error);
    if (!GONE.includes(code)) return events.onError(error, code);
    connection.adopt();
    events.onGone(code);
  }

  return {
    connect: connection.connect,
    send: connection.send,
    retry: connection.retry,
    hold: connection.hold,
    ticket: connection.ticket,
    close() {
      connection.close();
      giveUp();
    },
    /** @param options milliseconds to wait; `signal` gives the request up, here and there */
    request: (kind: string, body: Record<string, unknown> = {}, { patience = REPLY_TIMEOUT, signal }: { patience?: number, signal?: AbortSignal } = {}): Promise<any> => new Promise((resolve, reject) => {
      const id = `q${(requests += 1)}`;
      const timer = setTimeout(() => settle(id, explained('no answer', { type: 'no_answer', parameters: {} })), patience);
      signal?.addEventListener('abort', () => void (waiting.has(id) && connection.send({ type: 'cancel', id })));
      waiting.set(id, { resolve, reject, timer });
      if (!connection.send({ type: 'request', id, kind, ...body })) settle(id, explained('not connected', { type: 'not_connected', parameters: {} }));
    }),
  };
}

/** @returns what problemText says in the page's language */
function explained(message: string, cause?: Cause | null): Error {
  return new Error(message, { cause: cause ?? undefined });
}
