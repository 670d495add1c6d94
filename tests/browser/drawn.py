"""What a canvas shows, in a few figures."""

# A sum over the pixels in the order in which they stand: cheap enough for every animation frame.
PIXELS = """(canvas) => {
  const { width, height } = canvas;
  if (!width || !height) return 'nothing';
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const sum = new Uint32Array(data.buffer).reduce((sum, pixel) => Math.imul(sum ^ pixel, 16777619), 0);
  return `${width}×${height}: ${sum}`;
}"""
