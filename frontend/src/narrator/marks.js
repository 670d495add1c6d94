/**
 * The parts of a note, and the marks on the page that its clauses rest on. Pure.
 *
 * @import { Lit } from '../lessons/lesson.d.ts'
 * @import { Clause, Subject } from './note.d.ts'
 */

/** @param {string} id @param {Clause['params']} params @param {Lit} lit @returns {Clause} */
export const clause = (id, params, lit) => ({ id, params, lit });

/** @param {Subject} subject @returns {Lit} the curve of ‖∂L/∂h‖ below the lanes */
export const theProfile = ({ index }) => ({ rows: ['profile'], lane: index });

/** @param {Subject} subject @returns {Lit} the units' squares */
export const theStates = ({ index }) => ({ rows: ['state'], lane: index });

/** @param {Subject} subject @param {number} from @param {number} [to] time steps @returns {Lit} the gradient's bars under cells */
export const theBars = ({ index }, from, to = from) => ({ rows: ['bars'], lane: index, from, to });

export const THE_LOSS = /** @type {Lit} */ ({ selector: '#loss' });
export const THE_ACTIVATION = /** @type {Lit} */ ({ selector: '#activation' });
