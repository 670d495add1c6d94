/**
 * When charts draw: at most so often, only in sight, one chart an animation frame, and the dear ones less often.
 * Every draw goes through a turn, one for a new size too: so no two of them ever share an animation frame.
 */
export type Clock = {
  now(): number;
  nextFrame(callback: () => void): void;
  later(callback: () => void, delay: number): void;
};

/** Redraws a second of one chart. */
export const MAX_RATE = 8;
/**
 * Of the time, what one chart may take: a draw longer than an animation frame costs the picture in the middle a frame.
 */
export const SHARE = 0.05;
/** Milliseconds that a chart is at most behind, however dear it is. */
export const LONGEST_WAIT = 1000;

const PAGE_CLOCK: Clock = {
  now: () => performance.now(),
  nextFrame: (callback) => void requestAnimationFrame(callback),
  later: (callback, delay) => void setTimeout(callback, delay),
};

/** A queue shared by charts: one of them draws in each animation frame. */
export function createQueue(clock: Clock) {
  const waiting: (() => void)[] = [];
  function drawOne() {
    const draw = waiting.shift();
    if (waiting.length) clock.nextFrame(drawOne); // Before it draws: one that fails must not stop the others.
    draw?.();
  }
  return {
    add(draw: () => void) {
      waiting.push(draw);
      if (waiting.length === 1) clock.nextFrame(drawOne);
    },
  };
}

/**
 * One chart's turn: requests are merged, and drawn when the rate allows it and the chart is in sight.
 * @param rate redraws a second
 */
export function createTurns(
  draw: () => void,
  queue: { add(draw: () => void): void },
  clock: Clock,
  rate = MAX_RATE,
) {
  let wanted = false;
  let planned = false;
  let visible = true;
  let ended = false;
  let last = -Infinity;
  let cost = 0;
  let took = 0;

  /** The plan in force; a timer of an older one does nothing. */
  let plans = 0;

  /** @param soon without waiting for the rate */
  function plan(soon = false) {
    if ((planned && !soon) || !wanted || !visible || ended) return;
    planned = true;
    plans += 1;
    const mine = plans;
    const wait = soon ? 0 : last + Math.max(1000 / rate, Math.min(LONGEST_WAIT, cost / SHARE)) - clock.now();
    if (wait > 0) clock.later(() => void (mine === plans && queue.add(turn)), wait);
    else queue.add(turn);
  }

  function turn() {
    planned = false;
    if (!wanted || !visible || ended) return;
    wanted = false;
    last = clock.now();
    draw();
    const before = took;
    took = clock.now() - last;
    cost = Math.min(before, took); // The first draw, and one that was interrupted, say nothing about the next.
  }

  return {
    /** Draw soon. */
    request() {
      wanted = true;
      plan();
    },
    /** Draw in the next animation frame that is free: somebody has asked for another look, or the room has changed. */
    hurry() {
      wanted = true;
      plan(true);
    },
    /** @param now whether the chart is in sight */
    setVisible(now: boolean) {
      visible = now;
      plan();
    },
    /** Draw at once, in sight or not: the page is about to be printed. */
    now() {
      if (!ended) draw();
    },
    end() {
      ended = true;
    },
  };
}

const pageQueue = createQueue(PAGE_CLOCK);
const pageCharts = new Set<{ now(): void }>();

/** Every chart of the page, drawn before this returns. */
export function drawEverything() {
  for (const chart of pageCharts) chart.now();
}

/** Turns of a chart in the page: in sight means that its element meets the viewport and the page is not hidden. */
export function createRedraw(
  element: Element,
  draw: () => void,
  { rate = MAX_RATE, onVisible = () => {} }: { rate?: number, onVisible?: (visible: boolean) => void } = {},
): { request(): void, hurry(): void, end(): void } {
  const turns = createTurns(draw, pageQueue, PAGE_CLOCK, rate);
  pageCharts.add(turns);
  let meets = true;
  const update = () => {
    const visible = meets && !document.hidden;
    turns.setVisible(visible);
    onVisible(visible);
  };
  const observer = new IntersectionObserver((entries) => {
    meets = entries[entries.length - 1].isIntersecting;
    update();
  }, { rootMargin: '80px' });
  observer.observe(element);
  document.addEventListener('visibilitychange', update);
  return {
    request: turns.request,
    hurry: turns.hurry,
    end() {
      turns.end();
      pageCharts.delete(turns);
      observer.disconnect();
      document.removeEventListener('visibilitychange', update);
    },
  };
}
