/** How brightly each part of the picture is lit while one update is walked through in slow motion. */
export type Stage = 'forward' | 'loss' | 'backward' | 'update';
/** every level runs from `DIMMED` to 1 */
export interface Light {
  cell: (timeStep: number) => number;
  input: (timeStep: number) => number;
  /** the arrows that arrive at the time step's state */ forwardArrow: (timeStep: number) => number;
  /** bar, and the arrow that arrives at the time step from its right */ gradient: (timeStep: number) => number;
  prediction: number;
  /** the arrows from the states to the predictions */ readOut: number;
  /** labels of the weights, and the arrows that carry them */ weights: number;
  /** 0 to 1: how strongly the weights stand out */ pulse: number;
}

/** A part that is not being talked about. */
export const DIMMED = 0.3;

export const ALL_LIT: Light = {
  cell: () => 1,
  input: () => 1, forwardArrow: () => 1, gradient: () => 1, prediction: 1, readOut: 1, weights: 1, pulse: 0,
};

const dimmed = () => DIMMED;
const NOTHING_LIT: Light = {
  cell: dimmed,
  input: dimmed, forwardArrow: dimmed, gradient: dimmed, prediction: DIMMED, readOut: DIMMED, weights: DIMMED, pulse: 0,
};

/**
 * @param stage null: nothing is dimmed
 * @param progress through the stage, 0 to 1
 * @param count time steps
 */
export function lightOf(stage: Stage | null, progress: number, count: number): Light {
  const swept = (rank: number) => between(progress * (count + 1) - rank);
  switch (stage) {
    case null:
      return ALL_LIT;
    case 'forward':
      return { ...NOTHING_LIT, cell: swept, input: swept, forwardArrow: swept, weights: 1 };
    case 'loss': {
      const lit = between(progress * 3);
      return { ...NOTHING_LIT, prediction: lit, readOut: lit };
    }
    case 'backward': {
      const gradient = (timeStep: number) => swept(count - 1 - timeStep);
      return { ...NOTHING_LIT, gradient };
    }
    case 'update': {
      const lit = between(progress * 5);
      return {
        ...NOTHING_LIT, forwardArrow: () => lit, readOut: lit, weights: lit, pulse: Math.sin(Math.PI * progress),
      };
    }
  }
}

function between(share: number) {
  return DIMMED + (1 - DIMMED) * Math.max(0, Math.min(1, share));
}
