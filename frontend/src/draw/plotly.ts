/**
 * Plotly, fetched when the first chart needs it and begun part by part, so that the picture goes on moving; in a page
 * whose policy allows no inline style. A page without a server carries it as text, whose hash the policy allows.
 */

import { inIdleTime } from './idle_time.ts';
import { typeScale } from './type_scale.ts';

export type Plotly = {
  react(root: HTMLElement, traces: object[], layout: object, config: object): Promise<unknown>;
  purge(root: HTMLElement): void;
};

/**
 * What every chart of the page shares: no tool bar, no zoom by drag or wheel, so a chart never takes the page's
 * scrolling.
 */
const CONFIG = { displayModeBar: false, scrollZoom: false, doubleClick: false, showTips: false, responsive: false };
/** Plotly takes no chart that is narrower. */
const NARROWEST = 10;

/** What the build leaves of the bundle (plotly_parts.mjs): `whole` once all `parts` have run */
type Parts = { parts: (() => unknown)[], whole(): Plotly };

let loading: Promise<Plotly> | null = null;

/**
 * @returns the same for every caller
 * @throws {Error} when the script cannot be fetched; the next call tries again
 */
export function loadPlotly(): Promise<Plotly> {
  loading ??= inject().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

/**
 * Draws a figure as wide as its element. Its own resizing would draw on a timer of its own, in any animation frame.
 * @param root nothing is drawn while it is hidden
 */
export function drawFigure(
  plotly: Plotly,
  root: HTMLElement,
  { traces, layout }: { traces: object[], layout: object },
) {
  const width = root.clientWidth;
  if (width >= NARROWEST) void plotly.react(root, traces, { ...withLargerFonts(layout, typeScale()), width }, CONFIG);
}

/** @returns the same with every font that many times as large */
export function withLargerFonts<T>(part: T, scale: number): T {
  if (scale === 1 || part === null || typeof part !== 'object') return part;
  if (Array.isArray(part)) return part.map((each) => withLargerFonts(each, scale)) as T;
  return Object.fromEntries(Object.entries(part).map(([key, value]) =>
    [key, key === 'font' && value.size ? { ...value, size: value.size * scale } : withLargerFonts(value, scale)])) as T;
}

async function inject(): Promise<Plotly> {
  announceOwnStyles();
  const script = document.createElement('script');
  const carried = document.getElementById('plotly-source')?.textContent;
  if (carried) {
    script.textContent = carried;
    await inIdleTime([() => document.head.append(script)]);
  } else await fetched(script);
  const page = (window as unknown) as { plotlyParts: Parts, Plotly: Plotly };
  const { parts, whole } = page.plotlyParts;
  await inIdleTime([...parts.map((part) => () => withoutStyles(part)), () => drawNothing(whole())]);
  page.Plotly = whole();
  return page.Plotly;
}

/** A first figure takes twice as long as any other: an empty one, apart, leaves half of that to the first chart. */
function drawNothing(plotly: Plotly) {
  void plotly.react(document.createElement('div'), [], { width: NARROWEST, height: NARROWEST }, CONFIG);
}

function fetched(script: HTMLScriptElement) {
  return new Promise((resolve, reject) => {
    script.src = address();
    script.async = true;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${script.src} could not be fetched.`));
    document.head.append(script);
  });
}

/** @returns where the page's document says that the script is */
function address(): string {
  return new URL((document.querySelector('meta[name="plotly"]') as HTMLMetaElement).content, document.baseURI).href;
}

/**
 * Plotly leaves its style sheet out where it finds this element; the rules that our charts need are in
 * styles/panels.css.
 */
function announceOwnStyles() {
  const id = 'plotly.js-style-global';
  if (document.getElementById(id)) return;
  const mark = document.createElement('meta');
  mark.id = id;
  mark.className = 'no-inline-styles';
  document.head.append(mark);
}

/**
 * One part of the bundle adds the style sheet of a map library: there are no maps here, and the policy would report it.
 */
function withoutStyles(run: () => unknown) {
  const { head } = document;
  head.appendChild = (node) =>
    (node instanceof HTMLStyleElement ? node : (Node.prototype.appendChild.call(head, node) as typeof node));
  try {
    run();
  } finally {
    delete ((head as unknown) as { appendChild?: unknown }).appendChild;
  }
}
