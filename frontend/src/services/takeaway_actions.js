/**
 * Share, take away, open a recording: what is behind them is fetched when it is first asked for.
 *
 * @import { Ticket } from '../../connection.js'
 * @import { Actions, Services, State, Store } from '../state/types.d.ts'
 * @import { Autoplay } from './autoplay.js'
 */

/** Who plays a recording, and the bytes of the one that somebody opened. @typedef {{ current: Autoplay | null, bytes: ArrayBuffer | null }} Player */

/**
 * @param {Store<State>} store
 * @param {() => Services & { actions: Actions & { begin(experiment: State['experiment'], paused: boolean): void } }} services
 * @param {{ ticket: () => Ticket | null, player: Player }} sources
 * @returns {Pick<Actions, 'openShare' | 'openExport' | 'openRecording' | 'openKept' | 'runLive'>
 *   & { showRecorded(wanted: State['experiment'], isWanted: () => boolean): Promise<boolean> }}
 */
export function createTakeawayActions(store, services, { ticket, player }) {
  /** @param {File} file */
  async function openRecording(file) {
    const part = await services().part(() => import('../views/takeaway/open_recording.js'), 'takeaway', 'takeaway');
    await part?.openRecording(file, store, services(), player);
  }

  async function choose() {
    const part = await services().part(() => import('../views/takeaway/open_recording.js'), 'takeaway', 'takeaway');
    part?.chooseRecording((file) => void openRecording(file));
  }

  return {
    openRecording: (file) => void openRecording(file),
    runLive: () => services().actions.begin(store.get().experiment, false),
    async openKept(id) {
      store.set({ kept: { id, about: null } });
      const part = await services().part(() => import('../views/takeaway/open_kept.js'), 'takeaway', 'takeaway', 'kept');
      await part?.openKept(id, store, services(), player);
    },
    async showRecorded(wanted, isWanted) {
      const part = await services().part(() => import('../views/takeaway/open_shipped.js'), 'takeaway', 'takeaway');
      return (await part?.openShipped(wanted, isWanted, store, services(), player)) ?? false;
    },
    async openShare() {
      const part = await services().part(() => import('../views/takeaway/share_dialog.js'), 'takeaway', 'takeaway', 'runs', 'kept');
      part?.openShare(store, services(), ticket);
    },
    async openExport() {
      const part = await services().part(() => import('../views/takeaway/export_dialog.js'), 'takeaway', 'takeaway');
      part?.openExport(store, services(), { ticket, recorded: () => (store.get().replay ? player.bytes : null), choose: () => void choose() });
    },
  };
}
