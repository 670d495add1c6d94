/** The terms of the page marked in the language that is spoken, and kept so whatever is written on it. */

import type { Services } from '../../core/model/types.ts';
import { createFind, type Find, type Glossary } from './matcher.ts';
import { bindSymbols, unbindSymbols } from './symbol_marks.ts';
import { MARK, markBelow, partOf, unmark } from './term_marks.ts';
import { glossaryIn } from './words.ts';

export type Known = { glossary: Glossary, find: Find };

const OBSERVED = { subtree: true, childList: true, characterData: true };

/** @param onMarked called when words that were written meanwhile have their marks */
export function createTermMarking({ t }: Services, onMarked: () => void) {
  let known: Known | null = null;
  const observer = new MutationObserver(onChange);

  /** Anew, in the language of the page. */
  function speak(language: string) {
    clear();
    const glossary = glossaryIn(t);
    known = { glossary, find: createFind(glossary) };
    markBelow(document.body, known.find);
    bindSymbols(document.body);
    observer.observe(document.body, OBSERVED);
    document.documentElement.dataset.terms = language;
  }

  function onChange(records: MutationRecord[]) {
    if (!known) return;
    const bereft = bereftParts(records);
    for (const element of changedElements(records)) {
      if (!element?.isConnected) continue;
      markBelow(element, known.find);
      bindSymbols(element);
    }
    // A mark went with its text: the card explains the term at another place.
    for (const part of bereft) markBelow(part, known.find);
    onMarked();
    observer.takeRecords(); // What was only marked is no change.
  }

  function clear() {
    observer.disconnect();
    unmark(document.body);
    unbindSymbols(document.body);
  }

  return { known: () => known, speak, end: clear };
}

/** Cards that have lost a mark. */
function bereftParts(records: MutationRecord[]): Set<Element> {
  const lost = records.filter(({ removedNodes }) => [...removedNodes].some(holdsMark)).map(({ target }) => target);
  return new Set(lost.flatMap((target) => (target instanceof Element && target.isConnected ? [partOf(target)] : [])));
}

function holdsMark(node: Node): boolean {
  return node instanceof Element && (node.matches(MARK) || node.querySelector(MARK) !== null);
}

/** What has other words, or around a mark that has. */
function changedElements(records: MutationRecord[]): Set<Element | null | undefined> {
  const elements = records.map(({ target }) => (target instanceof Element ? target : target.parentElement));
  return new Set(elements.map((element) => element?.closest(MARK)?.parentElement ?? element));
}
