/** The page inside another page: a bare picture with the controls that its link names. */

/** Controls that an embedded page may have, in the order in which they stand. */
export const EMBED_CONTROLS = ['play', 'task', 'cell', 'activation', 'hidden_size', 'length', 'learning_rate'] as const;

/** Those of a run that is replayed: what it was trained with cannot be chosen any more. */
export const REPLAYED: readonly string[] = ['play'];

/** @param text as in a link @returns the known ones among them, in their order */
export function embedControls(text: string): string[] {
  const named = text.split(',');
  return EMBED_CONTROLS.filter((name) => named.includes(name));
}

/** @returns whether a link is one for inside another page */
export function isEmbedded(hash: string): boolean {
  return /[#&]embed=1(&|$)/.test(hash);
}
