/**
 * The hero: every lane's unrolled network, its inputs, predictions and gradients on one time axis.
 *
 * @import { Cursor, Services, State, Store } from '../state/types.d.ts'
 * @import { HeroLayout } from '../layout/hero-layout.js'
 * @import { SignedPalette } from '../layout/colour.js'
 * @import { Picture, Scene, SceneLane } from './hero-scene.js'
 * @import { Tokens } from './tokens.js'
 */

import { createRedraw } from '../charts/redraw.js';
import { parseColor } from '../layout/colour.js';
import { heroLayout } from '../layout/hero-layout.js';
import { lightOf } from '../layout/stages.js';
import { columnCentre, END_ROOM, scrollToShow, visibleSteps } from '../layout/time-axis.js';
import { el, setAttribute, setText } from './dom.js';
import { createCaption } from './hero-caption.js';
import { createLaneChips } from './hero-lane-chips.js';
import { createOverview } from './hero-overview.js';
import { paintMoving, paintPicture } from './hero-painting.js';
import { listen } from './hero-pointer.js';
import { createMemory, createScene } from './hero-scene.js';
import { createTable } from './hero-table.js';
import { createTitles } from './hero-titles.js';
import { createTooltip } from './hero-tooltip.js';
import { createSurface } from './surface.js';
import { tokens as readTokens } from './tokens.js';

