/** The colours, fonts and smallest type of styles/tokens.css, resolved for the theme and language in force. */

/** `textXs`: its smallest type, in pixels */
export type Tokens = {
  surface0: string;
  surface1: string;
  surface2: string;
  ink1: string;
  ink2: string;
  ink3: string;
  inkInverse: string;
  line: string;
  lineStrong: string;
  negative: string;
  positive: string;
  zero: string;
  gradient: string;
  gradientWeak: string;
  good: string;
  goodSurface: string;
  warn: string;
  warnSurface: string;
  lanes: string[];
  dashes: number[][];
  fontUi: string;
  fontMath: string;
  fontMono: string;
  textXs: number;
};

/** Lane dash patterns (A solid, B dashed, C dotted, D dash-dot), in pixels. */
export const LANE_DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
/** Lane letters, in order. */
export const LANE_LETTERS = ['A', 'B', 'C', 'D'];

const COLOURS = {
  surface0: '--surface-0',
  surface1: '--surface-1', surface2: '--surface-2', ink1: '--ink-1', ink2: '--ink-2', ink3: '--ink-3',
  inkInverse: '--ink-inverse',
  line: '--line', lineStrong: '--line-strong', negative: '--negative', positive: '--positive', zero: '--zero',
  gradient: '--gradient', gradientWeak: '--gradient-weak',
  good: '--good', goodSurface: '--good-surface', warn: '--warn', warnSurface: '--warn-surface',
} as const;
const LANES = ['--lane-a', '--lane-b', '--lane-c', '--lane-d'];

let cache: { scheme: string, tokens: Tokens } | null = null;

/**
 * Every token as JavaScript needs it: colours as `rgb(r, g, b)`, lanes in order A–D. Measured once a scheme
 * and language (`data-scheme` and `lang` of the root element, set by src/page/theme.ts) and cached until it changes.
 *
 * @param root any element of the page
 */
export function tokens(root: Element = document.documentElement): Tokens {
  const { dataset, lang } = document.documentElement;
  const scheme = `${dataset.scheme ?? ''} ${lang}`;
  if (cache?.scheme !== scheme) cache = { scheme, tokens: measure(root) };
  return cache.tokens;
}

/** All probes stand before one is read, so that the browser styles them once. */
function measure(root: Element): Tokens {
  const probes = document.createElement('span');
  probes.hidden = true;
  for (const name of [...Object.values(COLOURS), ...LANES]) {
    const probe = document.createElement('span');
    probe.style.color = `var(${name})`;
    probes.append(probe);
  }
  root.append(probes);
  const read = [...probes.children].map((probe) => getComputedStyle(probe).color);
  const text = (name: string) => getComputedStyle(root).getPropertyValue(name).trim();
  const keys = Object.keys(COLOURS);
  const colours = Object.fromEntries(keys.map((key, index) => [key, read[index]]));
  const lanes = read.slice(keys.length);
  probes.remove();
  return ({
    ...colours, lanes, dashes: LANE_DASHES, fontUi: text('--font-ui'),
    fontMath: text('--font-math'), fontMono: text('--font-mono'), textXs: 16 * Number.parseFloat(text('--text-xs')),
  } as unknown) as Tokens;
}
