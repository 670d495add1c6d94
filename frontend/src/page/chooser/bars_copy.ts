/** The bars of all models once more, low, on the picture's time axis and its scale, each model in a row of its own. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { gradeOf, heightOf } from '../../draw/gradient_scale.ts';
import { columnCentre, visibleSteps } from '../../core/model/time_axis.ts';
import { el } from '../../ui/dom.ts';
import { gradientShades, hatching, setText, shadeAt } from '../../draw/pen.ts';
import { createMemory, createScene, type Scene, type SceneLane } from '../../hero/scene.ts';
import { createSurface } from '../../draw/surface.ts';
import { tokens as readTokens, type Tokens } from '../../draw/tokens.ts';
import { COPY } from './picture_away.ts';

export type Shown = {
  scene: Scene;
  window: import('../../core/model/types.ts').TimeWindow;
  tokens: Tokens;
  cursor: number | null;
};

const GAP = 4;

export function mountBarsCopy(stage: HTMLElement, store: Store<State>, { t }: Services) {
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const root = el('div', { class: 'bars-copy', hidden: true }, canvas);
  stage.prepend(root);
  const surface = createSurface(canvas);
  const memory = createMemory();
  let waiting = 0;

  function paint() {
    waiting = 0;
    const state = store.get();
    const tokens = readTokens();
    const window = state.timeWindow;
    const scene = root.hidden || !window ? null : createScene(state, tokens, memory, { phone: null, states: {} }, t);
    const context = surface.context;
    if (!scene || !window || !context || window.axis.count !== scene.task.sequence_length) return;
    surface.clear(window.width, COPY, devicePixelRatio);
    paintRows(context, { scene, window, tokens, cursor: state.cursor?.timeStep ?? null });
  }

  const unsubscribe = store.subscribe(() => {
    if (!root.hidden && !waiting) waiting = requestAnimationFrame(paint);
  });

  return {
    show(shown: boolean) {
      root.hidden = !shown;
      root.style.top = shown ? `${stuckAbove(stage)}px` : '';
      paint();
    },
    end() {
      unsubscribe();
      cancelAnimationFrame(waiting);
      root.remove();
    },
  };
}

/** Where the page scrolls as a whole, the top bar stays over it. */
function stuckAbove(stage: HTMLElement): number {
  if (/auto|scroll/.test(getComputedStyle(stage).overflowY)) return 0;
  return document.querySelector('.topbar')?.getBoundingClientRect().bottom ?? 0;
}

function paintRows(context: CanvasRenderingContext2D, shown: Shown) {
  const { scene, window, tokens, cursor } = shown;
  const height = (COPY - GAP) / scene.lanes.length;
  for (const lane of scene.lanes) {
    const bottom = GAP / 2 + (lane.lane + 1) * height - 1;
    paintRow(context, shown, lane, { bottom, height: height - GAP });
    setText(context, { size: 12, family: tokens.fontUi, weight: 700, align: 'right' });
    context.fillStyle = lane.colour;
    context.fillText(lane.letter, window.gutter - 8, bottom - height / 2 + 1);
  }
  if (cursor === null) return;
  context.fillStyle = tokens.ink1;
  context.fillRect(Math.round(columnCentre(window.axis, cursor) - window.scroll), 0, 1, COPY);
}

function paintRow(
  context: CanvasRenderingContext2D,
  { scene, window, tokens }: Shown,
  { norms, noise, faded }: SceneLane,
  { bottom, height }: { bottom: number, height: number },
) {
  const { axis, scroll, gutter, width } = window;
  const top = (norms?.length ?? 0) - 1;
  const shades = gradientShades(tokens);
  const [first, last] = visibleSteps(axis, scroll + (axis.scrolls ? gutter : 0), scroll + width);
  const wide = Math.max(1, axis.pitch * 0.66);
  context.fillStyle = tokens.lineStrong;
  context.fillRect(gutter, bottom, width - gutter, 1);
  context.globalAlpha = faded ? 0.6 : 1;
  for (let step = first; norms && step <= last; step += 1) {
    const value = norms[top][step];
    const grade = gradeOf(scene.scale, value, noise[top]);
    if (grade === 'dead') continue;
    const share = heightOf(scene.scale, value);
    context.fillStyle = grade === 'noise' ? hatching(context, tokens.gradient) : shadeAt(shades, share);
    context.fillRect(
      columnCentre(axis, step) - scroll - wide / 2, bottom - Math.max(1, share * height), wide,
      Math.max(1, share * height),
    );
  }
  context.globalAlpha = 1;
}
