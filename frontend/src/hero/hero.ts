/** The hero: every lane's unrolled network, its inputs, predictions and gradients on one time axis. */

import type { Cursor, Services, State, Store } from '../core/model/types.ts';
import type { HeroLayout } from '../core/model/hero_layout.ts';
import { createRedraw } from '../draw/redraw.ts';
import { parseColor, type SignedPalette } from '../draw/colour.ts';
import { createSlide } from '../draw/slide.ts';
import { lightOf } from './layout/stages.ts';
import { END_ROOM, visibleSteps } from '../core/model/time_axis.ts';
import { isPreview } from '../core/model/reducer.ts';
import { setAttribute } from '../ui/dom.ts';
import { createClockwork } from './clock/clock_life.ts';
import { createSubtraction } from './difference/difference_life.ts';
import { heroElements } from './elements.ts';
import { createFold } from './fold/fold_life.ts';
import { createLayers, frameTime } from './layers.ts';
import { createLit } from './lit/lit_life.ts';
import { paintPicture } from './painting.ts';
import { createPlacing, heroShape, SCROLLBAR } from './placing.ts';
import { listen } from './pointer.ts';
import { createRibbon } from './ribbon/ribbon_life.ts';
import { createRoom, TOUCH_WIDTH } from './room.ts';
import { createMemory, createScene, type Picture, type Scene } from './scene.ts';
import { createSprouting } from './sprout.ts';
import { createSurroundings } from './surroundings.ts';
import { createThickening } from './thickening.ts';
import { createPointed } from './tooltip.ts';
import { createWindow } from './window.ts';
import { tokens as readTokens, type Tokens } from '../draw/tokens.ts';

const RUNNING = new Set(['running', 'recovered']);

