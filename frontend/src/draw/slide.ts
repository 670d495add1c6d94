/** The time cursor slides from one time step to the next instead of jumping: 90 ms, easing out. */
export type Slide = { at: (timeStep: number | null) => number | null, travels: () => boolean };

const MILLISECONDS = 90;

/** @param still whether motion is to be reduced */
export function createSlide(still: () => boolean, now: () => number = () => performance.now()): Slide {
  let [from, to, begun] = [0, null as number | null, -Infinity];

  const place = () => {
    const share = Math.max(0, Math.min(1, (now() - begun) / MILLISECONDS));
    return from + (Number(to) - from) * (1 - (1 - share) ** 2);
  };

  return {
    /** Where the cursor is drawn, in time steps and parts of them. */
    at(timeStep) {
      if (timeStep !== to) {
        [from, to, begun] = [to === null || timeStep === null || still() ? Number(timeStep) : place(), timeStep, now()];
      }
      return timeStep === null ? null : place();
    },
    /** A moment longer than it takes, so that the last picture is the settled one. */
    travels: () => now() - begun < MILLISECONDS + 34,
  };
}
