/**
 * The one module that owns a socket. It reconnects with growing pauses, attaches to the session it had,
 * notices a silent line, and acknowledges frames only when told that they have been drawn.
 */

import { inRoom, newRoom } from './ticket.ts';

export type Link = { state: 'connecting' | 'open' | 'lost', retryAt: number | null };
/** `viewerKey`: what lets others watch, where it is one's own. */
export type Ticket = { session: string, key: string, viewerKey?: string };
export interface Handlers {
  onLink: (link: Link) => void;
  /** every text message but the heartbeat */ onMessage: (message: any) => void;
  onFrame: (buffer: ArrayBuffer) => void;
  /** the last step whose scalars are complete, -1 for none */ resumeAfter: () => number;
}
/** what a test replaces */
export interface Environment {
  open: (url: string) => WebSocket;
  /** milliseconds */ now: () => number;
  /** uniform in [0, 1) */ random: () => number;
  setTimeout: (callback: () => void, ms: number) => any;
  clearTimeout: (handle: any) => void;
}
export type Connection = ReturnType<typeof createConnection>;

const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 15_000;
/**
 * The server sends a heartbeat after 15 s of silence; after this much we ask, and after the next we give the line up.
 */
const SILENCE = 20_000;
const ANSWER = 5_000;

const BROWSER: Environment = {
  open: (address) => new WebSocket(address),
  now: () => Date.now(),
  random: () => Math.random(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle),
};

/**
 * Exponential back-off with jitter: between half and all of 0.4 s, 0.8 s, 1.6 s … at most 15 s.
 * @param attempt from 0
 * @returns milliseconds
 */
export function reconnectDelay(attempt: number, random: () => number): number {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
  return Math.round(longest * (0.5 + 0.5 * random()));
}

/** @returns the session's address, relative to the page: it works under any sub-path */
export function sessionUrl(page: URL | Location): string {
  const url = new URL('api/session', page.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  url.search = '';
  return url.href;
}

export function createConnection(url: string, handlers: Handlers, environment: Partial<Environment> = {}) {
  const world: Environment = { ...BROWSER, ...environment };
  const silence = createSilence(world, () => send({ type: 'ping', at: world.now() }), abandon);
  let socket: WebSocket | null = null;
  let ticket: Ticket | null = null;
  /** of the first session */
  const room = newRoom();
  /** what the newest welcome offered */
  let offered: Ticket | null = null;
  let attempt = 0;
  let closed = false;
  let retryTimer: unknown = null;

  function connect() {
    world.clearTimeout(retryTimer);
    retryTimer = null;
    if (closed) return;
    handlers.onLink({ state: 'connecting', retryAt: null });
    const fresh = world.open(inRoom(url, ticket?.session ?? room));
    fresh.binaryType = 'arraybuffer';
    socket = fresh;
    fresh.onmessage = ({ data }) => socket === fresh && receive(data);
    fresh.onclose = () => socket === fresh && lose();
    fresh.onerror = () => {};
    silence.listen();
  }

  function lose() {
    silence.end();
    socket = null;
    if (closed) return;
    const pause = reconnectDelay(attempt, world.random);
    attempt += 1;
    handlers.onLink({ state: 'lost', retryAt: world.now() + pause });
    retryTimer = world.setTimeout(connect, pause);
  }

  /** A half-open line never fires `close` by itself. */
  function abandon() {
    const silent = socket;
    lose();
    silent?.close();
  }

  function receive(data: string | ArrayBuffer) {
    silence.listen();
    if (typeof data !== 'string') return handlers.onFrame(data);
    const message = JSON.parse(data);
    if (message.type === 'heartbeat') return;
    if (message.type === 'welcome') return welcome(message);
    handlers.onMessage(message);
  }

  function welcome(message: any) {
    attempt = 0;
    const held = ticket;
    offered = { session: message.session, key: message.key, viewerKey: message.viewer_key };
    const resumed = held !== null && held.session !== message.session;
    if (resumed) {
      send({ type: 'attach', session: held.session, key: held.key, after_step: handlers.resumeAfter() });
    } else ticket = offered;
    handlers.onLink({ state: 'open', retryAt: null });
    handlers.onMessage({ ...message, resumed });
  }

  /** @returns false when the line is not open */
  function send(message: Record<string, unknown>): boolean {
    if (socket?.readyState !== 1) return false;
    socket.send(JSON.stringify(message));
    return true;
  }

  return {
    connect,
    send,
    /** @param frame the last frame drawn */
    ack: (frame: number) => void send({ type: 'ack', frame }),
    /** The session we held is gone on the server: go on with the one that this connection was offered. */
    adopt() {
      ticket = offered;
    },
    /** Attach to a session of before, from the next welcome on. */
    hold(kept: Ticket) {
      ticket = kept;
    },
    /** What opens the session that we hold. */
    ticket: () => ticket,
    /** Try again now. */
    retry() {
      if (socket === null && !closed) connect();
    },
    close() {
      closed = true;
      world.clearTimeout(retryTimer);
      silence.end();
      socket?.close();
      socket = null;
    },
  };
}

/**
 * Notices that a line has gone silent.
 * @param ask for a sign of life
 * @param abandon no sign came
 */
function createSilence(world: Environment, ask: () => void, abandon: () => void) {
  let timer: unknown = null;
  return {
    /** From now on. */
    listen() {
      world.clearTimeout(timer);
      timer = world.setTimeout(() => {
        ask();
        timer = world.setTimeout(abandon, ANSWER);
      }, SILENCE);
    },
    end: () => world.clearTimeout(timer),
  };
}
