/**
 * Single-key shortcuts. They never take a key from a control that has the focus, and they can be switched off.
 *
 * @import { Actions, State, Store } from '../state/types.d.ts'
 */

/** In the order in which the help lists them. @type {readonly { keys: string[], name: string, run: (actions: Actions, key: string) => void }[]} */
export const SHORTCUTS = [
  { keys: [' '], name: 'play', run: (actions) => actions.toggle() },
  { keys: ['ArrowRight'], name: 'step', run: (actions) => actions.step() },
  { keys: ['r', 'R'], name: 'reset', run: (actions) => actions.reset() },
  { keys: ['['], name: 'time_back', run: (actions) => actions.moveTime(-1) },
  { keys: [']'], name: 'time_on', run: (actions) => actions.moveTime(1) },
  { keys: ['1', '2', '3', '4'], name: 'lane', run: (actions, key) => actions.selectLane(Number(key) - 1) },
  { keys: ['?'], name: 'help', run: (actions) => actions.setHelp(true) },
  { keys: ['Escape'], name: 'unpin', run: (actions) => actions.unpin() },
];

/** What needs its own keys: everything a person operates. */
const CONTROLS = 'a[href], button, input, select, textarea, summary, dialog, [contenteditable], [role="slider"], [role="grid"], [role="listbox"], [role="tab"]';

/** @param {EventTarget | null} target @returns {boolean} */
export function ownsItsKeys(target) {
  return target instanceof Element && target.closest(CONTROLS) !== null;
}

/**
 * @param {Store<State>} store
 * @param {Actions} actions
 * @returns {() => void} unmount
 */
export function mountKeyboard(store, actions) {
  const press = (/** @type {KeyboardEvent} */ event) => {
    const { shortcuts, help } = store.get();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help) return;
    if (event.key !== 'Escape' && (!shortcuts || ownsItsKeys(event.target))) return;
    const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(event.key));
    if (!shortcut) return;
    if (event.key !== 'Escape') event.preventDefault();
    shortcut.run(actions, event.key);
  };
  addEventListener('keydown', press);
  return () => removeEventListener('keydown', press);
}
