/** "Your own input": a sequence of somebody's own, and what every network makes of it. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { readingOf } from './reading.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { el, setText } from '../../ui/dom.ts';
import { createEditor, editorKey, type Editor } from './editor.ts';
import { createGate } from '../../ui/gate.ts';
import { canBeAsked, createInquiry } from '../../ui/inquiry.ts';
import { openQuestion } from '../questions.ts';
import { createReadingView } from './reading_view.ts';
import { stampWords } from '../../ui/stamp.ts';

/** @returns unmount */
export function mountOwnInput(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const inquiry = createInquiry(services);
  const reading = createReadingView(services);
  const intro = el('p', { class: 'try-intro' });
  const room = el('div');
  const go = el('button', { type: 'button', class: 'fix-button try-go', onclick: () => void read() });
  const take = el('button', { type: 'button', class: 'pill small', onclick: () => takeShown() });
  const clear = el('button', { type: 'button', class: 'pill small', onclick: () => editor?.clear() });
  const stamp = el('p', { class: 'try-stamp' });
  const empty = el('p', { class: 'try-empty' });
  const asking = el('div', { class: 'try-asking' }, intro, room, inquiry.root, el('div', { class: 'try-buttons' }, go, take, clear), stamp);
  const answer = el('div', { class: 'try-answer' }, empty, reading.root);
  const content = el('div', { class: 'try-columns' }, asking, answer);
  const gate = createGate(store, services, content);
  root.append(gate.root, content);
  let editor: Editor | null = null;
  let key = '';
  let filled = false;
  let answered: { step: number, body: string } | null = null;

  const unwatch = [
    watch(store, ({ run, language, scheme, catalog }) => [run?.id, run?.facts.task, run?.frame === null, language, scheme, catalog], render),
    onChange(store, ({ run }) => [run?.id], () => forget()),
    onChange(store, ({ run }) => [run?.frame !== null, run?.id], () => void (!filled && takeShown())),
    watch(store, (state) => [canBegin(state), state.run?.id], beginReading),
    watch(store, ({ run, language }) => [run?.step, language], renderStamp),
  ];

  function render({ run, catalog }: State) {
    setText(intro, t('try.read.intro'));
    setText(take, t(run?.facts.task.modality === 'image' ? 'try.read.take.image' : 'try.read.take'));
    setText(clear, t('try.read.clear'));
    setText(go, t('try.read.go'));
    setText(empty, t('try.read.waiting'));
    if (run) {
      const wanted = editorKey(run.facts.task);
      if (wanted !== key) {
        editor?.end();
        editor = createEditor({ t, task: run.facts.task, most: longest(catalog), onEnter: () => void read() });
        room.replaceChildren(editor.root);
        inquiry.about(editor.field);
        [key, filled] = [wanted, false];
        takeShown();
      }
      editor?.setWords();
    }
    inquiry.render();
    reading.setWords();
    renderStamp(store.get());
  }

  function renderStamp(state: State) {
    setText(stamp, answered ? stampWords(t, state, answered.step) : '');
    empty.hidden = answered !== null;
  }

  /** The shown sample of the batch is a good thing to begin with. */
  function takeShown() {
    const { run } = store.get();
    if (!editor || !run?.frame || editorKey(run.facts.task) !== key) return;
    editor.take(run.frame.input);
    filled = true;
  }

  function forget() {
    answered = null;
    inquiry.forget();
    reading.clear();
    renderStamp(store.get());
  }

  /** Whether there is a network, and the sample that it is shown. */
  function canBegin(state: State) {
    return openQuestion(state) === 'read' && state.link.state === 'open' && !state.watching && canBeAsked(state) && state.run?.frame !== null;
  }

  /** Of every run the first answer comes by itself. */
  function beginReading(state: State) {
    if (canBegin(state) && !answered) void read(true);
  }

  /** @param unasked then it is not announced */
  async function read(unasked = false) {
    const before = store.get().run;
    if (!editor || !before || !canBeAsked(store.get())) return;
    const written = editor.written();
    if ('problem' in written) return inquiry.refuse(written.problem);
    const body = JSON.stringify(written.body);
    const found = await inquiry.ask('evaluate', written.body);
    const { run } = store.get();
    if (!found || run?.id !== before.id) return;
    const again = answered?.body === body;
    answered = { step: found.step, body };
    reading.show(readingOf(found, run.experiment.lanes.length), run, again);
    renderStamp(store.get());
    if (!unasked) store.set({ announcement: { text: reading.finalWords(), assertive: false } });
  }

  return () => {
    for (const stop of unwatch) stop();
    gate.end();
    editor?.end();
    reading.end();
    root.replaceChildren();
  };
}

/** @returns time steps that a question may have */
export function longest(catalog: State['catalog']): number {
  const bounds = catalog?.limits.length as unknown;
  return Array.isArray(bounds) ? Number(bounds[1]) : 2000;
}
