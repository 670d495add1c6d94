/** Single-key shortcuts. They never take a key from a control that has the focus, and they can be switched off. */

import type { Actions, State, Store } from '../../core/model/types.ts';

/** In the order in which the help lists them. */
export const SHORTCUTS: readonly { keys: string[], name: string, run: (actions: Actions, key: string) => void }[] = [
  { keys: [' '], name: 'play', run: (actions) => actions.toggle() },
  { keys: ['ArrowRight'], name: 'step', run: (actions) => actions.step() },
  { keys: ['r', 'R'], name: 'reset', run: (actions) => actions.reset() },
  { keys: ['['], name: 'time_back', run: (actions) => actions.moveTime(-1) },
  { keys: [']'], name: 'time_on', run: (actions) => actions.moveTime(1) },
  { keys: ['1', '2', '3', '4'], name: 'lane', run: (actions, key) => actions.selectLane(Number(key) - 1) },
  { keys: ['f', 'F'], name: 'fold', run: (actions) => actions.setView('folded') },
  { keys: ['w', 'W'], name: 'wires', run: (actions) => actions.setView('wires') },
  { keys: ['?'], name: 'help', run: (actions) => actions.setHelp(true) },
  { keys: ['Escape'], name: 'unpin', run: (actions) => actions.unpin() },
];

/** What is written into, moved or chosen from has every key for itself. */
const WRITTEN =
  'input, select, textarea, dialog, [contenteditable], [role="slider"], [role="grid"], [role="listbox"], [role="tab"]';
/** What is pressed needs only the keys that press it. */
const PRESSED = 'button, a[href], summary, [role="button"]';

/** @returns whether the focused control uses that key itself */
export function ownsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest(WRITTEN) !== null || ([' ', 'Enter'].includes(key) && target.closest(PRESSED) !== null);
}

/** @returns unmount */
export function mountKeyboard(store: Store<State>, actions: Actions): () => void {
  const press = (event: KeyboardEvent) => {
    const { shortcuts, help, phoneSheet: sheet } = store.get();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help) return;
    if (event.key !== 'Escape' && (!shortcuts || ownsKey(event.target, event.key))) return;
    if (event.key === 'Escape' && sheet) return actions.setPhoneSheet(false);
    const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(event.key));
    if (!shortcut) return;
    if (event.key !== 'Escape') event.preventDefault();
    shortcut.run(actions, event.key);
  };
  addEventListener('keydown', press);
  return () => removeEventListener('keydown', press);
}
