/** Paths that remember their commands, so that what is painted on a canvas can be written as SVG. */

/** @typedef {[method: string, values: number[]]} Command */

/** @type {WeakMap<object, Command[]>} */
const commandsOf = new WeakMap();
const RECORDED = ['moveTo', 'lineTo', 'closePath', 'rect', 'arc', 'ellipse', 'bezierCurveTo', 'quadraticCurveTo', 'roundRect'];

/** A path that remembers. @param {string} [data] @returns {Path2D} */
export function recordedPath(data) {
  Recorded ??= recording(Path2D);
  return new Recorded(data);
}

/** @type {typeof Path2D | null} */
let Recorded = null;

/** @param {Path2D} path @returns {Command[]} */
export function recordedCommands(path) {
  return commandsOf.get(path) ?? [];
}

/** @param {typeof Path2D} plain @returns {typeof Path2D} */
function recording(plain) {
  return class extends plain {
    /** @param {Path2D | string} [from] */
    constructor(from) {
      super(/** @type {any} */ (from));
      commandsOf.set(this, typeof from === 'object' ? [...recordedCommands(from)] : []);
      for (const method of RECORDED) {
        Object.defineProperty(this, method, { value: (/** @type {number[]} */ ...values) => {
          commandsOf.get(this)?.push([method, values]);
          /** @type {any} */ (plain.prototype)[method].apply(this, values);
        } });
      }
    }

    /** @param {Path2D} path */
    addPath(path) {
      commandsOf.get(this)?.push(...recordedCommands(path));
      super.addPath(path);
    }
  };
}

const figure = (/** @type {number} */ value) => String(Math.round(value * 100) / 100);

/** @param {readonly Command[]} commands @returns {string} path data */
export function pathData(commands) {
  return commands.map(([method, values]) => dataOf(method, values)).join('');
}

/** @param {string} method @param {number[]} v @returns {string} */
function dataOf(method, v) {
  switch (method) {
    case 'moveTo': return `M${v.map(figure).join(' ')}`;
    case 'lineTo': return `L${v.map(figure).join(' ')}`;
    case 'bezierCurveTo': return `C${v.map(figure).join(' ')}`;
    case 'quadraticCurveTo': return `Q${v.map(figure).join(' ')}`;
    case 'closePath': return 'Z';
    case 'rect': return `M${figure(v[0])} ${figure(v[1])}h${figure(v[2])}v${figure(v[3])}h${figure(-v[2])}Z`;
    case 'roundRect': return roundRect(v[0], v[1], v[2], v[3], Number(Array.isArray(v[4]) ? v[4][0] : v[4] ?? 0));
    case 'arc': return arc(v[0], v[1], v[2], v[2], v[3], v[4], Boolean(v[5]));
    default: return arc(v[0], v[1], v[2], v[3], v[5], v[6], Boolean(v[7]));
  }
}

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} radius */
function roundRect(x, y, width, height, radius) {
  const r = Math.min(radius, width / 2, height / 2);
  const corner = (/** @type {number} */ dx, /** @type {number} */ dy) => `a${figure(r)} ${figure(r)} 0 0 1 ${figure(dx)} ${figure(dy)}`;
  return `M${figure(x + r)} ${figure(y)}h${figure(width - 2 * r)}${corner(r, r)}v${figure(height - 2 * r)}${corner(-r, r)}h${figure(2 * r - width)}${corner(-r, -r)}v${figure(2 * r - height)}${corner(r, -r)}Z`;
}

/** @param {number} x @param {number} y @param {number} rx @param {number} ry @param {number} from @param {number} to @param {boolean} back */
function arc(x, y, rx, ry, from, to, back) {
  const sweep = back ? from - to : to - from;
  const at = (/** @type {number} */ angle) => `${figure(x + rx * Math.cos(angle))} ${figure(y + ry * Math.sin(angle))}`;
  if (Math.abs(sweep) >= 2 * Math.PI - 1e-6) return `M${at(from)}A${figure(rx)} ${figure(ry)} 0 1 1 ${at(from + Math.PI)}A${figure(rx)} ${figure(ry)} 0 1 1 ${at(from)}`;
  const turned = ((sweep % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
  return `L${at(from)}A${figure(rx)} ${figure(ry)} 0 ${turned > Math.PI ? 1 : 0} ${back ? 0 : 1} ${at(to)}`.replace(/^L/, 'M');
}
