/** A question that is asked with a button: what is asked stands beside its answer, once there is a network to ask. */

import type { Cause, RunView, Services, State, Store } from '../core/model/types.ts';
import { el, setText, type Child } from '../ui/dom.ts';
import { createPlaceholder } from '../ui/placeholder.ts';
import { canBeAsked, createInquiry } from '../ui/inquiry.ts';
import { stampWords } from '../ui/stamp.ts';

/** @param ask what the button does @param isOpen whether there is a network to ask */
export function createAskedQuestion(
  root: HTMLElement,
  store: Store<State>,
  services: Services,
  ask: () => void,
  isOpen: (state: State) => boolean = canBeAsked,
) {
  const inquiry = createInquiry(services);
  const intro = el('p', { class: 'try-intro' });
  const go = el('button', { type: 'button', class: 'fix-button try-go', onclick: ask });
  const stamp = el('p', { class: 'try-stamp' });
  let endPlaceholder = () => {};

  return {
    inquiry, intro, go,
    /** @param settings above the button @param beside the button @param below it, behind the stamp */
    place(
      settings: Child[],
      answer: HTMLElement,
      { beside = [], below = [] }: { beside?: Child[], below?: Child[] } = {},
    ) {
      const buttons = el('div', { class: 'try-buttons' }, go, ...beside);
      const asking = el('div', { class: 'try-asking' }, intro, ...settings, inquiry.root, buttons, stamp, ...below);
      const content = el('div', { class: 'try-columns' }, asking, answer);
      const placeholder = createPlaceholder(store, services, content, isOpen);
      root.append(placeholder.root, content);
      endPlaceholder = placeholder.end;
    },
    /** @param step of the answer; none while there is none */
    setStamp(state: State, step: number | undefined) {
      setText(stamp, step === undefined ? '' : stampWords(services.t, state, step));
    },
    /**
     * @param smaller what to ask instead where it was too much
     * @returns null where it was refused, or another question has been asked since, or there is another run
     */
    async ask(
      kind: string,
      body: Record<string, unknown>,
      smaller?: (cause: Cause) => Record<string, unknown> | null,
    ): Promise<{ reply: any, run: RunView } | null> {
      const before = store.get().run;
      const reply = await inquiry.ask(kind, body, smaller);
      const { run } = store.get();
      return reply && run && run.id === before?.id ? { reply, run } : null;
    },
    announce(text: string | null) {
      store.set({ announcement: { text: text ?? '', assertive: false } });
    },
    end() {
      endPlaceholder();
      root.replaceChildren();
    },
  };
}
