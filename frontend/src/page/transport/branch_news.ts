/** A branch that begins is told, and the knob that it changes stays outlined for two seconds. */

import type { Mark, Services, State, Store } from '../../core/model/types.ts';
import { differencesOf } from '../../core/model/difference.ts';
import { onChange } from '../../core/model/select.ts';
import { branchWords } from '../../core/text/run_event.ts';

const OUTLINED = 2000;

/** @returns unmount */
export function mountBranchNews(store: Store<State>, { t }: Services): () => void {
  let told = '';
  return onChange(store, ({ run, catalog }) => [run?.id, run?.marks, catalog], ({ run, catalog }) => {
    const mark = run?.marks.findLast(({ change }) => change.origin);
    const name = mark && run ? `${run.id} ${mark.lane}` : '';
    if (!run || !mark || !catalog || name === told) return;
    told = name;
    store.set({ announcement: { text: branchWords(run, mark.lane, catalog, t), assertive: false, keep: true } });
    // The controls of the branch are drawn in this same turn.
    setTimeout(() => outline(store.get(), mark));
  });
}

function outline({ run, catalog }: State, { lane }: Mark) {
  const own = run?.experiment.lanes[lane];
  const trunk = own?.origin && run?.experiment.lanes[own.origin.lane];
  if (!catalog || !own || !trunk) return;
  const names = differencesOf(catalog, trunk, own).flatMap((difference) =>
    (difference.kind === 'field' ? [difference.field.name] : difference.kind === 'choice' ? [difference.family] : []));
  const places = [
    ...names.map((name) => `#controls [data-field="${name}"]`), `.hero-title[data-lane="${lane}"] .hero-comparison`,
  ];
  const elements = places.flatMap((place) => [...document.querySelectorAll(place)]);
  for (const element of elements) element.classList.add('is-branched');
  setTimeout(() => elements.forEach((element) => element.classList.remove('is-branched')), OUTLINED);
}
