/**
 * One question to the run at a time: what went wrong stands beside its field, an answer that comes too late is forgotten.
 *
 * @import { Cause, Services, State, Store } from '../../state/types.d.ts'
 */

import { isLive } from '../../state/reducer.js';
import { onChange } from '../../state/select.js';
import { problemText } from '../../text/problem.js';
import { el, setAttribute, setText } from '../dom.js';

/** @typedef {ReturnType<typeof createInquiry>} Inquiry */

let inquiries = 0;

/** @param {Services} services */
export function createInquiry({ request, t }) {
  const root = el('p', { class: 'try-problem', id: `try-problem-${(inquiries += 1)}`, hidden: true });
  /** @type {(() => { text: string, lang: 'en' | null }) | null} */
  let problem = null;
  /** @type {HTMLElement | null} what the problem is about */
  let field = null;
  let asked = 0;

  function render() {
    const words = problem?.() ?? { text: '', lang: null };
    setText(root, words.text);
    setAttribute(root, 'lang', words.lang);
    root.hidden = words.text === '';
    if (field) setAttribute(field, 'aria-invalid', root.hidden ? null : 'true');
  }

  /** @param {(() => { text: string, lang: 'en' | null }) | null} words */
  function complain(words) {
    problem = words;
    render();
  }

  return {
    root, render,
    /** @param {HTMLElement | null} element */
    about(element) {
      if (field) setAttribute(field, 'aria-describedby', null);
      field = element;
      if (field) setAttribute(field, 'aria-describedby', root.id);
      render();
    },
    /** What is wrong before anybody is asked; null: nothing. @param {(() => string) | null} words */
    refuse: (words) => complain(words && (() => ({ text: words(), lang: null }))),
    /**
     * @param {string} kind @param {Record<string, unknown>} body
     * @param {(cause: Cause) => Record<string, unknown> | null} [smaller] what to ask instead where it was too much
     * @returns {Promise<any>} null where it was refused, or another question has been asked since
     */
    async ask(kind, body, smaller = () => null) {
      const mine = (asked += 1);
      complain(null);
      const attempt = async (/** @type {Record<string, unknown>} */ wanted, again = true) => {
        try {
          return await request(kind, wanted);
        } catch (error) {
          const instead = again && mine === asked ? smaller(/** @type {Cause} */ (/** @type {Error} */ (error).cause ?? { type: '', parameters: {} })) : null;
          if (instead) return attempt(instead, false);
          if (mine === asked) complain(() => problemText(/** @type {Error} */ (error), t));
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
 * @param {Store<State>} store
 * @param {() => void} ask
 * @returns {() => void} unsubscribe
 */
export function onLineOpen(store, ask) {
  return onChange(store, (state) => [state.link.state === 'open' && canBeAsked(state)], (_, [open]) => void (open && ask()));
}

/** Whether there is a network to ask: a recording has none. @param {State} state @returns {boolean} */
export function canBeAsked({ run }) {
  return isLive(run) || (run?.source === 'live' && ['finished', 'diverged'].includes(run.state));
}
