/** The unrolled picture by itself: `play(count)` draws a real frame of a real run in each animation frame, as fast as the screen goes. */

import { decodeFrame } from '../../../frontend/src/core/protocol/frame.ts';
import { applyFrame, applyStatus } from '../../../frontend/src/core/model/reducer.ts';
import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';
import { createTranslate } from '../../../frontend/src/core/text/i18n.ts';
import { mountHero } from '../../../frontend/src/hero/hero.ts';

const RUN = 'bench';

const json = async (path) => (await fetch(path)).json();
const [words, setup] = await Promise.all([json('/text/en.json'), json('/bench/setup.json')]);
const blobs = await Promise.all(Array.from({ length: setup.frames }, async (_, index) => (await fetch(`/bench/frames/${index}`)).arrayBuffer()));
const frames = blobs.map((blob) => ({ ...decodeFrame(blob), run: RUN }));

const store = createStore({ ...initialState(), language: 'en' }, () => {});
store.set(applyStatus(store.get(), { type: 'status', run: RUN, state: 'running', step: 0, experiment: setup.experiment, facts: setup.facts }));
const actions = new Proxy({}, { get: () => () => {} });
mountHero(document.getElementById('hero'), store, { t: createTranslate({ en: words, ko: words }, () => 'en'), actions, part: (load) => load(), language: () => 'en' });

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** @param {number} count animation frames, each with a frame of the run */
globalThis.play = async (count) => {
  for (let index = 0; index < count; index += 1) {
    await nextFrame();
    store.set((state) => applyFrame(state, { ...frames[index % frames.length], step: state.run.step + 1 }));
    store.flush();
  }
};
globalThis.ready = true;
