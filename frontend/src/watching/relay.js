/**
 * What the server says about watching becomes a patch of the state. Pure.
 *
 * @import { State } from '../state/types.d.ts'
 */

/** @param {State} state @param {any} message @returns {Partial<State>} */
export function applyRelay({ watching }, message) {
  switch (message.type) {
    case 'viewers': return { viewers: message.count };
    case 'guesses': return { classGuesses: { run: message.run, count: message.count, drawn: message.drawn } };
    case 'attached': return watching ? { watching: { ...watching, state: 'live', waiting: message.run === null } } : {};
    case 'look': {
      const { type: _, ...look } = message;
      return watching ? { watching: { ...watching, look } } : {};
    }
    default: return {};
  }
}
