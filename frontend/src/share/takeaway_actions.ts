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
    const chunk = await services().loadChunk(() => import('./open_recording.ts'), 'takeaway', 'takeaway');
    await chunk?.openRecording(file, store, services(), player);
  }

  async function choose() {
    const chunk = await services().loadChunk(() => import('./open_recording.ts'), 'takeaway', 'takeaway');
    chunk?.chooseRecording((file) => void openRecording(file));
  }

  return {
    openRecording: (file) => void openRecording(file),
    runLive: () => services().actions.begin(store.get().experiment, false),
    async openKept(id) {
      store.set({ kept: { id, about: null } });
      const chunk = await services().loadChunk(() => import('./open_kept.ts'), 'takeaway', 'takeaway', 'kept');
      await chunk?.openKept(id, store, services(), player);
    },
    async showRecorded(wanted, isWanted) {
      const chunk = await services().loadChunk(() => import('./open_shipped.ts'), 'takeaway', 'takeaway');
      return (await chunk?.openShipped(wanted, isWanted, store, services(), player)) ?? false;
    },
    async openShare() {
      const chunk =
        await services().loadChunk(() => import('./share_dialog.ts'), 'takeaway', 'takeaway', 'runs', 'kept');
      chunk?.openShare(store, services(), ticket);
    },
    async openExport() {
      const chunk = await services().loadChunk(() => import('./export_dialog.ts'), 'takeaway', 'takeaway');
      chunk?.openExport(store, services(), {
        ticket, recorded: () => (store.get().replay ? player.bytes : null), choose: () => void choose(),
      });
    },
  };
}
