/**
 * Which truncation holds at an update: knobs may have been turned while the run went on. Pure.
 *
 * @import { Lane, Part } from '../state/types.d.ts'
 */

/**
 * The BPTT in force at an update: what the lane was given, with the changes up to it.
 *
 * @param {Lane} lane
 * @param {number} step
 * @returns {Part}
 */
export function bpttAt({ bptt, changes = [] }, step) {
  const turned = changes.filter((change) => change.bptt && change.step <= step).sort((a, b) => a.step - b.step);
  return /** @type {Part} */ (turned[turned.length - 1]?.bptt ?? bptt);
}

/**
 * @param {Lane} lane
 * @param {number} step
 * @param {number} length time steps of a sequence
 * @returns {boolean} whether some of the gradient is cut
 */
export function isTruncated(lane, step, length) {
  const { kind, window } = bpttAt(lane, step);
  return kind === 'truncated' && Number(window) < length;
}
