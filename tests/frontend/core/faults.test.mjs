import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createFaultReport } from '../../../frontend/src/core/actions/faults.ts';

test('what throws is written each time and said once; a warning of the browser is not said', (context) => {
  const written = context.mock.method(console, 'error', () => {});
  const page = new EventTarget();
  let said = 0;
  const report = createFaultReport(() => void (said += 1), /** @type {any} */ (page));
  page.dispatchEvent(new Event('error'));
  assert.equal(said, 0);
  page.dispatchEvent(Object.assign(new Event('error'), { error: new Error('a chart') }));
  report(new Error('a view'));
  report(new Error('another view'));
  assert.deepEqual([said, written.mock.callCount()], [1, 2]);
});
