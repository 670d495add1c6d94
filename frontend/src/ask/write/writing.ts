/** "Let it write": a network goes on by itself, symbol after symbol, or value after value. */

import type { RunView, Services, State, Store } from '../../core/model/types.ts';
import { symbolsRead, textOf } from '../read/symbols.ts';
import { watch } from '../../core/model/select.ts';
import { el, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { writes } from '../fits.ts';
import { createGate } from '../../ui/gate.ts';
import { canBeAsked, createInquiry } from '../../ui/inquiry.ts';
import { createLaneChoice } from '../../ui/lane_choice.ts';
import { createCount, createScale } from '../settings.ts';
import { stampWords } from '../../ui/stamp.ts';
import { showWave } from './written_wave.ts';
import { showText } from './written_text.ts';

const TEMPERATURES = Array.from({ length: 41 }, (_, notch) => notch / 20);
const MOST = 2000;
/** What is asked for at first. */
const SYMBOLS = 200;

/** @returns unmount */
export function mountWriting(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const inquiry = createInquiry(services);
  const frame = createAnswerFrame();
  const lanes = createLaneChoice('writing-lane', services, () => void write());
  const intro = el('p', { class: 'try-intro' });
  const label = el('label', { for: 'writing-prompt' });
  const prompt = el('textarea', { id: 'writing-prompt', class: 'try-text', rows: 2, autocomplete: 'off', spellcheck: false, onkeydown: submit });
  const count = createCount({ value: SYMBOLS, least: 1, most: MOST, onEnter: () => void write() });
  const seed = createCount({ value: 0, least: 0, most: 2 ** 32 - 1, onEnter: () => void write() });
  const temperature = createScale(TEMPERATURES, 0.8, () => {});
  const die = el('button', { type: 'button', class: 'round die', onclick: () => {
    seed.set(Math.floor(Math.random() * 10_000));
    void write();
  } }, icon('die'));
  const symbols = el('div', { class: 'try-settings' }, label, prompt, temperature.root);
  const numbers = el('div', { class: 'count-row' }, count.root, seed.root, die);
  const go = el('button', { type: 'button', class: 'fix-button try-go', onclick: () => void write() });
  const stamp = el('p', { class: 'try-stamp' });
  const content = el('div', { class: 'try-columns' }, el('div', { class: 'try-asking' }, intro, lanes.root, symbols, numbers, inquiry.root, el('div', { class: 'try-buttons' }, go), stamp), frame.root);
  const gate = createGate(store, services, content);
  root.append(gate.root, content);
  inquiry.about(prompt);
  let answered: { reply: any, run: RunView, lane: number, asked: Record<string, any>, truth: number[] } | null = null;
  let task = '';

  const unwatch = [
    watch(store, ({ run, language, scheme }) => [run?.id, language, scheme], render),
    watch(store, ({ run }) => [run?.id], () => {
      answered = null;
      inquiry.forget();
      renderStamp(store.get());
    }),
    watch(store, ({ run }) => [run?.facts.task, run?.frame !== null], ({ run }) => void (run && begin(run))),
    watch(store, ({ run, language }) => [run?.step, language], renderStamp),
  ];

  function submit(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void write();
  }

  /** The prompt of another task: the beginning of the sample in sight. */
  function begin({ facts, frame: shown }: RunView) {
    const key = JSON.stringify([facts.task.kind, facts.task.input_labels]);
    if (key === task || !shown) return;
    task = key;
    count.set(facts.task.modality === 'symbols' ? (facts.task.kind === 'text' ? SYMBOLS : Math.max(8, facts.task.sequence_length)) : facts.task.sequence_length);
    if (facts.task.modality !== 'symbols') return;
    const read = symbolsRead(shown.input.data as Float32Array, facts.task.input_labels);
    prompt.value = facts.task.kind === 'text' ? textOf(read.slice(0, 24)).replace(/^\S*\s+(?=\S)/, '') : read.slice(0, 1).join('');
  }

  function render(state: State) {
    const facts = state.run?.facts.task;
    const wave = facts !== undefined && facts.modality !== 'symbols';
    lanes.render(state);
    [symbols.hidden, seed.root.hidden, die.hidden] = [wave, wave, wave];
    setText(intro, t(!facts || !wave ? 'try.write.intro' : `try.write.intro.${facts.kind}`));
    setText(label, t('try.write.prompt'));
    count.setWords(t(wave ? 'try.write.values' : 'try.write.count'));
    seed.setWords(t('try.write.seed'));
    temperature.setWords(t('try.write.temperature'));
    die.setAttribute('aria-label', t('try.write.die'));
    die.dataset.tip = t('try.write.die');
    setText(go, t('try.write.go'));
    frame.setWords(t('try.write.name'), t('chart.table'), t('try.write.waiting'));
    inquiry.render();
    draw();
    renderStamp(state);
  }

  function renderStamp(state: State) {
    setText(stamp, answered ? stampWords(t, state, answered.reply.step) : '');
    frame.show(answered !== null);
  }

  function draw() {
    if (!answered) return;
    if (answered.reply.values) showWave(frame, answered, t);
    else showText(frame, answered, t, store.get().language);
  }

  async function write() {
    const { run } = store.get();
    if (!run || !canBeAsked(store.get()) || !writes(run.facts.task)) return;
    const lane = lanes.lane();
    const { asked, truth } = run.facts.task.modality === 'symbols'
      ? { asked: { prompt: prompt.value, temperature: temperature.value(), seed: seed.value() }, truth: [] }
      : waveBegun(run, count.value());
    const reply = await inquiry.ask('sample', { lane, count: count.value(), ...asked });
    const now = store.get().run;
    if (!reply || now?.id !== run.id) return;
    answered = { reply, run: now, lane, asked, truth };
    draw();
    renderStamp(store.get());
    store.set({ announcement: { text: frame.caption.textContent ?? '', assertive: false } });
  }

  return () => {
    for (const stop of unwatch) stop();
    gate.end();
    root.replaceChildren();
  };
}

/**
 * A wave begins with what the sample in sight reads before the network is left alone; what follows it there is the
 * truth.
 * @returns `truth` of what will be written, as far as it is known
 */
export function waveBegun(
  { facts, experiment, frame }: RunView,
  count: number,
): { asked: { values?: number[][] }, truth: number[] } {
  const targets = Array.from(frame?.target.data ?? [], Number);
  if (facts.task.kind === 'waveform' || !frame) return { asked: {}, truth: targets.slice(0, count) };
  const warm = Math.max(1, Math.min(Number(experiment.task.warm_up ?? 10), frame.input.shape[0]));
  const read = Array.from(frame.input.data, Number);
  return { asked: { values: read.slice(0, warm).map((value) => [value]) }, truth: targets.slice(warm - 1, warm - 1 + count) };
}
