/** Where painters get their paths: a canvas's own, or while a picture is written as SVG those that remember what is drawn on them. */

/** @typedef {(data?: string) => Path2D} PathMaker */

/** @type {PathMaker} */
const plain = (data) => new Path2D(data);
let make = plain;

/** @param {string} [data] path data to begin with @returns {Path2D} */
export function newPath(data) {
  return make(data);
}

/** @param {PathMaker} maker whose paths painters get while `paint` runs @param {() => void} paint */
export function paintWithPaths(maker, paint) {
  make = maker;
  try {
    paint();
  } finally {
    make = plain;
  }
}
