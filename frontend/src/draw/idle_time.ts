/** Work in pieces, done while the page has nothing else to do, so that what moves goes on moving. */

/** Asks for a turn. `left()`: milliseconds until the page wants to draw again */
export type AskForTurn = (turn: (left: () => number) => void) => void;

/** Milliseconds that a turn takes where the page is never idle: half an animation frame. */
const BUSY_TURN = 8;
/** Milliseconds after which a page that is never idle gets a turn all the same. */
const PATIENCE = 100;

/**
 * @param pieces run in their order, at least one in each turn
 * @returns when all have run; rejects where one fails
 */
export async function inIdleTime(pieces: readonly (() => unknown)[], ask: AskForTurn = askForTurn): Promise<void> {
  for (let at = 0; at < pieces.length;) {
    await new Promise<void>((resolve, reject) => ask((left) => {
      try {
        do pieces[at]();
        while ((at += 1) < pieces.length && left() > 0);
        resolve();
      } catch (error) {
        reject(error);
      }
    }));
  }
}

/** Safari has no idle time to give. */
function askForTurn(turn: (left: () => number) => void) {
  const briefly = () => {
    const end = performance.now() + BUSY_TURN;
    turn(() => end - performance.now());
  };
  if (!('requestIdleCallback' in window)) return void setTimeout(briefly, PATIENCE / BUSY_TURN);
  requestIdleCallback(
    (idle) => (idle.didTimeout ? briefly() : turn(() => idle.timeRemaining())), { timeout: PATIENCE },
  );
}
