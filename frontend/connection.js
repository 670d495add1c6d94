/**
 * The one module that owns a socket. It reconnects with growing pauses, attaches to the session it had,
 * notices a silent line, and acknowledges frames only when told that they have been drawn.
 */

/** @typedef {{ state: 'connecting' | 'open' | 'lost', retryAt: number | null }} Link */
/** `viewerKey`: what lets others watch, where it is one's own. @typedef {{ session: string, key: string, viewerKey?: string }} Ticket */
/**
 * @typedef {object} Handlers
 * @property {(link: Link) => void} onLink
 * @property {(message: any) => void} onMessage every text message but the heartbeat
 * @property {(buffer: ArrayBuffer) => void} onFrame
 * @property {() => number} resumeAfter the last step whose scalars are complete, -1 for none
 */
/**
 * @typedef {object} Surroundings what a test replaces
 * @property {(url: string) => WebSocket} open
 * @property {() => number} now milliseconds
 * @property {() => number} random uniform in [0, 1)
 * @property {(callback: () => void, ms: number) => any} setTimeout
 * @property {(handle: any) => void} clearTimeout
 */
/** @typedef {ReturnType<typeof createConnection>} Connection */

const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 15_000;
/** The server sends a heartbeat after 15 s of silence; after this much we ask, and after the next we give the line up. */
const SILENCE = 20_000;
const ANSWER = 5_000;

/**
 * Exponential back-off with jitter: between half and all of 0.4 s, 0.8 s, 1.6 s … at most 15 s.
 * @param {number} attempt from 0
 * @param {() => number} random
 * @returns {number} milliseconds
 */
export function reconnectDelay(attempt, random) {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
  return Math.round(longest * (0.5 + 0.5 * random()));
}

/**
 * @param {URL | Location} page
 * @returns {string} the session's address, relative to the page: it works under any sub-path
 */
export function sessionUrl(page) {
  const url = new URL('api/session', page.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  url.search = '';
  return url.href;
}

/**
 * @param {string} url
 * @param {Handlers} handlers
 * @param {Partial<Surroundings>} [surroundings]
 */
export function createConnection(url, handlers, surroundings = {}) {
  const world = /** @type {Surroundings} */ ({
    open: (address) => new WebSocket(address),
    now: () => Date.now(),
    random: Math.random,
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (handle) => clearTimeout(handle),
    ...surroundings,
  });
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {Ticket | null} */
  let ticket = null;
  /** @type {Ticket | null} what the newest welcome offered */
  let offered = null;
  let attempt = 0;
  let closed = false;
  /** @type {unknown} */
  let retryTimer = null;
  /** @type {unknown} */
  let silenceTimer = null;

  function connect() {
    world.clearTimeout(retryTimer);
    retryTimer = null;
    if (closed) return;
    handlers.onLink({ state: 'connecting', retryAt: null });
    const fresh = world.open(url);
    fresh.binaryType = 'arraybuffer';
    socket = fresh;
    fresh.onmessage = ({ data }) => socket === fresh && receive(data);
    fresh.onclose = () => socket === fresh && lose();
    fresh.onerror = () => {};
    listenForSilence();
  }

  function lose() {
    world.clearTimeout(silenceTimer);
    socket = null;
    if (closed) return;
    const pause = reconnectDelay(attempt, world.random);
    attempt += 1;
    handlers.onLink({ state: 'lost', retryAt: world.now() + pause });
    retryTimer = world.setTimeout(connect, pause);
  }

  function listenForSilence() {
    world.clearTimeout(silenceTimer);
    silenceTimer = world.setTimeout(() => {
      send({ type: 'ping', at: world.now() });
      silenceTimer = world.setTimeout(abandon, ANSWER);
    }, SILENCE);
  }

  /** A half-open line never fires `close` by itself. */
  function abandon() {
    const silent = socket;
    lose();
    silent?.close();
  }

  /** @param {string | ArrayBuffer} data */
  function receive(data) {
    listenForSilence();
    if (typeof data !== 'string') return handlers.onFrame(data);
    const message = JSON.parse(data);
    if (message.type === 'heartbeat') return;
    if (message.type === 'welcome') return welcome(message);
    handlers.onMessage(message);
  }

  /** @param {any} message */
  function welcome(message) {
    attempt = 0;
    const held = ticket;
    offered = { session: message.session, key: message.key, viewerKey: message.viewer_key };
    if (held && held.session !== message.session) send({ type: 'attach', session: held.session, key: held.key, after_step: handlers.resumeAfter() });
    else ticket = offered;
    handlers.onLink({ state: 'open', retryAt: null });
    handlers.onMessage({ ...message, resumed: held !== null && held.session !== message.session });
  }

  /** @param {Record<string, unknown>} message @returns {boolean} false when the line is not open */
  function send(message) {
    if (socket?.readyState !== 1) return false;
    socket.send(JSON.stringify(message));
    return true;
  }

  return {
    connect,
    send,
    /** @param {number} frame the last frame drawn */
    ack: (frame) => void send({ type: 'ack', frame }),
    /** The session we held is gone on the server: go on with the one that this connection was offered. */
    adopt() {
      ticket = offered;
    },
    /** Attach to a session of before, from the next welcome on. @param {Ticket} kept */
    hold(kept) {
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
      world.clearTimeout(silenceTimer);
      socket?.close();
      socket = null;
    },
  };
}
