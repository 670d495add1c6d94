/** Paths that remember their commands, so that what is painted on a canvas can be written as SVG. */

export type Command = [method: string, values: number[]];

const commandsOf = new WeakMap<object, Command[]>();
const RECORDED = [
  'moveTo', 'lineTo', 'closePath', 'rect', 'arc', 'ellipse', 'bezierCurveTo', 'quadraticCurveTo', 'roundRect',
];

/** A path that remembers. */
export function recordedPath(data?: string): Path2D {
  Recorded ??= recording(Path2D);
  return new Recorded(data);
}

let Recorded: typeof Path2D | null = null;

export function recordedCommands(path: Path2D): Command[] {
  return commandsOf.get(path) ?? [];
}

function recording(plain: typeof Path2D): typeof Path2D {
  return class extends plain {
    constructor(from?: Path2D | string) {
      super(from as any);
      commandsOf.set(this, typeof from === 'object' ? [...recordedCommands(from)] : []);
      for (const method of RECORDED) {
        Object.defineProperty(this, method, { value: (...values: number[]) => {
          commandsOf.get(this)?.push([method, values]);
          (plain.prototype as any)[method].apply(this, values);
        } });
      }
    }

    addPath(path: Path2D) {
      commandsOf.get(this)?.push(...recordedCommands(path));
      super.addPath(path);
    }
  };
}

const figure = (value: number) => String(Math.round(value * 100) / 100);

/** @returns path data */
export function pathData(commands: readonly Command[]): string {
  return commands.map(([method, values]) => dataOf(method, values)).join('');
}

function dataOf(method: string, v: number[]): string {
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

function roundRect(x: number, y: number, width: number, height: number, radius: number) {
  const r = Math.min(radius, width / 2, height / 2);
  const corner = (dx: number, dy: number) => `a${figure(r)} ${figure(r)} 0 0 1 ${figure(dx)} ${figure(dy)}`;
  return `M${figure(x + r)} ${figure(y)}h${figure(width - 2 * r)}${corner(r, r)}v${figure(height
    - 2 * r)}${corner(-r, r)}h${figure(2 * r - width)}${corner(-r, -r)}v${figure(2 * r - height)}${corner(r, -r)}Z`;
}

function arc(x: number, y: number, rx: number, ry: number, from: number, to: number, back: boolean) {
  const sweep = back ? from - to : to - from;
  const at = (angle: number) => `${figure(x + rx * Math.cos(angle))} ${figure(y + ry * Math.sin(angle))}`;
  if (Math.abs(sweep) >= 2 * Math.PI - 1e-6) return `M${at(from)}A${figure(rx)} ${figure(ry)} 0 1 1 ${at(from
    + Math.PI)}A${figure(rx)} ${figure(ry)} 0 1 1 ${at(from)}`;
  const turned = ((sweep % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
  return `L${at(from)}A${figure(rx)} ${figure(ry)} 0 ${turned > Math.PI
    ? 1
    : 0} ${back ? 0 : 1} ${at(to)}`.replace(/^L/, 'M');
}
