/** What stands in the hero now: the scene that the state makes, where its rows stand, and in what light. */

import type { Cursor, Services, State, Store } from '../core/model/types.ts';
import type { HeroLayout } from '../core/model/hero_layout.ts';
import { END_ROOM, visibleSteps } from '../core/model/time_axis.ts';
import { signedPalette, type SignedPalette } from '../draw/colour.ts';
import { tokens as readTokens } from '../draw/tokens.ts';
import { setAttribute } from '../ui/dom.ts';
import type { HeroElements } from './elements.ts';
import { frameTime, type Present } from './layers.ts';
import { lightOf } from './layout/stages.ts';
import type { Lives } from './lives.ts';
import type { createOverview } from './overview.ts';
import { createPlacing, heroShape, SCROLLBAR, type Wishes } from './placing.ts';
import { TOUCH_WIDTH, type createSpace } from './space.ts';
import { createMemory, createScene, type Picture, type Scene } from './scene.ts';
import type { createWindow } from './window.ts';

/** What the picture stands among. */
interface Around {
  room: ReturnType<typeof createSpace>;
  timeWindow: ReturnType<typeof createWindow>;
  overview: ReturnType<typeof createOverview>;
}

export function createStanding(
  root: HTMLElement,
  { stage, extent }: HeroElements,
  store: Store<State>,
  { t }: Pick<Services, 't'>,
  { subtraction, clockwork, bracket, ribbon, highlight, slide, isMoving }: Lives,
  { room, timeWindow, overview }: Around,
) {
  const memory = createMemory();
  const placing = createPlacing();
  /** Which of its states each lane shows. */
  const states: Record<number, string> = {};
  let scene: Scene | null = null;
  let layout: HeroLayout | null = null;
  let palette: { negative: string, value: SignedPalette } | null = null;

  /** @returns null where there is nothing new to paint */
  function make(state: State): { scene: Scene, layout: HeroLayout } | null {
    if (clockwork.isNeeded(state.run?.experiment ?? state.experiment)) return null;
    const { width } = room.now();
    if (width === 0) return null;
    scene = createScene(state, readTokens(), memory, { phone: width < TOUCH_WIDTH ? width : null, states }, t);
    setAttribute(root, 'data-empty', String(!scene));
    if (!scene) return null;
    scene.difference = subtraction.of(scene, state);
    const { columns, view } = state;
    const [triangle, shared] = [triangleStands(state), linesShared(state)];
    placeRows(scene, { triangle, shared, columns, tall: view === 'folded' });
    return layout && { scene, layout };
  }

  function placeRows(from: Scene, wishes: Wishes) {
    const placed = placing(from, room.now(), wishes);
    if (!placed) return;
    layout = placed.layout;
    const { axis } = layout;
    const besides = room.besides();
    // Between the two heights the page decides.
    for (const [name, height] of ([['--hero-least', placed.least], ['--hero-most', placed.most]] as const)) {
      root.parentElement?.style.setProperty(name, `${height + besides}px`);
    }
    stage.style.height = `${layout.height + (axis.scrolls ? SCROLLBAR : 0)}px`;
    extent.style.width = `${axis.scrolls ? axis.width + END_ROOM : 1}px`;
    root.dataset.touch = String(layout.touch);
    root.dataset.columns = String(layout.columns);
    root.dataset.barred = String(layout.barred);
    overview.toggle(axis.scrolls);
    timeWindow.placed(layout, placed.scrolled, from);
  }

  function pictureNow(): Picture | null {
    if (!scene || !layout) return null;
    const tokens = readTokens();
    const { playback } = store.get();
    if (palette?.negative !== tokens.negative) palette = { negative: tokens.negative, value: signedPalette(tokens) };
    const { axis, gutter, width } = layout;
    const left = timeWindow.left();
    const [first, last] = visibleSteps(axis, left + (axis.scrolls ? gutter : 0), left + width);
    const stageNow = room.now().whole ? null : playback.stage;
    return {
      ...scene, bracketWidth: bracket.width, clockwork: clockwork.painters(), layout, tokens, palette: palette.value,
      t, first, last, light: lightOf(stageNow, playback.progress, scene.task.sequence_length),
    };
  }

  function presentNow(): Present | null {
    const picture = pictureNow();
    if (!picture) return null;
    const { profile, barred } = picture.layout;
    return {
      picture,
      scroll: timeWindow.left(),
      shape: () => ({
        ...heroShape({ ...picture, difference: null }, room.now()), triangle: profile.height === 0 && !barred,
      }),
      moving: () => {
        const { cursor, pinned } = store.get();
        const place = cursorIn(picture, cursor);
        return {
          cursor: place,
          pinned, drift: isMoving() ? frameTime() : null, ribbons: ribbon.painter(), lit: highlight.paint,
          nudge: highlight.nudge(), slid: slide.at(place?.timeStep ?? null),
        };
      },
    };
  }

  return {
    make, pictureNow, presentNow,
    scene: () => scene,
    layout: () => layout,
    choose: (lane: number, state: string) => void (states[lane] = state),
  };
}

/** @returns the cursor, if it names a place that is there */
export function cursorIn({ lanes, task }: Scene, cursor: Cursor | null): Cursor | null {
  const lane = cursor && lanes[cursor.lane];
  return cursor && lane && cursor.layer < lane.layers && cursor.timeStep < task.sequence_length ? cursor : null;
}

/** Whether the gradient triangle is open under the picture; a lesson and a claim point at the profile. */
export function triangleStands({ panels, lesson, claim }: State) {
  return panels.includes('triangle') && !lesson && !claim;
}

/**
 * Whether the lines of all models have to stand in one plot: a lesson and a claim point at it, a guess is drawn into
 * it.
 */
export function linesShared({ lesson, claim, guess }: State) {
  return Boolean(lesson || claim || guess);
}
