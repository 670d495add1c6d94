/**
 * The claim that is open, in place of the question above the picture: what is claimed and where, the experiment, the
 * vote before the truth, and once both are there what the run says and what was measured before.
 */

import type { Claim } from '../../core/model/claim.ts';
import type { Veil } from '../../core/model/lesson.ts';
import type { Experiment, Services, State, Store, Translate } from '../../core/model/types.ts';
import { dialled } from './dial.ts';
import { experimentOf, loadClaims, tries } from './claims.ts';
import { readingOf } from './readings.ts';
import { watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { createCovers } from '../covers.ts';
import { el, setText } from '../../ui/dom.ts';
import { addStyle } from '../../core/actions/style_sheet.ts';
import { createClaimAsk } from './claim_ask.ts';
import { createFinding } from './claim_finding.ts';
import { createClaimHead } from './claim_head.ts';
import { createClaimLengths } from './claim_lengths.ts';
import { pageFile } from '../../page_file.ts';

/** What these read stands in the picture before any update. */
const IN_SIGHT = new Set(['kept', 'gain', 'clip']);

/** @returns unmount */
export async function mountClaimCard(root: HTMLElement, store: Store<State>, services: Services): Promise<() => void> {
  const { t, actions } = services;
  const [claims] = await Promise.all([loadClaims(), addStyle(pageFile('styles/claims.css'))]);
  /** The open claim's own experiment. */
  let own: { id: string, experiment: Experiment } | null = null;
  const head = createClaimHead(claims, store, services);
  const title = el('h1', { class: 'claim-title', id: 'claim-title', tabIndex: -1 });
  const test = el('p', { class: 'claim-test' });
  const ask = createClaimAsk(services, turn);
  const finding = createFinding(store, services);
  const lengths = createClaimLengths(services, () => update(store.get()));
  root.append(head.root, title, test, ask.root, finding.root);
  root.setAttribute('aria-labelledby', title.id);

  const openClaim = ({ claim }: State): Claim | null => claims.find(({ id }) => id === claim?.id) ?? null;

  const stops = [
    watch(store, ({ claim, catalog }) => [claim?.id, catalog === null], (state) => void begin(state)),
    watch(store, ({ claim, language, votes: said }) => [claim?.id, language, said], render),
    watch(store, (state) => [
      state.claim?.id, state.language, state.votes, state.run?.frame, state.run?.state, state.playback,
      state.experiment, state.link.state, state.watching,
    ], update),
    keepCovered(store, openClaim, t),
  ];

  /** The experiment of a claim that has been opened, unless a link brought one along. */
  async function begin(state: State) {
    const claim = openClaim(state);
    if (!claim || !state.catalog || own?.id === claim.id) return;
    const given = state.claim?.given;
    const experiment = await experimentOf(claim).catch(() => null);
    if (!experiment) return actions.notify(t('server.unreachable'));
    if (openClaim(store.get())?.id !== claim.id) return;
    own = { id: claim.id, experiment };
    if (!given) start(claim, experiment, actions);
    title.focus({ preventScroll: true });
    update(store.get());
  }

  function render(state: State) {
    const claim = openClaim(state);
    root.hidden = claim === null;
    document.body.classList.toggle('has-claim', claim !== null);
    if (!claim) {
      own = null;
      return;
    }
    const { id } = claim;
    setText(title, t(`claim.${id}.says`));
    setText(test, t(`claim.${id}.test`));
    head.render(claim);
    ask.render(claim, state);
    name(state, t('claims.name', { number: claims.indexOf(claim) + 1 }));
  }

  /** What the top bar calls the experiment. */
  function name({ claim }: State, said: string) {
    if (claim && claim.name !== said) store.set({ claim: { ...claim, name: said } });
  }

  function turn(value: number) {
    if (own) actions.edit(dialled(store.get().experiment, value), { preset: null });
  }

  function update(state: State) {
    const claim = openClaim(state);
    if (!claim) return finding.show(null);
    const said = state.votes[claim.id];
    const figures = readingOf(claim, state.run, {
      diverged: (update) => t('claims.diverged', { update: whole(update) }),
      lengths: lengths.read(claim, state),
    });
    ask.update(claim, state, figures !== null);
    if (said && figures) actions.showReading(claim.id);
    const changed = own !== null && state.run !== null && !claim.dial && !tries(state.run.experiment, own.experiment);
    const experiment = state.watching ? null : state.experiment;
    finding.show(said && figures ? { claim, said, figures, changed, experiment } : null);
  }

  return () => {
    for (const stop of stops) stop();
    finding.end();
    document.body.classList.remove('has-claim');
    root.replaceChildren();
  };
}

/**
 * What is to be read lies under covers until somebody has voted.
 * @returns stop
 */
function keepCovered(store: Store<State>, openClaim: (state: State) => Claim | null, t: Translate): () => void {
  const covers = createCovers();
  const stop = store.subscribe((state) => {
    const claim = openClaim(state);
    const unsaid = claim && !state.votes[claim.id];
    covers.lay(unsaid ? veilOf(claim) : null, state, t('sketch.covered'));
  });
  return () => {
    stop();
    covers.end();
  };
}

/** What would give the answer away; null where nothing in sight does. */
function veilOf({ reading, panels }: Claim): Veil | null {
  const gradients = IN_SIGHT.has(reading);
  return gradients || reading === 'far' ? { gradients, cards: panels } : null;
}

function start({ pace, panels }: Claim, experiment: Experiment, actions: Services['actions']) {
  actions.setPace(pace);
  actions.setPanels(panels);
  actions.edit(structuredClone(experiment), { preset: null, selectedLane: 0 });
}
