/** The page inside another page: a bare picture with the controls that its link names. */

/** Controls that an embedded page may have, in the order in which they stand. */
export const EMBED_CONTROLS = /** @type {const} */ (['play', 'task', 'cell', 'activation', 'hidden_size', 'length', 'learning_rate']);

/** Those of a run that is replayed: what it was trained with cannot be chosen any more. @type {readonly string[]} */
export const REPLAYED = ['play'];

/** @param {string} text as in a link @returns {string[]} the known ones among them, in their order */
export function embedControls(text) {
  const named = text.split(',');
  return EMBED_CONTROLS.filter((name) => named.includes(name));
}

/** @param {string} hash @returns {boolean} whether a link is one for inside another page */
export function isEmbedded(hash) {
  return /[#&]embed=1(&|$)/.test(hash);
}
