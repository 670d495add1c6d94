/**
 * The time cursor slides from one time step to the next instead of jumping: 90 ms, easing out.
 *
 * @typedef {{ at: (timeStep: number | null) => number | null, travels: () => boolean }} Slide
 */

const MILLISECONDS = 90;

/** @param {() => boolean} still whether motion is to be reduced @param {() => number} [now] @returns {Slide} */
export function createSlide(still, now = () => performance.now()) {
  let [from, to, begun] = [0, /** @type {number | null} */ (null), -Infinity];

  const place = () => {
    const share = Math.max(0, Math.min(1, (now() - begun) / MILLISECONDS));
    return from + (Number(to) - from) * (1 - (1 - share) ** 2);
  };

  return {
    /** Where the cursor is drawn, in time steps and parts of them. */
    at(timeStep) {
      if (timeStep !== to) [from, to, begun] = [to === null || timeStep === null || still() ? Number(timeStep) : place(), timeStep, now()];
      return timeStep === null ? null : place();
    },
    /** A moment longer than it takes, so that the last picture is the settled one. */
    travels: () => now() - begun < MILLISECONDS + 34,
  };
}