const TOUCH_WIDTH = 560;
const SCROLLBAR = 14;
const RUNNING = new Set(['running', 'recovered']);

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountHero(root, store, services) {
  const { t } = services;
  const parts = build(root, services);
  const { stage, scroller, extent, base, moving } = parts;
  const [baseSurface, movingSurface] = [createSurface(base), createSurface(moving)];
  const memory = createMemory();
  /** @type {Record<number, string>} */
  const states = {};
  const titles = createTitles(parts.titles, services, (lane, state) => {
    states[lane] = state;
    render(true);
  });
  const chips = createLaneChips(parts.chips, services);
  const overview = createOverview(parts.overview, services, (left) => void (scroller.scrollLeft = left));
  const caption = createCaption(parts.caption, t);
  const tooltip = createTooltip(stage, t);
  const table = createTable(parts.table, t);
  const stillness = matchMedia('(prefers-reduced-motion: reduce)');

  /** @type {HeroLayout | null} */
  let layout = null;
  /** The layout that the surroundings were made for. @type {HeroLayout | null} */
  let surrounded = null;
  /** @type {Scene | null} */
  let scene = null;
  /** @type {readonly unknown[]} */
  let drawn = [];
  /** @type {{ cursor: Cursor, x: number, y: number } | null} */
  let hovered = null;
  /** @type {{ negative: string, value: SignedPalette } | null} */
  let palette = null;
  let drifting = 0;
  /** The animation frame in which the moving layer was painted last. */
  let movedAt = -1;
  let scroll = 0;
  /** The task and length whose window has been chosen. */
  let whose = '';
  let room = { width: 0, height: 0 };
  /** @type {readonly unknown[]} */
  let shape = [];

  /** @param {boolean} [anew] even if nothing in the store has changed */
  function render(anew = false) {
    const state = store.get();
    const { run, experiment, facts, selectedLane, language, scheme, playback } = state;
    const wanted = [run?.frame, run?.lanes, run ? run.facts : facts, run ? run.experiment : experiment, selectedLane, language, scheme, playback.stage, playback.progress, state.keepOverlay];
    if (anew || wanted.some((value, index) => value !== drawn[index])) {
      drawn = wanted;
      renderPicture(state, anew);
    }
    followWindow();
    renderMoving();
    renderReadings();
    schedule();
  }

  /** @param {State} state @param {boolean} anew */
  function renderPicture(state, anew) {
    const tokens = readTokens();
    const touch = room.width < TOUCH_WIDTH;
    scene = createScene(state, tokens, memory, { touch, states }, t);
    setAttribute(root, 'data-empty', String(!scene));
    if (!scene || room.width === 0) return;
    placeRows(scene);
    if (!layout) return;
    showLastLoss(scene);
    paintBase(tokens);
    publishWindow();
    if (anew || layout !== surrounded) renderSurroundings();
    else surroundings.request();
  }

  /** Words and overview, at a pace at which they can be read. They follow the canvas: setting a canvas' font while words in the
   * page have changed would make the browser style the page on the spot. */
  function renderSurroundings() {
    if (!scene || !layout) return;
    surrounded = layout;
    chips.update(scene, layout.touch, store.get().selectedLane);
    caption.update(scene, layout.prediction);
    titles.update(scene, layout);
    setText(parts.help, t('hero.help'));
    setText(parts.profile, t(layout.touch ? 'hero.profile.short' : 'hero.profile', { state: commonGradient(scene) }));
    setAttribute(scroller, 'aria-label', t('hero.label', { lanes: scene.lanes.length, count: scene.task.sequence_length }));
    if (!layout.axis.scrolls) return;
    overview.move(scrollNow(layout));
    overview.paint(scene, readTokens(), devicePixelRatio);
  }

  /** Where the time axis lies, for the measurements that share it. */
  function publishWindow() {
    if (!layout) return;
    const { axis, gutter, width, touch, labelled } = layout;
    const known = store.get().timeWindow;
    if (known && known.axis === axis && known.scroll === scroll && known.width === width) return;
    store.set({ timeWindow: { axis, gutter, width, touch, labelled, scroll } });
  }

  /** Somebody scrolled a measurement along the same axis. */
  function followWindow() {
    const wanted = store.get().timeWindow?.scroll ?? scroll;
    if (layout?.axis.scrolls && wanted !== scroll) scroller.scrollLeft = wanted;
  }

  /** Pixels of caption, chips and overview around the picture. */
  function besides() {
    return (stage.parentElement?.offsetHeight ?? 0) - stage.offsetHeight;
  }

  /** The room that the page leaves for the picture; without limit where the page itself scrolls. */
  function measure() {
    const width = root.clientWidth;
    const limited = width >= TOUCH_WIDTH && getComputedStyle(root).overflowY !== 'visible';
    const next = { width, height: limited ? Math.max(0, root.clientHeight - besides()) : 0 };
    if (next.width === room.width && next.height === room.height) return;
    room = next;
    render(true);
  }

  /** A new layout where the room or the network has changed. @param {Scene} from */
  function placeRows(from) {
    const lanes = from.visible.map((lane) => shapeOf(from.lanes[lane]));
    const next = [room, from.task, ...lanes.flatMap((lane) => Object.values(lane))];
    if (next.length === shape.length && next.every((value, index) => value === shape[index])) return;
    shape = next;
    const scrolls = layout?.axis.scrolls ?? false;
    layout = heroLayout({ ...room, task: from.task, lanes });
    if (layout.axis.scrolls && room.height) layout = heroLayout({ ...room, height: room.height - SCROLLBAR, task: from.task, lanes });
    // How little and how much height the picture can use: between the two the page decides.
    const extremes = [1, 9999].map((height) => heroLayout({ ...room, height, task: from.task, lanes }).height + besides());
    for (const [index, name] of ['--hero-least', '--hero-most'].entries()) root.parentElement?.style.setProperty(name, `${extremes[index]}px`);
    stage.style.height = `${layout.height + (layout.axis.scrolls ? SCROLLBAR : 0)}px`;
    extent.style.width = `${layout.axis.scrolls ? layout.axis.width + END_ROOM : 1}px`;
    parts.profile.style.top = `${layout.profile.y}px`;
    parts.profile.style.insetInlineStart = `${layout.gutter}px`;
    root.dataset.touch = String(layout.touch);
    overview.toggle(layout.axis.scrolls);
    if (layout.axis.scrolls && (!scrolls || whose !== sequenceKey(from))) scroller.scrollLeft = layout.axis.width;
    scroll = scroller.scrollLeft;
  }

  /** The first frame of a task decides which window is open: the one that ends with the last loss. @param {Scene} of */
  function showLastLoss(of) {
    if (!layout || !of.frame || whose === sequenceKey(of)) return;
    whose = sequenceKey(of);
    if (!layout.axis.scrolls) return;
    scroller.scrollLeft = columnCentre(layout.axis, of.lastLoss) + layout.axis.pitch / 2 + END_ROOM - layout.width;
    scroll = scroller.scrollLeft;
  }

  /** @param {HeroLayout} of */
  function scrollNow({ axis, gutter, width }) {
    return { total: axis.width - gutter, seen: width - gutter, left: scroll };
  }

  /** @param {Tokens} tokens @returns {Picture | null} */
  function pictureNow(tokens) {
    if (!scene || !layout) return null;
    const { playback } = store.get();
    if (palette?.negative !== tokens.negative) palette = { negative: tokens.negative, value: paletteOf(tokens) };
    const [first, last] = visibleSteps(layout.axis, scroll + (layout.axis.scrolls ? layout.gutter : 0), scroll + layout.width);
    return { ...scene, layout, tokens, palette: palette.value, t, first, last, light: lightOf(playback.stage, playback.progress, scene.task.sequence_length) };
  }

  /** @param {Tokens} tokens */
  function paintBase(tokens) {
    const picture = pictureNow(tokens);
    if (!picture || !baseSurface.context) return;
    baseSurface.clear(picture.layout.width, picture.layout.height, devicePixelRatio);
    paintPicture(baseSurface.context, picture, scroll);
  }

  function renderMoving() {
    const picture = pictureNow(readTokens());
    if (!picture || !movingSurface.context) return;
    movedAt = frameTime();
    movingSurface.clear(picture.layout.width, picture.layout.height, devicePixelRatio);
    paintMoving(movingSurface.context, picture, scroll, { cursor: cursorIn(picture), pinned: store.get().pinned, drift: isMoving() ? movedAt : null });
  }

  function renderReadings() {
    if (!scene) return;
    if (!store.get().cursor) hovered = null;
    if (hovered) tooltip.show(scene, hovered.cursor, hovered);
    else tooltip.hide();
    table.update(scene, cursorIn(scene) ?? { lane: 0, layer: 0, timeStep: scene.lastLoss, unit: 0 }, performance.now());
  }

  /** @param {Scene} from @returns {Cursor | null} the cursor, if it names a place that is there */
  function cursorIn({ lanes, task }) {
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
    if (drifting || !isMoving()) return;
    drifting = requestAnimationFrame(() => {
      drifting = 0;
      store.flush();
      if (movedAt !== frameTime()) renderMoving();
      schedule();
    });
  }

  function scrolled() {
    scroll = scroller.scrollLeft;
    publishWindow();
    paintBase(readTokens());
    renderMoving();
    if (layout) overview.move(scrollNow(layout));
  }

  const surroundings = createRedraw(root, renderSurroundings);
  const observer = new ResizeObserver(measure);
  observer.observe(root);
  for (const part of [parts.caption, parts.chips, parts.overview]) observer.observe(part);
  const sight = new IntersectionObserver((entries) => store.set({ profileInSight: entries[entries.length - 1].isIntersecting }), { rootMargin: '120px' });
  sight.observe(parts.profile);
  scroller.addEventListener('scroll', scrolled, { passive: true });
  document.addEventListener('visibilitychange', schedule);
  const unlisten = listen(scroller, store, services, {
    layout: () => layout,
    scene: () => scene,
    scroll: () => scroll,
    hovered(place) {
      hovered = place;
      renderReadings();
    },
    revealed(timeStep) {
      if (!layout?.axis.scrolls) return;
      scroller.scrollLeft = scrollToShow(layout.axis, timeStep, { left: scroll, width: layout.width, inset: layout.gutter });
    },
  });
  const unsubscribe = store.subscribe(() => render());
  measure();

  return () => {
    unsubscribe();
    surroundings.end();
    unlisten();
    observer.disconnect();
    sight.disconnect();
    document.removeEventListener('visibilitychange', schedule);
    cancelAnimationFrame(drifting);
    root.replaceChildren();
  };
}

