/**
 * One question to the run at a time: what went wrong stands beside its field, an answer that comes too late is
 * forgotten.
 */

import type { Cause, Services, State, Store } from '../core/model/types.ts';
import { isLive } from '../core/model/reducer.ts';
import { onChange } from '../core/model/select.ts';
import { problemText } from '../core/text/problem.ts';
import { el, setAttribute, setText } from './dom.ts';

export type Inquiry = ReturnType<typeof createInquiry>;

let inquiries = 0;

export function createInquiry({ request, t }: Services) {
  const root = el('p', { class: 'try-problem', id: `try-problem-${(inquiries += 1)}`, hidden: true });
  let problem: (() => { text: string, lang: 'en' | null }) | null = null;
  /** what the problem is about */
  let field: HTMLElement | null = null;
  let asked = 0;

  function render() {
    const words = problem?.() ?? { text: '', lang: null };
    setText(root, words.text);
    setAttribute(root, 'lang', words.lang);
    root.hidden = words.text === '';
    if (field) setAttribute(field, 'aria-invalid', root.hidden ? null : 'true');
  }

  function complain(words: (() => { text: string, lang: 'en' | null }) | null) {
    problem = words;
    render();
  }

  return {
    root, render,
    about(element: HTMLElement | null) {
      if (field) setAttribute(field, 'aria-describedby', null);
      field = element;
      if (field) setAttribute(field, 'aria-describedby', root.id);
      render();
    },
    /** What is wrong before anybody is asked; null: nothing. */
    refuse: (words: (() => string) | null) => complain(words && (() => ({ text: words(), lang: null }))),
    /**
     * @param smaller what to ask instead where it was too much
     * @returns null where it was refused, or another question has been asked since
     */
    async ask(
      kind: string,
      body: Record<string, unknown>,
      smaller: (cause: Cause) => Record<string, unknown> | null = () => null,
    ): Promise<any> {
      const mine = (asked += 1);
      complain(null);
      const attempt = async (wanted: Record<string, unknown>, again = true) => {
        try {
          return await request(kind, wanted);
        } catch (error) {
          const instead =
            again && mine === asked ? smaller(((error as Error).cause ?? { type: '', parameters: {} }) as Cause) : null;
          if (instead) return attempt(instead, false);
          if (mine === asked) complain(() => problemText(error as Error, t));
          return null;
        }
      };
      const answer = await attempt(body);
      return mine === asked ? answer : null;
    },
    /** Whatever is on its way is not wanted any more. */
    forget() {
      asked += 1;
      complain(null);
    },
  };
}

/**
 * What was asked when the line was cut has no answer: it is asked again.
 * @returns unsubscribe
 */
export function onLineOpen(store: Store<State>, ask: () => void): () => void {
  return onChange(
    store, (state) => [state.link.state === 'open' && canBeAsked(state)], (_, [open]) => void (open && ask()),
  );
}

/** Whether there is a network to ask: a recording has none. */
export function canBeAsked({ run }: State): boolean {
  return isLive(run) || (run?.source === 'live' && ['finished', 'diverged'].includes(run.state));
}
