/** "Let it write": a network goes on by itself, symbol after symbol, or value after value. */

import { foretellsValues } from '../../core/model/foretelling.ts';
import type { RunView, Services, State, Store, TaskFacts, Tensor, Translate } from '../../core/model/types.ts';
import { symbolsRead, textOf } from '../read/symbols.ts';
import { watch } from '../../core/model/select.ts';
import { el, setText } from '../../ui/dom.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { createAskedQuestion } from '../asked_question.ts';
import { writes } from '../fits.ts';
import { canBeAsked } from '../../ui/inquiry.ts';
import { createLaneChoice } from '../../ui/lane_choice.ts';
import { createCount, createDie, createScale } from '../settings.ts';
import { showWave } from './written_wave.ts';
import { showText } from './written_text.ts';

const TEMPERATURES = Array.from({ length: 41 }, (_, notch) => notch / 20);
const MOST = 2000;
/** What is asked for at first. */
const SYMBOLS = 200;
const FEWEST_SYMBOLS = 8;
/** Of a text: where its beginning is taken from. */
const BEGINNING = 24;

/** @returns unmount */
export function mountWriting(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const question = createAskedQuestion(root, store, services, () => void write());
  const frame = createAnswerFrame();
  const lanes = createLaneChoice('writing-lane', services, () => void write());
  const settings = createWritingSettings(t, () => void write());
  question.place([lanes.root, ...settings.parts], frame.root);
  question.inquiry.about(settings.field);
  let answered: {
    reply: any, run: RunView, lane: number, asked: Record<string, any>, truth: number[],
  } | null = null;
  let task = '';

  const unwatch = [
    watch(store, ({ run, language, scheme }) => [run?.id, language, scheme], render),
    watch(store, ({ run }) => [run?.id], () => {
      answered = null;
      question.inquiry.forget();
      renderStamp(store.get());
    }),
    watch(store, ({ run }) => [run?.facts.task, run?.frame !== null], ({ run }) => void (run && begin(run))),
    watch(store, ({ run, language }) => [run?.step, language], renderStamp),
  ];

  /** Another task begins with another prompt. */
  function begin({ facts: { task: now }, frame: shown }: RunView) {
    const key = JSON.stringify([now.kind, now.input_labels]);
    if (key === task || !shown) return;
    task = key;
    settings.begin(now, shown.input);
  }

  function render(state: State) {
    const facts = state.run?.facts.task;
    const wave = facts !== undefined && facts.modality !== 'symbols';
    lanes.render(state);
    setText(question.intro, t(!facts || !wave ? 'try.write.intro' : `try.write.intro.${foretellsValues(facts) ? 'signal' : facts.kind}`));
    settings.render(wave);
    setText(question.go, t('try.write.go'));
    frame.setWords(t('try.write.name'), t('chart.table'), t('try.write.waiting'));
    question.inquiry.render();
    draw();
    renderStamp(state);
  }

  function renderStamp(state: State) {
    question.setStamp(state, answered?.reply.step);
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
    const count = settings.count();
    const { asked, truth } = run.facts.task.modality === 'symbols'
      ? { asked: settings.symbols(), truth: [] }
      : waveBegun(run, count);
    const found = await question.ask('sample', { lane, count, ...asked });
    if (!found) return;
    answered = { ...found, lane, asked, truth };
    draw();
    renderStamp(store.get());
    question.announce(frame.caption.textContent);
  }

  return () => {
    for (const stop of unwatch) stop();
    question.end();
  };
}

/** How much is written, and from what. @param write somebody has pressed Enter, or wants another seed */
function createWritingSettings(t: Translate, write: () => void) {
  const label = el('label', { for: 'writing-prompt' });
  const prompt = el('textarea', {
    id: 'writing-prompt', class: 'try-text', rows: 2, autocomplete: 'off', spellcheck: false, onkeydown: submit,
  });
  const count = createCount({ value: SYMBOLS, least: 1, most: MOST, onEnter: write });
  const seed = createCount({ value: 0, least: 0, most: 2 ** 32 - 1, onEnter: write });
  const temperature = createScale(TEMPERATURES, 0.8, () => {});
  const die = createDie((thrown) => {
    seed.set(thrown);
    write();
  });
  const symbols = el('div', { class: 'try-settings' }, label, prompt, temperature.root);
  const numbers = el('div', { class: 'count-row' }, count.root, seed.root, die.root);

  function submit(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    write();
  }

  return {
    parts: [symbols, numbers],
    field: prompt,
    count: count.value,
    /** @returns what is asked of a network that writes symbols */
    symbols: () => ({ prompt: prompt.value, temperature: temperature.value(), seed: seed.value() }),
    /** @param input of the sample in sight */
    begin(task: TaskFacts, input: Tensor) {
      count.set(firstCount(task));
      if (task.modality === 'symbols') prompt.value = firstPrompt(task, input);
    },
    /** @param wave it writes values: nothing is thrown, and nothing typed */
    render(wave: boolean) {
      symbols.hidden = seed.root.hidden = die.root.hidden = wave;
      setText(label, t('try.write.prompt'));
      count.setWords(t(wave ? 'try.write.values' : 'try.write.count'));
      seed.setWords(t('try.write.seed'));
      temperature.setWords(t('try.write.temperature'));
      die.setWords(t('try.write.die'));
    },
  };
}

/** @returns how much is asked for at first */
function firstCount({ modality, kind, sequence_length: length }: TaskFacts): number {
  if (modality !== 'symbols') return length;
  return kind === 'text' ? SYMBOLS : Math.max(FEWEST_SYMBOLS, length);
}

/**
 * The beginning of the sample in sight; of a text whole words, as far as that is.
 * @param input what it reads
 */
function firstPrompt({ kind, input_labels: labels }: TaskFacts, input: Tensor): string {
  const read = symbolsRead(input.data as Float32Array, labels);
  if (kind !== 'text') return read.slice(0, 1).join('');
  return textOf(read.slice(0, BEGINNING)).replace(/^\S*\s+(?=\S)/, '');
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
  return {
    asked: { values: read.slice(0, warm).map((value) => [value]) }, truth: targets.slice(warm - 1, warm - 1 + count),
  };
}
