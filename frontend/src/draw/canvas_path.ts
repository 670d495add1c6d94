/**
 * Where painters get their paths: a canvas's own, or while a picture is written as SVG those that remember what is
 * drawn on them.
 */

export type PathMaker = (data?: string) => Path2D;

const plain: PathMaker = (data) => new Path2D(data);
let make = plain;

/** @param data path data to begin with */
export function newPath(data?: string): Path2D {
  return make(data);
}

/** @param maker whose paths painters get while `paint` runs */
export function paintWithPaths(maker: PathMaker, paint: () => void) {
  make = maker;
  try {
    paint();
  } finally {
    make = plain;
  }
}
