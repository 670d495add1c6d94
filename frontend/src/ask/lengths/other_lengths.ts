/** "Other lengths than trained on": loss and metric of every lane on fresh sequences, short and long. */

import type { Quantity } from '../../core/model/levels.ts';
import type { Services, State, Store } from '../../core/model/types.ts';
import { lengthsAround, MOST_LENGTHS, parseLengths, remembered, type Measured } from '../../core/questions/lengths.ts';
import { hasOwnMetric } from '../../core/model/levels.ts';
import { entryOf } from '../../core/model/experiment.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { createChoice } from '../../ui/panel_frame.ts';
import { createAskedQuestion } from '../asked_question.ts';
import { hasLength } from '../fits.ts';
import { createLengthsAnswer } from './lengths_answer.ts';
import { canBeAsked } from '../../ui/inquiry.ts';

const SAMPLES = 128;
const FEWEST_SAMPLES = 8;

/** @returns unmount */
export function mountOtherLengths(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const question = createAskedQuestion(root, store, services, () => void measure());
  const { inquiry } = question;
  const answer = createLengthsAnswer(root, t);
  const label = el('label', { for: 'lengths-field' });
  const field = el('input', {
    id: 'lengths-field', type: 'text', class: 'try-text', inputMode: 'numeric', autocomplete: 'off',
    onkeydown: (event: KeyboardEvent) => void (event.key === 'Enter' && measure()),
  });
  const hint = el('p', { class: 'try-hint' });
  const quantity = createChoice('lengths-quantity', (value) => {
    chosen = value as Quantity;
    render(store.get());
  });
  question.place([label, field, hint], answer.frame.root, { below: [quantity.root] });
  inquiry.about(field);
  let measured: Measured[] = [];
  let chosen: Quantity = 'metric';
  let samples = SAMPLES;
  let filledFor = '';

  const unwatch = [
    watch(store, ({ run, experiment, language, scheme, catalog }) => [
      run?.id, run?.experiment, run?.facts, experiment, language, scheme, catalog,
    ], render),
    onChange(store, ({ run }) => [run?.id], () => {
      measured = [];
      inquiry.forget();
      render(store.get());
    }),
    watch(store, ({ run, language }) => [run?.step, language], renderStamp),
  ];

  function render(state: State) {
    const { run } = state;
    const [shortest, longest] = bounds(state);
    setText(question.intro, t('try.lengths.intro', { samples: SAMPLES }));
    setText(label, t('try.lengths.field'));
    setText(hint, t('try.lengths.hint', { shortest, longest: whole(longest), most: MOST_LENGTHS }));
    answer.frame.setWords(t('try.lengths.name'), t('chart.table'), t('try.lengths.waiting'));
    inquiry.render();
    const key = run ? `${run.experiment.task.kind} ${run.experiment.task.length}` : '';
    if (run && key !== filledFor && hasLength(state)) {
      field.value = lengthsAround(Number(run.experiment.task.length), shortest, longest).join(', ');
      filledFor = key;
    }
    // A task without a metric of its own has its loss shown.
    const own = run !== null && hasOwnMetric(run.facts.task);
    quantity.root.hidden = !own || measured.length === 0;
    quantity.set(t('loss_panel.quantity'), [
      { value: 'metric', text: t('loss_panel.accuracy') }, { value: 'loss', text: t('loss_panel.loss') },
    ], chosen);
    renderStamp(state);
    answer.show(run && measured.length ? { measured, run, samples, quantity: own ? chosen : 'loss' } : null);
  }

  function renderStamp(state: State) {
    const newest = measured[measured.length - 1];
    setText(question.go, t(newest ? 'try.lengths.again' : 'try.lengths.go'));
    question.setStamp(state, newest?.step);
    answer.frame.show(newest !== undefined);
  }

  async function measure() {
    const [shortest, longest] = bounds(store.get());
    if (!canBeAsked(store.get())) return;
    const { lengths, wrong } = parseLengths(field.value, shortest, longest);
    if (wrong !== null) {
      return inquiry.refuse(() => t('try.lengths.wrong', { found: wrong, shortest, longest: whole(longest) }));
    }
    if (!lengths.length || lengths.length > MOST_LENGTHS) {
      return inquiry.refuse(() => t('try.lengths.number', { found: lengths.length, most: MOST_LENGTHS }));
    }
    question.go.disabled = true;
    let fewer = SAMPLES;
    const found = await question.ask('lengths', { lengths, samples: SAMPLES }, ({ type, parameters }) => {
      fewer = Number(parameters.most);
      return type === 'lengths_work' && fewer >= FEWEST_SAMPLES ? { lengths, samples: fewer } : null;
    });
    question.go.disabled = false;
    if (!found) return;
    samples = fewer;
    measured = remembered(measured, found.reply);
    render(store.get());
    question.announce(answer.frame.caption.textContent);
  }

  return () => {
    for (const stop of unwatch) stop();
    answer.end();
    question.end();
  };
}

/** @returns lengths that the task allows */
function bounds({ catalog, run }: State): [number, number] {
  const fields = (catalog && run && entryOf(catalog, 'task', run.experiment.task.kind)?.fields) ?? [];
  const length = fields.find(({ name }) => name === 'length');
  return [Number(length?.minimum ?? 4), Number(length?.maximum ?? 2000)];
}
