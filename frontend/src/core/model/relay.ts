/** What the server says about watching becomes a patch of the state. Pure. */

import type { State } from './types.ts';
import { applyWall } from './hung.ts';

export function applyRelay({ watching, wall }: State, message: any): Partial<State> {
  switch (message.type) {
    case 'viewers': return { viewers: message.count };
    case 'guesses': return { classGuesses: { run: message.run, count: message.count, drawn: message.drawn } };
    case 'copies': return { copies: message.count };
    case 'copy_wall': return wall ? { wall: applyWall(wall, message) } : {};
    case 'place': return { copyPlace: { number: message.number, shown: message.shown } };
    case 'attached': return {
      copies: 0, copyPlace: null,
      ...(watching && { watching: { ...watching, state: 'live', waiting: message.run === null } }),
    };
    case 'look': {
      const { type: _, ...look } = message;
      return watching ? { watching: { ...watching, look } } : {};
    }
    default: return {};
  }
}
