/** The tabs of the models A–D, the button that adds one, and the tools of the one that is selected. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { addLane, duplicateLane, MOST_LANES, removeLane } from '../../core/model/experiment.ts';
import { watch } from '../../core/model/select.ts';
import { laneLetter, laneName } from '../../core/text/lane.ts';
import { el, setName } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { toolButton } from '../../ui/tool_button.ts';

const WALK: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

/**
 * @param places `row` gets the tabs; `panel` is what they choose among
 * @returns unmount
 */
export function mountLaneTabs(
  { row, tools, panel }: { row: HTMLElement, tools: HTMLElement, panel: HTMLElement },
  store: Store<State>,
  { t, actions }: Services,
): () => void {
  const tabs = el('div', { class: 'lane-tabs', role: 'tablist' });
  const add = el('button', { type: 'button', class: 'lane-tab lane-add', onclick: grow }, icon('plus'));
  row.append(tabs, add);

  const unwatch = watch(
    store,
    ({ language, experiment, selectedLane, moreControls }) => [language, experiment.lanes, selectedLane, moreControls],
    render,
  );

  function render({ experiment: { lanes }, selectedLane, moreControls }: State) {
    const focused = tabs.contains(document.activeElement) || document.activeElement === add;
    tabs.setAttribute('aria-label', t('controls.models'));
    tabs.replaceChildren(...lanes.map((lane, index) => tab(index, laneName(lane, t), index === selectedLane)));
    add.hidden = lanes.length >= MOST_LANES;
    setName(add, t('controls.add_lane'));
    panel.setAttribute('aria-labelledby', `lane-tab-${selectedLane}`);
    if (focused) document.getElementById(`lane-tab-${selectedLane}`)?.focus();
    tools.hidden = lanes.length < 2 && !moreControls;
    renderTools(selectedLane, lanes.length);
  }

  function tab(lane: number, name: string, selected: boolean): HTMLElement {
    const letter = laneLetter(lane);
    return el('button', {
      role: 'tab',
      type: 'button',
      class: 'lane-tab',
      id: `lane-tab-${lane}`,
      'aria-controls': 'lane-panel',
      'aria-selected': String(selected),
      tabIndex: selected ? 0 : -1,
      'aria-label': t('controls.lane', { lane: letter, name }),
      dataset: { lane: letter.toLowerCase(), tip: name },
      onclick: () => actions.selectLane(lane),
      onkeydown: (event: KeyboardEvent) => walk(event, lane),
    }, letter);
  }

  function walk(event: KeyboardEvent, lane: number) {
    const by = WALK[event.key] ?? 0;
    const count = store.get().experiment.lanes.length;
    if (!by) return;
    event.preventDefault();
    actions.selectLane((lane + by + count) % count);
  }

  function grow() {
    const { catalog, experiment, selectedLane } = store.get();
    if (!catalog) return;
    actions.edit(addLane(catalog, experiment, selectedLane), { selectedLane: experiment.lanes.length });
  }

  /** The only model is not removed, and the button beside it adds another. */
  function renderTools(lane: number, count: number) {
    const held = [...tools.children].indexOf(document.activeElement as Element);
    const say = (key: string) => t(key, { lane: laneLetter(lane) });
    tools.replaceChildren(
      toolButton('copy', 'duplicate', say('controls.duplicate_lane'), () => {
        actions.edit(duplicateLane(store.get().experiment, lane), { selectedLane: count });
      }, count >= MOST_LANES),
      toolButton('trash', 'remove', say('controls.remove_lane'), () => {
        actions.edit(removeLane(store.get().experiment, lane), { selectedLane: Math.max(0, lane - 1) });
      }, count < 2),
    );
    if (held < 0) return;
    const next = tools.children[held] as HTMLButtonElement;
    (next.disabled ? document.getElementById(`lane-tab-${lane}`) : next)?.focus();
  }

  return unwatch;
}