/** @returns {number} milliseconds; the same throughout an animation frame */
function frameTime() {
  return Number(document.timeline.currentTime);
}

/** What the gradients in the profile are taken by; h where the lanes differ. @param {Scene} scene */
function commonGradient({ lanes, visible }) {
  const names = new Set(visible.map((lane) => lanes[lane].gradientName));
  return names.size === 1 ? [...names][0] : 'h';
}

/** @param {Scene} scene */
function sequenceKey({ task }) {
  return `${task.kind}/${task.sequence_length}`;
}

/** @param {SceneLane} lane what its room depends on */
function shapeOf({ lane, layers, hiddenSize, clock }) {
  return { lane, layers, hiddenSize, modules: clock?.periods.length ?? 0 };
}

/** @param {Tokens} tokens @returns {SignedPalette} */
function paletteOf({ negative, zero, positive }) {
  return { negative: parseColor(negative), zero: parseColor(zero), positive: parseColor(positive) };
}

/** @param {HTMLElement} root @param {Services} services */
function build(root, { t }) {
  const base = el('canvas', { class: 'hero-canvas', 'aria-hidden': 'true' });
  const moving = el('canvas', { class: 'hero-canvas hero-moving', 'aria-hidden': 'true' });
  const extent = el('div', { class: 'hero-extent' });
  const help = el('p', { class: 'visually-hidden', id: 'hero-help' }, t('hero.help'));
  const scroller = el('div', { class: 'hero-scroller', tabIndex: 0, role: 'application', 'aria-describedby': 'hero-help' }, extent);
  const profile = el('p', { class: 'hero-profile-title' });
  const titles = el('div', { class: 'hero-titles' }, profile);
  const stage = el('div', { class: 'hero-stage' }, base, moving, scroller, titles);
  const chips = el('div', { class: 'hero-chips' });
  const overview = el('div', { class: 'hero-overview-place' });
  const caption = el('div', { class: 'hero-caption' });
  const table = el('div', { class: 'visually-hidden' });
  root.replaceChildren(el('div', { class: 'hero-inside' }, chips, overview, stage, caption, help, table));
  return { base, moving, extent, help, profile, scroller, titles, stage, chips, overview, caption, table };
}
