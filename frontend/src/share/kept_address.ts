/** The short link of a kept run. */

import { keptLink } from '../core/link.ts';

/** Characters that the name of a kept run may have, here and on the server. */
export const LONGEST_NAME = 80;

/** @returns the address of a kept run */
export function keptAddress(id: string): string {
  return new URL(`#${keptLink(id)}`, location.href).href;
}
