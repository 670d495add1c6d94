/** What can be taken away of the run on show: tables, the recording, a script, pictures, a page without a server. */

import type { RunView, Services, State, Store } from '../core/model/types.ts';
import type { Ticket } from '../core/protocol/connection.ts';
import { download, fileName } from '../ui/download.ts';
import { fetchRecording, fetchReplayPage, fetchScript } from './from_server.ts';
import { replayPage } from './replay_page.ts';
import { csvOf, jsonOf } from './tables.ts';
import { problemText } from '../core/text/problem.ts';
import { el, setText } from '../ui/dom.ts';
import { offer, openDialog } from './dialog.ts';
import { pictureOffers } from './picture_offers.ts';

/** @param sources `recorded`: the bytes of the recording that is replayed; `choose` asks for a recording to open */
export function openExport(
  store: Store<State>,
  services: Services,
  { ticket, recorded, choose }: { ticket: () => Ticket | null, recorded: () => ArrayBuffer | null, choose: () => void },
) {
  const { t } = services;
  const said = el('p', { class: 'takeaway-said', role: 'status' });
  const { run, replay, experiment } = store.get();
  const document = run?.experiment ?? experiment;
  const alone = replay?.alone ?? false;
  const recordable = recorded() !== null || (run?.source === 'live' && ticket() !== null);

  /** @param work what takes a moment: said while it lasts, and when it fails */
  async function take(work: () => Promise<void>) {
    setText(said, t('takeaway.working'));
    try {
      await work();
      setText(said, t('takeaway.done'));
    } catch (error) {
      setText(said, problemText(error as Error, t).text);
    }
  }

  const recording = async (): Promise<ArrayBuffer> => recorded() ?? fetchRecording(ticket() as Ticket);
  const table = (ending: string, type: string, write: (run: RunView) => string) => take(async () => {
    const shown = store.get().run;
    if (shown) download(fileName(document, ending), new Blob([write(shown)], { type }));
  });

  const data = [
    offer('CSV', t('takeaway.csv'), () => void table('csv', 'text/csv', csvOf), { unavailable: !run, id: 'csv' }),
    offer(
      'JSON', t('takeaway.json'), () => void table('json', 'application/json', jsonOf),
      { unavailable: !run, id: 'json' },
    ),
    offer(t('takeaway.recording'), t('takeaway.recording.what'), () => void take(async () => {
      download(fileName(document, 'safetensors'), new Blob([await recording()], { type: 'application/octet-stream' }));
    }), { unavailable: !recordable, id: 'recording' }),
    !alone && offer(t('takeaway.script'), t('takeaway.script.what'), () => void take(async () => {
      const { script, ending } = await fetchScript(document);
      download(fileName(document, ending), script);
    }), { id: 'script' }),
    !alone && offer(t('takeaway.page'), t('takeaway.page.what'), () => void take(async () => {
      const [page, bytes] = await Promise.all([fetchReplayPage(), recording()]);
      download(fileName(document, 'html'), replayPage(page, bytes, store.get()));
    }), { unavailable: !recordable, id: 'page' }),
  ];

  const dialog = openDialog(services, t('takeaway.title'),
    el('h3', {}, t('takeaway.data')), el('ul', { class: 'offers' }, ...data.filter((each) => each !== false)),
    el('h3', {}, t('takeaway.pictures')), pictureOffers(store, services, take),
    el('h3', {}, t('takeaway.replay')),
    el('ul', { class: 'offers' }, offer(t('takeaway.open'), t('takeaway.open.what'), () => {
      dialog.close();
      choose();
    }, { id: 'open' })),
    said);
}
