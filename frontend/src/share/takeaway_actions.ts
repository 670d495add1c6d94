/** Share, take away, open a recording: what is behind them is fetched when it is first asked for. */

import type { Actions, Services, State, Store } from '../core/model/types.ts';
import type { Autoplay } from '../core/actions/autoplay.ts';
import type { Ticket } from '../core/protocol/connection.ts';

/** Who plays a recording, and the bytes of the one that somebody opened. */
export type Player = { current: Autoplay | null, bytes: ArrayBuffer | null };

export function createTakeawayActions(
  store: Store<State>,
  services: () => Services & { actions: Actions & { begin(experiment: State['experiment'], paused: boolean): void } },
  { ticket, player }: { ticket: () => Ticket | null, player: Player },
): Pick<Actions, 'openShare' | 'openExport' | 'openRecording' | 'openKept' | 'runLive'>
  & { showRecorded(wanted: State['experiment'], isWanted: () => boolean): Promise<boolean> } {
  async function openRecording(file: File) {
    const part = await services().part(() => import('./open_recording.ts'), 'takeaway', 'takeaway');
    await part?.openRecording(file, store, services(), player);
  }

  async function choose() {
    const part = await services().part(() => import('./open_recording.ts'), 'takeaway', 'takeaway');
    part?.chooseRecording((file) => void openRecording(file));
  }

  return {
    openRecording: (file) => void openRecording(file),
    runLive: () => services().actions.begin(store.get().experiment, false),
    async openKept(id) {
      store.set({ kept: { id, about: null } });
      const part = await services().part(() => import('./open_kept.ts'), 'takeaway', 'takeaway', 'kept');
      await part?.openKept(id, store, services(), player);
    },
    async showRecorded(wanted, isWanted) {
      const part = await services().part(() => import('./open_shipped.ts'), 'takeaway', 'takeaway');
      return (await part?.openShipped(wanted, isWanted, store, services(), player)) ?? false;
    },
    async openShare() {
      const part = await services().part(() => import('./share_dialog.ts'), 'takeaway', 'takeaway', 'runs', 'kept');
      part?.openShare(store, services(), ticket);
    },
    async openExport() {
      const part = await services().part(() => import('./export_dialog.ts'), 'takeaway', 'takeaway');
      part?.openExport(store, services(), {
        ticket, recorded: () => (store.get().replay ? player.bytes : null), choose: () => void choose(),
      });
    },
  };
}
