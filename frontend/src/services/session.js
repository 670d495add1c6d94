/**
 * The session with the server: messages go decode → dispatch → store, requests find their replies, frames are
 * acknowledged after they have been drawn.
 *
 * @import { Answer, Cause, Frame, State, Store } from '../state/types.d.ts'
 * @import { Handlers, Surroundings } from '../../connection.js'
 * @import { World } from './frame_gate.js'
 */

import { createConnection } from '../../connection.js';
import { createFrameGate } from './frame_gate.js';
import { readMetadata } from '../protocol/safetensors.js';
import { applyFrame, applyLane, applyMark, applyStatus } from '../state/reducer.js';
import { resumeAfter } from '../state/series.js';
import { applyRelay } from '../watching/relay.js';

/** @typedef {ReturnType<typeof createSession>} Session */
/** @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void, timer: any }} Waiting */

/** Error codes by which the server says that it no longer has the session we wanted back. */
const GONE = ['no_session', 'after_step'];
const REPLY_TIMEOUT = 10_000;

/**
 * @param {Store<State>} store
 * @param {string} url
 * @param {(buffer: ArrayBuffer) => Frame | Answer} decode
 * @param {{ onWelcome: (resumed: boolean) => void, onGone: (code: string) => void, onError: (error: Error, code: string) => void, onUnreadable: (error: unknown) => void }} events
 *   `onUnreadable`: a frame that cannot be decoded, once for each connection
 * @param {Partial<Surroundings & Pick<World, 'now' | 'later'>>} [surroundings]
 */
export function createSession(store, url, decode, events, surroundings) {
  /** @type {Map<string, Waiting>} */
  const waiting = new Map();
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

  const connection = createConnection(url, /** @type {Handlers} */ ({
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
  }), surroundings);

  store.beforeFlush(() => show(gate.take()));
  // Listeners draw in this same turn; this runs right behind them, so that nothing can come between a picture and its acknowledgement.
  store.subscribe(() => void (gate.owes() && queueMicrotask(gate.drawn)));

  /** @param {Frame[]} frames */
  function show(frames) {
    for (const frame of frames) store.attempt(apply, frame);
  }

  /** @param {Frame} frame */
  function apply(frame) {
    store.set((state) => applyFrame(state, frame));
  }

  /** @param {ArrayBuffer} buffer */
  function receiveFrame(buffer) {
    const frame = decoded(buffer);
    if (!frame) return;
    if (!('scalars' in frame) || frame.reply) return settle(/** @type {string} */ (frame.reply), frame);
    gate.arrived(frame);
  }

  /** @param {ArrayBuffer} buffer @returns {Frame | Answer | null} */
  function decoded(buffer) {
    try {
      return decode(buffer);
    } catch (error) {
      pass(buffer, error);
      return null;
    }
  }

  /** What cannot be decoded is a refusal to whoever asked for it; a frame of the run is passed over. @param {ArrayBuffer} buffer @param {unknown} error */
  function pass(buffer, error) {
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

  /** @param {any} message */
  function dispatch(message) {
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

  /** @param {string} id @param {unknown} value */
  function settle(id, value) {
    const request = waiting.get(id);
    if (!request) return;
    waiting.delete(id);
    clearTimeout(request.timer);
    if (value instanceof Error) request.reject(value);
    else request.resolve(value);
  }

  /** @param {{ id?: string, code: string, message: string, cause?: Cause | null }} message */
  function fail({ id, code, message, cause }) {
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
    /**
     * @param {string} kind @param {Record<string, unknown>} [body]
     * @param {{ patience?: number, signal?: AbortSignal }} [options] milliseconds to wait; `signal` gives the request up, here and there
     * @returns {Promise<any>}
     */
    request: (kind, body = {}, { patience = REPLY_TIMEOUT, signal } = {}) => new Promise((resolve, reject) => {
      const id = `q${(requests += 1)}`;
      const timer = setTimeout(() => settle(id, explained('no answer', { type: 'no_answer', parameters: {} })), patience);
      signal?.addEventListener('abort', () => void (waiting.has(id) && connection.send({ type: 'cancel', id })));
      waiting.set(id, { resolve, reject, timer });
      if (!connection.send({ type: 'request', id, kind, ...body })) settle(id, explained('not connected', { type: 'not_connected', parameters: {} }));
    }),
  };
}

/** @param {string} message @param {Cause | null} [cause] @returns {Error} what problemText says in the page's language */
function explained(message, cause) {
  return new Error(message, { cause: cause ?? undefined });
}