/** @returns unmount */
export function mountHero(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const elements = heroElements(root, services);
  const { stage, scroller, extent } = elements;
  const memory = createMemory();
  const states: Record<number, string> = {};
  const stillness = matchMedia('(prefers-reduced-motion: reduce)');
  const motion = { again: () => render(true), still: () => stillness.matches };
  const subtraction = createSubtraction(elements, services, motion.again);
  const words = createSurroundings(elements, store, services, (lane, state) => {
    states[lane] = state;
    render(true);
  }, motion.again);
  const pointed = createPointed(stage, t);
  /** The picture comes first. */
  let table: ReturnType<typeof import('./table.ts').createTable> | null = null;
  services.part(() => import('./table.ts')).then((loaded) => {
    table = loaded?.createTable(elements.table, t) ?? null;
    motion.again();
  });
  const thickening = createThickening(store, services, motion.still);
  const fold = createFold(store, services, { ...motion, moving: isMoving, unrolled: (context, picture, left) => paintPicture(context, picture, left, subtraction.painter()) });
  const clockwork = createClockwork(services, motion.again);
  const slide = createSlide(motion.still);
  const lit = createLit(store, services, { ...motion, again: () => render() });
  const ribbon = createRibbon(store, services, motion);
  const timeWindow = createWindow(scroller, store);
  const placing = createPlacing();
  const room = createRoom(root, elements, motion.again);
  const sprouting = createSprouting(elements, motion.still);
  const layers = createLayers(elements, { fold, subtraction: subtraction.painter, present: presentNow });

  let layout: HeroLayout | null = null;
  /** The layout that the surroundings were made for. */
  let surrounded: HeroLayout | null = null;
  let scene: Scene | null = null;
  let drawn: readonly unknown[] = [];
  let palette: { negative: string, value: SignedPalette } | null = null;
  let drifting = 0;

  /** @param anew even if nothing in the store has changed */
  function render(anew = false) {
    const state = store.get();
    const { run, experiment, facts, selectedLane, language, scheme, playback } = state;
    const wanted = [
      run?.frame, run?.lanes, run ? run.facts : facts, run ? run.experiment : experiment, selectedLane, language,
      scheme, playback.stage, playback.progress, state.keepOverlay, state.loss, state.difference, state.view,
      state.columns, state.figures, linesShared(state), triangleStands(state)
    ];
    fold.follow(drawn.length > 0);
    root.dataset.view = state.view;
    if (anew || wanted.some((value, index) => value !== drawn[index])) {
      drawn = wanted;
      renderPicture(state, anew);
    } else if (fold.covers() && fold.walks(pictureNow())) layers.paintBase(); // The folded cell follows the cursor.
    timeWindow.follow(layout);
    lit.follow();
    layers.paintMoving();
    renderReadings();
    schedule();
  }

  function renderPicture(state: State, anew: boolean) {
    if (clockwork.isNeeded(state.run?.experiment ?? state.experiment)) return;
    scene = createScene(state, readTokens(), memory, { phone: room.now().width < TOUCH_WIDTH ? room.now().width : null, states }, t);
    setAttribute(root, 'data-empty', String(!scene));
    if (!scene || room.now().width === 0) return;
    scene.difference = subtraction.of(scene, state);
    placeRows(scene, { triangle: triangleStands(state), shared: linesShared(state), columns: state.columns, tall: state.view === 'folded' });
    if (!layout) return;
    timeWindow.showLastLoss(layout, scene);
    thickening.follow(scene);
    ribbon.follow(scene, state.run?.id ?? '', scene.lanes[state.selectedLane] ? state.selectedLane : 0);
    layers.paintBase();
    timeWindow.publish(layout);
    if (anew || layout !== surrounded || isPreview(state.run)) renderSurroundings(); // A knob that is dragged is answered at once, in words too.
    else surroundings.request();
    sprouting.follow(scene, layout, store.get().run?.id ?? '');
  }

  /**
   * Words and overview, at a pace at which they can be read. They follow the canvas: setting a canvas' font while words
   * in the
   * page have changed would make the browser style the page on the spot.
   */
  function renderSurroundings() {
    if (!scene || !layout) return;
    surrounded = layout;
    words.update(scene, layout, { titled: fold.shown()?.layout ?? layout, seen: timeWindow.seen(layout) });
    subtraction.say(scene, layout);
  }

  function placeRows(from: Scene, wishes: import('./placing.ts').Wishes) {
    const placed = placing(from, room.now(), wishes);
    if (!placed) return;
    layout = placed.layout;
    const { axis } = layout;
    // Between the two heights the page decides.
    for (const [name, height] of ([['--hero-least', placed.least], ['--hero-most', placed.most]] as const)) root.parentElement?.style.setProperty(name, `${height + room.besides()}px`);
    stage.style.height = `${layout.height + (axis.scrolls ? SCROLLBAR : 0)}px`;
    extent.style.width = `${axis.scrolls ? axis.width + END_ROOM : 1}px`;
    root.dataset.touch = String(layout.touch);
    root.dataset.columns = String(layout.columns);
    root.dataset.barred = String(layout.barred);
    words.overview.toggle(axis.scrolls);
    timeWindow.placed(layout, placed.scrolled, from);
  }

  function pictureNow(): Picture | null {
    if (!scene || !layout) return null;
    const tokens = readTokens();
    const { playback } = store.get();
    if (palette?.negative !== tokens.negative) palette = { negative: tokens.negative, value: paletteOf(tokens) };
    const [first, last] = visibleSteps(layout.axis, timeWindow.left() + (layout.axis.scrolls ? layout.gutter : 0), timeWindow.left() + layout.width);
    return {
      ...scene, bracketWidth: thickening.width, clockwork: clockwork.painters(), layout, tokens, palette: palette.value,
      t, first, last,
      light: lightOf(room.now().whole ? null : playback.stage, playback.progress, scene.task.sequence_length)
    };
  }

  function presentNow(): import('./layers.ts').Present | null {
    const picture = pictureNow();
    return picture && {
      picture, scroll: timeWindow.left(), shape: () => ({ ...heroShape({ ...picture, difference: null }, room.now()), triangle: picture.layout.profile.height === 0 && !picture.layout.barred }),
      moving: () => ({ cursor: cursorIn(picture), pinned: store.get().pinned, drift: isMoving() ? frameTime() : null, ribbons: ribbon.painter(), lit: lit.paint, nudge: lit.nudge(), slid: slide.at(cursorIn(picture)?.timeStep ?? null) }),
    };
  }

  function renderReadings() {
    if (!scene) return;
    const place = cursorIn(scene) ?? { lane: 0, layer: 0, timeStep: scene.lastLoss, unit: 0 };
    pointed.show(scene, store.get());
    table?.update(scene, place, performance.now());
    subtraction.tell(scene, place);
  }

  /** @returns the cursor, if it names a place that is there */
  function cursorIn({ lanes, task }: Scene): Cursor | null {
    const { cursor } = store.get();
    const lane = cursor && lanes[cursor.lane];
    return cursor && lane && cursor.layer < lane.layers && cursor.timeStep < task.sequence_length ? cursor : null;
  }

  /** Arrows drift only while a run is moving in sight and motion is welcome. */
  function isMoving() {
    const { run, playback, autoplay } = store.get();
    const runs = run?.source === 'recording' ? autoplay === 'playing' : RUNNING.has(run?.state ?? '');
    return runs && playback.following && playback.stage === null && !stillness.matches && !document.hidden;
  }

  /** A frame of the run that is due goes first: then the arrows over it are painted once in this animation frame. */
  function schedule() {
    const changes = fold.travels() || thickening.travels(); // Painted once more however late the frame comes: the last picture is the settled one.
    if (drifting || !(changes || isMoving() || ribbon.travels() || lit.travels() || slide.travels())) return;
    drifting = requestAnimationFrame(() => {
      drifting = 0;
      store.flush();
      if (changes || fold.walks(pictureNow())) layers.paintBase();
      if (!layers.moved()) layers.paintMoving();
      schedule();
    });
  }

  function scrolled() {
    timeWindow.read();
    if (layout) timeWindow.publish(layout);
    layers.paintBase();
    layers.paintMoving();
    if (layout) words.overview.move(timeWindow.seen(layout));
  }

  const surroundings = createRedraw(root, renderSurroundings);
  const sight = new IntersectionObserver((entries) => store.set({ profileInSight: entries[entries.length - 1].isIntersecting }), { rootMargin: '120px' });
  sight.observe(elements.profile);
  scroller.addEventListener('scroll', scrolled, { passive: true });
  document.addEventListener('visibilitychange', schedule);
  const unlisten = listen(scroller, store, services, {
    layout: () => fold.shown()?.target ?? layout,
    offset: () => (fold.shown() ? fold.step() : 0),
    scene: () => scene,
    scroll: timeWindow.left,
    hovered(place) {
      pointed.at(place);
      renderReadings();
    },
    revealed: (timeStep) => layout && timeWindow.show(layout, timeStep),
  });
  const unsubscribe = store.subscribe(() => render());
  room.measure();

  return () => {
    unsubscribe();
    surroundings.end();
    table?.end();
    unlisten();
    room.end();
    sight.disconnect();
    document.removeEventListener('visibilitychange', schedule);
    cancelAnimationFrame(drifting);
    root.replaceChildren();
  };
}

/** Whether the gradient triangle is open under the picture; a lesson and a claim point at the profile. */
function triangleStands({ panels, lesson, claim }: State) {
  return panels.includes('triangle') && !lesson && !claim;
}

/**
 * Whether the lines of all models have to stand in one plot: a lesson and a claim point at it, a guess is drawn into
 * it.
 */
function linesShared({ lesson, claim, guess }: State) {
  return Boolean(lesson || claim || guess);
}

function paletteOf({ negative, zero, positive }: Tokens): SignedPalette {
  return { negative: parseColor(negative), zero: parseColor(zero), positive: parseColor(positive) };
}
