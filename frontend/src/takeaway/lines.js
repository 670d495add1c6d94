/** JSON that comes line by line. */

/** @param {Pick<Response, 'body'>} response @returns {AsyncGenerator<any, void>} */
export async function* linesOf({ body }) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (body).getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + decoder.decode(piece.value, { stream: true })).split('\n');
    rest = /** @type {string} */ (lines.pop());
    for (const line of lines) yield JSON.parse(line);
  }
  if (rest.trim()) yield JSON.parse(rest);
}
