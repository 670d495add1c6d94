/**
 * The film strip over the scrubber: small pictures of recorded frames, states over gradients, a row for each lane;
 * marks of what happened.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { css, parseColor, signedColor, type SignedPalette } from '../../draw/colour.ts';
import { pickedGradient, pickedStates, stillsOf } from '../../draw/film_strip.ts';
import { lacksLane } from '../../core/model/history.ts';
import { watch } from '../../core/model/select.ts';
import { el, setAttribute } from '../../ui/dom.ts';
import { createSurface } from '../../draw/surface.ts';
import { createTimelineFlags } from '../../ui/timeline_flags.ts';
import { tokens as readTokens, type Tokens } from '../../draw/tokens.ts';

const HEIGHT = 26;
const BETWEEN = 2;
/** The part of a lane's row that shows its gradient. */
const GRADIENT_PART = 0.28;
const RATE = 2;
/** How strongly a still is drawn that repeats the one before it. */
const HELD = 0.5;

/** @returns unmount */
export function mountFilmStrip(
  { film, marks }: { film: HTMLElement, marks: HTMLElement },
  store: Store<State>,
  services: Services,
): () => void {
  const { t, actions } = services;
  const canvas = el('canvas', { class: 'film-canvas', 'aria-hidden': 'true' });
  film.append(canvas);
  const surface = createSurface(canvas);
  const updateMarks = createTimelineFlags(marks, services);
  const redraw = createRedraw(film, render, { rate: RATE });
  const resize = new ResizeObserver(() => redraw.hurry());
  resize.observe(film);
  film.addEventListener('click', ({ clientX }) => {
    const { left, width } = film.getBoundingClientRect();
    actions.scrub(Math.round(((clientX - left) / width) * (stepsOf(store.get()) - 1)));
  });
  const unwatch = [
    watch(store, ({ history, scheme, run }) => [history, scheme, run?.experiment.steps], () => redraw.request()),
    watch(store, ({ language, run }) => [language, run?.marks, run?.id, run?.lanes], () => redraw.request()),
    watch(store, ({ language }) => [language], () => setAttribute(film, 'data-tip', t('timeline.help'))),
  ];

  function render() {
    const state = store.get();
    paint(state);
    updateMarks(state);
  }

  function paint(state: State) {
    const { width } = film.getBoundingClientRect();
    if (!surface.context || width === 0) return;
    const tokens = readTokens();
    const palette = {
      negative: parseColor(tokens.negative), zero: parseColor(tokens.zero), positive: parseColor(tokens.positive),
    };
    surface.clear(width, HEIGHT, devicePixelRatio);
    const stills = stillsOf(state.history, stepsOf(state), width);
    for (const { left, width: room, frame, held } of stills) {
      surface.context.globalAlpha = held ? HELD : 1;
      const lanes = frame?.lanes ?? [];
      lanes.forEach((lane, index) => {
        if (!lane) return;
        const row = {
          left: left + BETWEEN / 2, top: (HEIGHT * index) / lanes.length, width: room - BETWEEN,
          height: HEIGHT / lanes.length - (lanes.length > 1 ? 1 : 0),
        };
        paintLane(surface.context as CanvasRenderingContext2D, lane, row, tokens, palette);
      });
      surface.context.globalAlpha = 1;
      if (frame) continue;
      surface.context.fillStyle = tokens.surface2;
      surface.context.fillRect(left + BETWEEN / 2, 0, room - BETWEEN, HEIGHT);
    }
    const { run } = state;
    if (run?.source === 'live') actions.lookUp(
      stills.flatMap(({ frame, held, until }) => (held ? [until] : frame && lacksLane(run, frame) ? [frame.step] : [])),
    );
  }

  return () => {
    for (const stop of unwatch) stop();
    redraw.end();
    resize.disconnect();
  };
}

function stepsOf({ run, experiment }: State) {
  return run?.experiment.steps ?? experiment.steps;
}

function paintLane(
  context: CanvasRenderingContext2D,
  lane: import('../../core/model/types.ts').LaneFrame,
  { left, top, width, height }: { left: number, top: number, width: number, height: number },
  tokens: Tokens,
  palette: SignedPalette,
) {
  const gradientHeight = Math.max(2, Math.round(height * GRADIENT_PART));
  const states = pickedStates(
    lane.hiddenState, Math.floor(width / 2), Math.max(1, Math.floor((height - gradientHeight) / 2)),
  );
  const [across, down] = [width / states.columns, (height - gradientHeight) / states.rows];
  for (let column = 0; column < states.columns; column += 1) {
    for (let row = 0; row < states.rows; row += 1) {
      context.fillStyle = css(signedColor(states.values[column * states.rows + row], 1, palette));
      context.fillRect(left + column * across, top + row * down, across + 0.3, down + 0.3);
    }
  }
  const gradient = pickedGradient(lane, Math.floor(width / 2));
  context.fillStyle = tokens.surface2;
  context.fillRect(left, top + height - gradientHeight, width, gradientHeight);
  context.fillStyle = tokens.gradient;
  gradient.forEach((strength, column) => {
    context.globalAlpha = strength;
    context.fillRect(
      left + (column * width) / gradient.length, top + height - gradientHeight, width / gradient.length + 0.3,
      gradientHeight,
    );
  });
  context.globalAlpha = 1;
}
