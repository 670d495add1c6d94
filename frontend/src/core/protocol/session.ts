/**
 * The session with the server: messages go decode → dispatch → store, requests find their replies, frames are
 * acknowledged after they have been drawn.
 */

import type { Answer, Cause, Frame, State, Store } from '../model/types.ts';
import { createConnection, type Handlers, type Environment } from './connection.ts';
import { createFrameGate, type World } from './frame_gate.ts';
import { createRequests, explained } from './requests.ts';
import { readMetadata } from './safetensors.ts';
import { applyFrame, applyLane, applyMark, applyStatus } from '../model/reducer.ts';
import { resumeAfter } from '../model/series.ts';
import { applyRelay } from '../model/relay.ts';

export type Session = ReturnType<typeof createSession>;
/** `onUnreadable`: a frame that cannot be decoded, once for each connection */
interface Events {
  onWelcome: (resumed: boolean) => void;
  onGone: (code: string) => void;
  onError: (error: Error, code: string) => void;
  onUnreadable: (error: unknown) => void;
}

/** Error codes by which the server says that it no longer has the session we wanted back. */
const GONE = ['no_session', 'after_step'];

export function createSession(
  store: Store<State>,
  url: string,
  decode: (buffer: ArrayBuffer) => Frame | Answer,
  events: Events,
  environment?: Partial<Environment & Pick<World, 'now' | 'later'>>,
) {
  const requests = createRequests((message) => connection.send(message));
  const gate = createFrameGate({
    now: () => performance.now(),
    ping: (at) => connection.send({ type: 'ping', at }),
    later: (callback, ms) => setTimeout(callback, ms),
    ...environment,
    wake: () => store.set({}),
    acknowledge: (frame) => connection.ack(frame),
    moving: () => store.get().run?.state === 'running',
  });

  const reading = createReading(decode, requests.settle, gate, events.onUnreadable);

  const connection = createConnection(url, {
    onLink: (link) => {
      if (link.state === 'connecting') {
        show(gate.reset());
        reading.begin();
      }
      if (link.state === 'lost') requests.giveUp();
      store.set({ link });
    },
    onMessage: dispatch,
    onFrame: reading.receive,
    resumeAfter: () => lastKnown(store.get()),
  } as Handlers, environment);

  store.beforeFlush(() => show(gate.take()));
  // Listeners draw in this same turn; this runs right behind them, so that nothing can come between a picture and its
  // acknowledgement.
  store.subscribe(() => void (gate.owes() && queueMicrotask(gate.drawn)));

  function show(frames: Frame[]) {
    for (const frame of frames) store.attempt(apply, frame);
  }

  function apply(frame: Frame) {
    store.set((state) => applyFrame(state, frame));
  }

  function dispatch(message: any) {
    switch (message.type) {
      case 'welcome':
        gate.setCredits(message.limits.frames_in_flight);
        return events.onWelcome(message.resumed);
      case 'status':
        store.set((state) => applyStatus(state, message));
        if (message.state !== 'failed' || !message.reason) return;
        return events.onError(explained(message.reason, message.cause), 'failed');
      case 'lane': return store.set((state) => applyLane(state, message));
      case 'mark': return store.set((state) => applyMark(state, message));
      case 'reply': return requests.settle(message.id, message);
      case 'pong': return gate.ponged(message.at);
      case 'error': return fail(message);
      default: return store.set((state) => applyRelay(state, message));
    }
  }

  function fail({ id, code, message, cause }: { id?: string, code: string, message: string, cause?: Cause | null }) {
    const error = explained(message, cause ?? { type: code, parameters: {} });
    if (id && requests.has(id)) return requests.settle(id, error);
    if (!GONE.includes(code)) return events.onError(error, code);
    connection.adopt();
    events.onGone(code);
  }

  const { connect, send, retry, hold, ticket } = connection;
  return {
    connect, send, retry, hold, ticket,
    request: requests.request,
    close() {
      connection.close();
      requests.giveUp();
    },
  };
}

/** Of what the server sends in bytes the answers go to whoever asked, the frames of the run to the gate. */
function createReading(
  decode: (buffer: ArrayBuffer) => Frame | Answer,
  settle: (id: string, value: unknown) => void,
  gate: ReturnType<typeof createFrameGate>,
  onUnreadable: Events['onUnreadable'],
) {
  /** Whether that has been said of this connection. */
  let unreadable = false;

  function receive(buffer: ArrayBuffer) {
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
    const cause = { type: 'unreadable', parameters: {} };
    if (reply) return settle(reply, explained('the answer cannot be read', cause));
    gate.passed(frame === undefined ? null : Number(frame));
    if (!unreadable) onUnreadable(error);
    unreadable = true;
  }

  return {
    receive,
    /** On another connection. */
    begin() {
      unreadable = false;
    },
  };
}

/** The last step whose scalars are complete, −1 for none. */
function lastKnown({ run }: State): number {
  return run?.source === 'live' ? resumeAfter(run.lanes) : -1;
}
