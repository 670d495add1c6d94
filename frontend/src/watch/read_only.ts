/**
 * A page that watches sends no orders and asks nothing that costs the run time: the server would refuse it, and the
 * page says beforehand what cannot be done. Where the person points, scrubs or opens something, the page no longer
 * follows.
 */

import type { Actions } from '../core/model/types.ts';
import type { Session } from '../core/protocol/session.ts';

const SENT = ['guess', 'copy_wall'];
const ASKED = ['frame', 'document', 'copy'];
const ORDERS = [
  'play', 'pause', 'toggle', 'reset', 'roll', 'step', 'setPace', 'setSlowMotion', 'branch', 'edit', 'tune',
  'choosePreset',
  'applyFix', 'chooseTask', 'setEqualTo', 'setSample', 'runLive', 'openRecording', 'openKept', 'goOn', 'openClaim'
] as const;
const LOOKS = [
  'pin', 'unpin', 'moveTime', 'scrub', 'goLive', 'selectLane', 'setPanels', 'togglePanel', 'followLoss', 'setView',
  'openLesson', 'leaveLesson', 'leaveClaim',
] as const;

export function readOnlyLine(
  { send, request }: Pick<Session, 'send' | 'request'>,
  watching: () => boolean,
): Pick<Session, 'send' | 'request'> {
  const refused = () =>
    Promise.reject(new Error('this page watches', { cause: { type: 'read_only', parameters: {} } }));
  return {
    send: (message) => (watching() && !SENT.includes(String(message.type)) ? true : send(message)),
    request: (kind, body, options) => (watching() && !ASKED.includes(kind) ? refused() : request(kind, body, options)),
  };
}

export function readOnlyActions<A extends Actions>(actions: A, watching: () => boolean, lookAround: () => void): A {
  const orders = ORDERS.map((name) =>
    [name, (...given: any[]) => (watching() ? undefined : (actions[name] as any)(...given))]);
  const looks = [...LOOKS, 'setCursor'].map((name) => [name, (...given: any[]) => {
    if (watching() && given[0] !== null) lookAround();
    return (actions as any)[name](...given);
  }]);
  return { ...actions, ...Object.fromEntries([...orders, ...looks]) };
}
