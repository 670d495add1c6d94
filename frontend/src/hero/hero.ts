/** The hero: every lane's unrolled network, its inputs, predictions and gradients on one time axis. */

import type { Services, State, Store } from '../core/model/types.ts';
import type { HeroLayout } from '../core/model/hero_layout.ts';
import { createRedraw } from '../draw/redraw.ts';
import { isPreview } from '../core/model/reducer.ts';
import { createAnimation } from './animation.ts';
import { heroElements } from './elements.ts';
import { createLayers } from './layers.ts';
import { createLives } from './lives.ts';
import { listen } from './pointer.ts';
import { createSpace } from './space.ts';
import { createReadings } from './readings_life.ts';
import { createStanding, linesShared, triangleStands } from './standing.ts';
import { createCaptions } from './captions.ts';
import { createWindow } from './window.ts';

/** @returns unmount */
export function mountHero(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const elements = heroElements(root, services);
  const { scroller } = elements;
  const again = () => render(true);
  const lives = createLives(elements, store, services, render);
  const { subtraction, fold } = lives;
  const words = createCaptions(elements, store, services, (lane, state) => {
    standing.choose(lane, state);
    again();
  }, again);
  const readings = createReadings(elements, store, services, subtraction, again);
  const timeWindow = createWindow(scroller, store);
  const room = createSpace(root, elements, again);
  const { overview } = words;
  const standing = createStanding(root, elements, store, services, lives, { room, timeWindow, overview });
  const layers = createLayers(elements, { fold, subtraction: subtraction.painter, present: standing.presentNow });

  /** The layout that the captions were made for. */
  let captioned: HeroLayout | null = null;
  let drawn: readonly unknown[] = [];

  /** @param anew even if nothing in the store has changed */
  function render(anew = false) {
    const state = store.get();
    const wanted = picturedOf(state);
    fold.follow(drawn.length > 0);
    root.dataset.view = state.view;
    if (anew || wanted.some((value, index) => value !== drawn[index])) {
      drawn = wanted;
      renderPicture(state, anew);
    } else if (fold.covers() && fold.walks(standing.pictureNow())) {
      layers.paintBase(); // The folded cell follows the cursor.
    }
    timeWindow.follow(standing.layout());
    lives.highlight.follow();
    layers.paintMoving();
    readings.show(standing.scene());
    animation.schedule();
  }

  function renderPicture(state: State, anew: boolean) {
    const made = standing.make(state);
    if (!made) return;
    const { scene, layout } = made;
    timeWindow.showLastLoss(layout, scene);
    lives.bracket.follow(scene);
    lives.ribbon.follow(scene, state.run?.id ?? '', scene.lanes[state.selectedLane] ? state.selectedLane : 0);
    layers.paintBase();
    timeWindow.publish(layout);
    // A knob that is dragged is answered at once, in words too.
    if (anew || layout !== captioned || isPreview(state.run)) renderCaptions();
    else captions.request();
    lives.entering.follow(scene, layout, store.get().run?.id ?? '');
  }

  /**
   * Words and overview, at a pace at which they can be read. They follow the canvas: setting a canvas' font while words
   * in the page have changed would make the browser style the page on the spot.
   */
  function renderCaptions() {
    const [scene, layout] = [standing.scene(), standing.layout()];
    if (!scene || !layout) return;
    captioned = layout;
    words.update(scene, layout, { titled: fold.shown()?.layout ?? layout, seen: timeWindow.seen(layout) });
    subtraction.say(scene, layout);
  }

  function scrolled() {
    const layout = standing.layout();
    timeWindow.read();
    if (layout) timeWindow.publish(layout);
    layers.paintBase();
    layers.paintMoving();
    if (layout) overview.move(timeWindow.seen(layout));
  }

  const captions = createRedraw(root, renderCaptions);
  const sight = watchSight(elements.profile, store);
  scroller.addEventListener('scroll', scrolled, { passive: true });
  const animation = createAnimation(store, lives, layers, standing.pictureNow);
  const unlisten = listen(scroller, store, services, {
    layout: () => fold.shown()?.target ?? standing.layout(),
    offset: () => (fold.shown() ? fold.step() : 0),
    scene: standing.scene,
    scroll: timeWindow.left,
    hovered: (place) => readings.pointAt(place, standing.scene()),
    revealed: (timeStep) => timeWindow.show(standing.layout(), timeStep),
  });
  const unsubscribe = store.subscribe(() => render());

  return () => {
    unsubscribe();
    captions.end();
    readings.end();
    unlisten();
    room.end();
    sight.disconnect();
    animation.end();
    root.replaceChildren();
  };
}

/** Says whether the profile is in sight. */
function watchSight(profile: HTMLElement, store: Store<State>): IntersectionObserver {
  const sight = new IntersectionObserver((entries) => {
    store.set({ profileInSight: entries[entries.length - 1].isIntersecting });
  }, { rootMargin: '120px' });
  sight.observe(profile);
  return sight;
}

/** What of the state the picture shows. */
function picturedOf(state: State): readonly unknown[] {
  const { run, experiment, facts, selectedLane, language, scheme, playback } = state;
  return [
    run?.frame, run?.lanes, run ? run.facts : facts, run ? run.experiment : experiment, selectedLane, language,
    scheme, playback.stage, playback.progress, state.keepOverlay, state.lossTimeStep, state.difference, state.view,
    state.columns, state.figures, linesShared(state), triangleStands(state),
  ];
}
