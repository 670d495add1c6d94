/**
 * A page that watches sends no orders and asks nothing that costs the run time: the server would refuse it, and the page says beforehand
 * what cannot be done. Where the person points, scrubs or opens something, the page no longer follows.
 *
 * @import { Actions } from '../state/types.d.ts'
 * @import { Session } from '../services/session.js'
 */

const SENT = ['guess', 'copy_wall'];
const ASKED = ['frame', 'document', 'copy'];
const ORDERS = /** @type {const} */ ([
  'play', 'pause', 'toggle', 'reset', 'roll', 'step', 'setPace', 'setSlowMotion', 'branch', 'edit', 'tune',
  'choosePreset', 'applyFix', 'chooseTask', 'setEqualTo', 'setSample', 'runLive', 'openRecording', 'openKept', 'goOn', 'openClaim'
]);
const LOOKS = /** @type {const} */ (['pin', 'unpin', 'moveTime', 'scrub', 'goLive', 'selectLane', 'setPanels', 'togglePanel', 'followLoss', 'setView', 'openLesson', 'leaveLesson', 'leaveClaim']);

/**
 * @param {Pick<Session, 'send' | 'request'>} session
 * @param {() => boolean} watching
 * @returns {Pick<Session, 'send' | 'request'>}
 */
export function readOnlyLine({ send, request }, watching) {
  const refused = () => Promise.reject(new Error('this page watches', { cause: { type: 'read_only', parameters: {} } }));
  return {
    send: (message) => (watching() && !SENT.includes(String(message.type)) ? true : send(message)),
    request: (kind, body, options) => (watching() && !ASKED.includes(kind) ? refused() : request(kind, body, options)),
  };
}

/**
 * @template {Actions} A
 * @param {A} actions
 * @param {() => boolean} watching
 * @param {() => void} lookAround
 * @returns {A}
 */
export function readOnlyActions(actions, watching, lookAround) {
  const orders = ORDERS.map((name) => [name, (/** @type {any[]} */ ...given) => (watching() ? undefined : /** @type {any} */ (actions[name])(...given))]);
  const looks = [...LOOKS, 'setCursor'].map((name) => [name, (/** @type {any[]} */ ...given) => {
    if (watching() && given[0] !== null) lookAround();
    return /** @type {any} */ (actions)[name](...given);
  }]);
  return { ...actions, ...Object.fromEntries([...orders, ...looks]) };
}
