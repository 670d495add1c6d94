/**
 * A question that is put to the run and again while the run goes on: one at a time, and of those that wait the newest;
 * again when the line opens; an answer for a run that is gone is forgotten.
 */

import type { Answer, RunView, Services, State, Store } from '../core/model/types.ts';
import { createRedraw } from '../draw/redraw.ts';
import { watch } from '../core/model/select.ts';
import { el, setText } from './dom.ts';
import { createGate } from './gate.ts';
import { canBeAsked, createInquiry, onLineOpen } from './inquiry.ts';
import { stampWords } from './stamp.ts';

type Found = State['findings'][string];
/** What is asked now, and what becomes of its answer. */
type Put<Taken> = { body: Record<string, unknown>, take: (answer: Answer) => Taken };

/** `rate`: times a second at most that nobody asked for; `put`: null where there is nothing to ask */
export type Asked<Taken> = {
  kind: string;
  rate: number;
  put: (run: RunView, state: State) => Put<Taken> | null;
};

/** @param root asked only while it is in sight */
export function createAsking(
  root: Element,
  store: Store<State>,
  services: Services,
  { kind, rate, put }: Asked<void>,
) {
  const inquiry = createInquiry(services);
  let waiting = false;
  let again = false;
  const turns = createRedraw(root, () => void ask(), { rate });
  const unopen = onLineOpen(store, turns.request);

  async function ask() {
    const state = store.get();
    const { run } = state;
    if (!run || !canBeAsked(state)) return;
    if (waiting) {
      again = true;
      return;
    }
    const asked = put(run, state);
    if (!asked) return;
    waiting = true;
    const answer = await inquiry.ask(kind, asked.body);
    waiting = false;
    if (again) {
      again = false;
      turns.hurry();
    }
    if (answer && store.get().run?.id === run.id) asked.take(answer);
  }

  return {
    problem: inquiry.root,
    renderProblem: inquiry.render,
    /** Soon: the run has gone on. */
    request: turns.request,
    /** At once: somebody has asked for it. */
    hurry: turns.hurry,
    forget: inquiry.forget,
    end() {
      turns.end();
      unopen();
    },
  };
}

/**
 * One of the questions that follow the run, with its introduction, and the stamp that says which update the answer in
 * sight belongs to. `take` gives what the answer says in numbers.
 */
export function createQuestion(root: HTMLElement, store: Store<State>, services: Services, asked: Asked<Found>) {
  const { t } = services;
  const intro = el('p', { class: 'try-intro' });
  const stamp = el('p', { class: 'try-stamp' });
  /** The update that the answer in sight belongs to. */
  let answered: number | null = null;
  const asking = createAsking(root, store, services, {
    ...asked,
    put(run, state) {
      const question = asked.put(run, state);
      return question && { body: question.body, take: (answer) => take(answer, question) };
    },
  });
  let ungate = () => {};
  const unwatch = [
    watch(store, ({ language }) => [language], () => {
      setText(intro, t(`try.${asked.kind}.intro`));
      asking.renderProblem();
    }),
    watch(store, (state) => [state.run?.frame, state.run?.step, state.language, canBeAsked(state)], (state) => {
      renderStamp(state);
      if (canBeAsked(state)) asking.request();
    }),
  ];

  function take(answer: Answer, question: Put<Found>) {
    answered = answer.step;
    noteFindings(store, asked.kind, question.take(answer));
    renderStamp(store.get());
  }

  function renderStamp(state: State) {
    setText(stamp, answered === null ? '' : stampWords(t, state, answered));
  }

  return {
    intro, stamp,
    problem: asking.problem,
    hurry: asking.hurry,
    /** @param content hidden while there is nobody to ask */
    mount(content: HTMLElement) {
      const gate = createGate(store, services, content);
      root.append(gate.root, content);
      ungate = gate.end;
    },
    /** What was answered and what is on its way is not wanted any more. */
    forget() {
      answered = null;
      asking.forget();
      renderStamp(store.get());
    },
    end() {
      asking.end();
      for (const stop of unwatch) stop();
      ungate();
      root.replaceChildren();
    },
  };
}

/** What a question has found, for whoever tells of it. */
export function noteFindings(store: Store<State>, question: string, found: Found) {
  store.set(({ findings }) => ({ findings: { ...findings, [question]: found } }));
}
