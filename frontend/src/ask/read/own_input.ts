/** "Your own input": a sequence of somebody's own, and what every network makes of it. */

import type { Answer, RunView, Services, State, Store, TaskFacts } from '../../core/model/types.ts';
import { readingOf } from './reading.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { el, setText } from '../../ui/dom.ts';
import { createEditor, editorKey, type Editor } from './editor.ts';
import { canBeAsked } from '../../ui/inquiry.ts';
import { createAskedQuestion } from '../asked_question.ts';
import { openQuestion } from '../questions.ts';
import { smallButton } from '../settings.ts';
import { createReadingView } from './reading_view.ts';
import { canReadHere, readHere } from './recorded_network.ts';

/** @returns unmount */
export function mountOwnInput(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const question = createAskedQuestion(root, store, services, () => void read(), canAnswer);
  const reading = createReadingView(services);
  const room = el('div');
  const take = smallButton(takeShown);
  const clear = smallButton(() => editor?.clear());
  const empty = el('p', { class: 'try-empty' });
  question.place([room], el('div', { class: 'try-answer' }, empty, reading.root), { beside: [take, clear] });
  let editor: Editor | null = null;
  let key = '';
  let filled = false;
  let answered: { step: number, body: string } | null = null;

  const unwatch = [
    watch(store, ({ run, language, scheme, catalog }) => [
      run?.id, run?.facts.task, run?.frame === null, language, scheme, catalog,
    ], render),
    onChange(store, ({ run }) => [run?.id], () => forget()),
    onChange(store, ({ run }) => [run?.frame !== null, run?.id], () => void (!filled && takeShown())),
    watch(store, (state) => [canBegin(state), state.run?.id], beginReading),
    onChange(store, (state) => [canReadHere(state) && state.run?.step], () => void readAgain()),
    watch(store, ({ run, language }) => [run?.step, language], renderStamp),
  ];

  function render({ run, catalog }: State) {
    setText(question.intro, t('try.read.intro'));
    setText(take, t(run?.facts.task.modality === 'image' ? 'try.read.take.image' : 'try.read.take'));
    setText(clear, t('try.read.clear'));
    setText(question.go, t('try.read.go'));
    setText(empty, t('try.read.waiting'));
    if (run) {
      if (editorKey(run.facts.task) !== key) furnish(run.facts.task, longest(catalog));
      editor?.setWords();
    }
    question.inquiry.render();
    reading.setWords();
    renderStamp(store.get());
  }

  /** Another task may need another editor. @param most time steps */
  function furnish(task: TaskFacts, most: number) {
    editor?.end();
    editor = createEditor({ t, task, most, onEnter: () => void read() });
    room.replaceChildren(editor.root);
    question.inquiry.about(editor.field);
    [key, filled] = [editorKey(task), false];
    takeShown();
  }

  function renderStamp(state: State) {
    question.setStamp(state, answered?.step);
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
    question.inquiry.forget();
    reading.clear();
    renderStamp(store.get());
  }

  /** Of every run the first answer comes by itself. */
  function beginReading(state: State) {
    if (canBegin(state) && !answered) void read(true);
  }

  /** Another frame of a recording has other weights. */
  function readAgain() {
    if (canReadHere(store.get()) && answered) void read(true);
  }

  /** @param unasked then it is not announced */
  async function read(unasked = false) {
    if (!editor || !canAnswer(store.get())) return;
    const written = editor.written();
    if ('problem' in written) return question.inquiry.refuse(written.problem);
    const body = JSON.stringify(written.body);
    const found = await answerTo(written.body, question, store.get());
    if (!found) return;
    const { reply, run } = found;
    const again = answered?.body === body;
    answered = { step: reply.step, body };
    reading.show(readingOf(reply, run.experiment.lanes.length), run, again);
    renderStamp(store.get());
    if (!unasked) question.announce(reading.finalWords());
  }

  return () => {
    for (const stop of unwatch) stop();
    editor?.end();
    reading.end();
    question.end();
  };
}

/** What a recording's weights make of it here, or else what the server says. */
async function answerTo(
  body: Record<string, unknown>,
  question: ReturnType<typeof createAskedQuestion>,
  state: State,
): Promise<{ reply: Answer, run: RunView } | null> {
  if (!state.run || !canReadHere(state)) return question.ask('evaluate', body);
  question.inquiry.forget();
  return { reply: readHere(state.run, body.values as number[][]), run: state.run };
}

/** Whether a server can be asked, or a recording brings all that reading takes. */
function canAnswer(state: State): boolean {
  return canBeAsked(state) || canReadHere(state);
}

/** Whether there is a network, and the sample that it is shown. */
function canBegin(state: State): boolean {
  if (openQuestion(state) !== 'read' || state.watching || !state.run?.frame) return false;
  return canReadHere(state) || (state.link.state === 'open' && canBeAsked(state));
}

/** @returns time steps that a question may have */
export function longest(catalog: State['catalog']): number {
  const bounds = catalog?.limits.length as unknown;
  return Array.isArray(bounds) ? Number(bounds[1]) : 2000;
}
