/** Which truncation holds at an update: knobs may have been turned while the run went on. Pure. */

import type { Lane, Part } from './types.ts';

/** The BPTT in force at an update: what the lane was given, with the changes up to it. */
export function bpttAt({ bptt, changes = [] }: Lane, step: number): Part {
  const turned = changes.filter((change) => change.bptt && change.step <= step).sort((a, b) => a.step - b.step);
  return (turned[turned.length - 1]?.bptt ?? bptt) as Part;
}

/**
 * @param length time steps of a sequence
 * @returns whether some of the gradient is cut
 */
export function isTruncated(lane: Lane, step: number, length: number): boolean {
  const { kind, window } = bpttAt(lane, step);
  return kind === 'truncated' && Number(window) < length;
}
