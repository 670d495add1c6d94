import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { catalogOfServer, openPage, settled } from '../support/document.mjs';
import { startOf } from '../../../frontend/src/learn/narrator/starts.ts';
import { entryOf, sameDocument, withCell } from '../../../frontend/src/core/model/experiment.ts';
import { mountStartNote } from '../../../frontend/src/learn/narrator/start_note.ts';

const catalog = catalogOfServer();
const [{ experiment, fix }] = catalog.presets;
const starts = JSON.parse(readFileSync(new URL('../../../frontend/src/learn/narrator/starts.json', import.meta.url), 'utf8'));
const kinds = catalog.families.cell.map(({ kind }) => kind);

/** @param {string} kind @returns {any} the first experiment with that cell chosen from the list */
const chosen = (kind) => ({ ...experiment, lanes: [withCell(catalog, experiment.lanes[0], kind)] });

test('one thing differs: the fix, and every cell of the list, keep all that the first model learns by', () => {
  const [first, mending] = fix?.experiment.lanes ?? [];
  assert.ok(sameDocument(first, experiment.lanes[0]));
  for (const lane of [mending, ...kinds.map((kind) => chosen(kind).lanes[0])]) {
    assert.ok(sameDocument({ ...lane, cell: null }, { ...first, cell: null }), lane.cell.kind);
    assert.equal(lane.cell.hidden_size, first.cell.hidden_size);
  }
});

test('a cell that needs another start is known by it as the list gives it, and by no other', () => {
  for (const kind of kinds) assert.equal(startOf(starts, catalog, chosen(kind), 0) !== null, kind in starts.cells, kind);
  for (const kind of Object.keys(starts.cells)) {
    const [lane] = chosen(kind).lanes;
    for (const other of [{ ...chosen(kind), batch_size: 16 }, { ...chosen(kind), lanes: [{ ...lane, optimizer: { ...lane.optimizer, learning_rate: 0.02 } }] }, { ...chosen(kind), task: { ...experiment.task, length: 40 } }]) {
      assert.equal(startOf(starts, catalog, other, 0), null, kind);
    }
  }
});

test('what is said to help can be turned, and helps', () => {
  for (const [kind, { solved, remedy }] of Object.entries(starts.cells)) {
    assert.ok(solved < 0.9 * starts.seeds, kind);
    if (!remedy) continue;
    assert.ok(remedy.solved >= 0.9 * starts.seeds, kind);
    const fields = [...(entryOf(catalog, 'cell', kind)?.fields ?? []), ...(entryOf(catalog, 'optimizer', 'adam')?.fields ?? [])];
    assert.ok(fields.some(({ name }) => name === remedy.field), `${kind} ${remedy.field}`);
  }
});

test('the page says it as soon as the cell is chosen, and one press gives the cell the start that helped', async () => {
  for (const language of /** @type {const} */ (['en', 'ko'])) {
    const { store, services } = await openPage({ language });
    await services.loadChunk(async () => ({}), 'narrator');
    const panel = document.body.appendChild(document.createElement('div'));
    const unmount = mountStartNote(panel.appendChild(document.createElement('div')), store, services, Promise.resolve(starts));
    const note = /** @type {HTMLElement} */ (panel.firstElementChild);
    const button = /** @type {HTMLElement} */ (note.querySelector('button'));
    const choose = async (/** @type {string} */ kind) => {
      store.set({ experiment: chosen(kind) });
      await settled();
    };
    await choose('gru');
    assert.ok(note.hidden);
    for (const [kind, { solved, remedy }] of Object.entries(starts.cells)) {
      await choose(kind);
      assert.ok(!note.hidden && note.textContent?.includes(String(solved)), kind);
      assert.equal(button.hidden, remedy === null);
      if (!remedy) continue;
      assert.ok(note.textContent.includes(String(remedy.solved)) && button.textContent?.includes(String(remedy.value)));
      button.click();
      await settled();
      const [{ cell, optimizer }] = store.get().experiment.lanes;
      assert.equal({ ...cell, ...optimizer }[remedy.field], remedy.value);
      assert.ok(note.hidden);
    }
    unmount();
    panel.remove();
  }
});
