/**
 * A question that is put to the run and again while the run goes on: one at a time, and of those that wait the newest;
 * again when the line opens; an answer for a run that is gone is forgotten.
 */

import type { Answer, RunView, Services, State, Store } from '../core/model/types.ts';
import { createRedraw } from '../draw/redraw.ts';
import { watch } from '../core/model/select.ts';
import { el, setText } from './dom.ts';
import { createPlaceholder } from './placeholder.ts';
import { canBeAsked, createInquiry, onLineOpen } from './inquiry.ts';
import { stampWords } from './stamp.ts';

type Found = State['findings'][string];

/**
 * `rate`: times a second at most that nobody asked for; `put`: what is asked now, null: nothing; `take`: what becomes
 * of the answer
 */
export type Asked<Taken> = {
  kind: string;
  rate: number;
  put: (run: RunView, state: State) => { body: Record<string, unknown>, take: (answer: Answer) => Taken } | null;
};

/** @param root asked only while it is in sight */
export function createAsking<Taken>(
  root: Element,
  store: Store<State>,
  services: Services,
  { kind, rate, put }: Asked<Taken>,
  onTaken: (taken: Taken, answer: Answer) => void = () => {},
) {
  const inquiry = createInquiry(services);
  let waiting = false;
  let again = false;
  const { request, hurry, end } = createRedraw(root, () => void ask(), { rate });
  const unopen = onLineOpen(store, request);

  async function ask() {
    const state = store.get();
    const { run } = state;
    if (!run || !canBeAsked(state)) return;
    again = waiting;
    const asked = waiting ? null : put(run, state);
    if (!asked) return;
    waiting = true;
    const answer = await inquiry.ask(kind, asked.body);
    waiting = false;
    if (again) hurry();
    if (answer && store.get().run?.id === run.id) onTaken(asked.take(answer), answer);
  }

  return {
    inquiry,
    /** Soon: the run has gone on. */
    request,
    /** At once: somebody has asked for it. */
    hurry,
    end() {
      end();
      unopen();
    },
  };
}

/**
 * One of the questions that follow the run: what stands around it, and the stamp of the answer in sight. What `take`
 * gives is told to whoever speaks of it.
 */
export function createQuestion(root: HTMLElement, store: Store<State>, services: Services, asked: Asked<Found>) {
  const { t } = services;
  const intro = el('p', { class: 'try-intro' });
  const stamp = el('p', { class: 'try-stamp' });
  /** The update that the answer in sight belongs to. */
  let answered: number | null = null;
  const { inquiry, request, hurry, end } = createAsking(root, store, services, asked, (found, { step }) => {
    answered = step;
    noteFindings(store, asked.kind, found);
    renderStamp(store.get());
  });
  const ends = [
    end,
    watch(store, ({ language }) => [language], () => {
      setText(intro, t(`try.${asked.kind}.intro`));
      inquiry.render();
    }),
    watch(store, (state) => [state.run?.frame, state.run?.step, state.language, canBeAsked(state)], (state) => {
      renderStamp(state);
      if (canBeAsked(state)) request();
    }),
  ];

  function renderStamp(state: State) {
    setText(stamp, answered === null ? '' : stampWords(t, state, answered));
  }

  return {
    hurry,
    /** What was answered and what is on its way is not wanted any more. */
    forget() {
      answered = null;
      inquiry.forget();
      renderStamp(store.get());
    },
    /** @param asking what is chosen @param answer where the answer stands */
    mount(asking: HTMLElement[], answer: HTMLElement[]) {
      const content = el('div', {}, intro, ...asking, inquiry.root, stamp, ...answer);
      const placeholder = createPlaceholder(store, services, content);
      root.append(placeholder.root, content);
      ends.push(placeholder.end);
    },
    end() {
      for (const each of ends) each();
      root.replaceChildren();
    },
  };
}

/** What a question has found, for whoever tells of it. */
export function noteFindings(store: Store<State>, question: string, found: Found) {
  store.set(({ findings }) => ({ findings: { ...findings, [question]: found } }));
}
