/**
 * An error over a plane, as a map with contours (Plotly) or as a relief that can be turned; a place on the map can be
 * picked. Arrows and marks lie above both: they move at once, however long the map takes.
 */

import type { Translate } from '../../core/model/types.ts';
import { contourFigure, MARGIN, scaleTicks, type Plane } from './contour_figure.ts';
import { marksOnMap, type Shown } from './plane_marks.ts';
import { createPlanePicker, type Picking } from './plane_picker.ts';
import { createPlaneRelief } from './plane_relief.ts';
import { createPlotlyFigure } from '../plotly_figure.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { css, mix, parseColor } from '../../draw/colour.ts';
import { el, svg } from '../../ui/dom.ts';
import { createChoice } from '../../ui/panel_frame.ts';
import { tokens } from '../../draw/tokens.ts';

/** Pixels of the picture. */
const HEIGHT = 330;

/**
 * @param root whose visibility decides whether anything is drawn
 * @param name unique in the page
 */
export function createPlaneView(root: HTMLElement, name: string, t: Translate, picking: Picking | null) {
  const map = el('div', { class: 'plane-map', role: 'img' });
  const chart = createPlotlyFigure(map, t, () => maps.request());
  const overlay = svg('svg', { class: 'plane-overlay', 'aria-hidden': 'true' });
  const picker = picking && createPlanePicker(picking);
  const relief = createPlaneRelief(t, draw);
  const scale = el('div', { class: 'plane-scale', 'aria-hidden': 'true' });
  const figure = el('div', { class: 'plane-figure' }, map, overlay, picker?.root, relief.root, scale, chart.notice);
  keepWithinFrame(overlay);
  if (picker) keepWithinFrame(picker.root);
  const tool = createChoice(`${name}-look`, (value) => {
    flat = value === 'map';
    draw();
  });
  let flat = true;
  let shown: Shown | null = null;
  /** What the map on the screen was drawn from. */
  let drawn: unknown[] = [];

  const maps = createRedraw(root, drawMap);
  const reliefs = createRedraw(root, drawRelief, { rate: 24 });
  const resize = new ResizeObserver(() => {
    drawn = [];
    draw();
  });
  resize.observe(figure);

  function render() {
    relief.root.hidden = flat;
    map.hidden = !flat;
    if (picker) picker.root.hidden = !flat;
    overlay.toggleAttribute('hidden', !flat);
    const looks = ['map', 'relief'].map((value) => ({ value, text: t(`try.plane.${value}`) }));
    tool.set(t('try.plane.look'), looks, flat ? 'map' : 'relief');
    relief.setWords();
    if (shown) map.setAttribute('aria-label', shown.words);
    picker?.setWords();
  }

  function draw() {
    render();
    if (!shown) return;
    drawScale(scale, shown.plane);
    if (flat) drawOverlay(shown);
    (flat ? maps : reliefs).request();
  }

  /** The map itself is drawn anew only where it is another one. */
  function drawMap() {
    if (!shown || !flat) return;
    const { plane, names } = shown;
    const [value, look] = [t('try.plane.hover'), tokens()];
    const key = [plane.values, plane.x, names.x, names.y, value, look];
    if (drawn.length === key.length && drawn.every((part, index) => part === key[index])) return;
    chart.draw(() => {
      drawn = key;
      return contourFigure(plane, { height: HEIGHT, names, value, ramp: ramp(), tokens: look });
    });
  }

  function drawOverlay(now: Shown) {
    const [width, height] = [figure.clientWidth - MARGIN.l - MARGIN.r, HEIGHT - MARGIN.t - MARGIN.b];
    if (width <= 0) return;
    overlay.setAttribute('viewBox', `0 0 ${width} ${height}`);
    overlay.replaceChildren(...marksOnMap(now, width, height));
  }

  function drawRelief() {
    if (shown && !flat) relief.paint(shown, Math.max(200, figure.clientWidth), HEIGHT);
  }

  return {
    figure, tool: tool.root, setWords: draw,
    show(next: Shown) {
      shown = next;
      draw();
    },
    end() {
      maps.end();
      reliefs.end();
      resize.disconnect();
      chart.end();
    },
  };
}

/** Lies where the frame of the plane is. */
function keepWithinFrame(part: HTMLElement | SVGElement) {
  for (const [side, pixels] of Object.entries({ top: MARGIN.t, right: MARGIN.r, bottom: MARGIN.b, left: MARGIN.l })) {
    part.style.setProperty(side, `${pixels}px`);
  }
}

function drawScale(scale: HTMLElement, plane: Plane) {
  const bar = el('span', { class: 'plane-scale-bar' });
  bar.style.background = `linear-gradient(to top, ${ramp().join(', ')})`;
  scale.replaceChildren(bar, ...scaleTicks(plane).map(({ share, text }) => {
    const tick = el('span', { class: 'plane-scale-tick' }, text);
    tick.style.setProperty('--share', String(share));
    return tick;
  }));
}

/** From little to much, in ink. */
function ramp(): string[] {
  const { surface0, ink2 } = tokens();
  const [low, high] = [parseColor(surface0), parseColor(ink2)];
  return [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => css(mix(low, high, share)));
}
