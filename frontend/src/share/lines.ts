/** JSON that comes line by line. */

export async function* linesOf({ body }: Pick<Response, 'body'>): AsyncGenerator<any, void> {
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + decoder.decode(piece.value, { stream: true })).split('\n');
    rest = lines.pop() as string;
    for (const line of lines) yield JSON.parse(line);
  }
  if (rest.trim()) yield JSON.parse(rest);
}
