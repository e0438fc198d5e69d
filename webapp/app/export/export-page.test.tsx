// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exportProgress, type Manifest } from '../../../src/api/exports.ts';
import { overview } from '../../../src/api/runs.ts';
import { aRun } from '../fixtures.ts';
import { answer, openApp, signIn } from '../for-tests.tsx';

const manifest: Manifest = {
  code: '0.1.0+a',
  of: { run: 'films-1' },
  runs: ['films-1'],
  format: 'jsonl',
  identities: false,
  sequence: 37,
  rows: 3,
  bytes: 1300,
  sha256: '5f0c',
};
const progress = { id: 'x', step: 'Writing', done: 1, total: 3, bytes: 10 };
let downloads: URL[];

beforeEach(() => {
  downloads = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    downloads.push(new URL(this.href));
  });
  answer(overview, { runs: [aRun()], problems: [], dashboard_url: null, sequence: 1 });
  answer(exportProgress, { ...progress, manifest });
});
afterEach(() => void vi.restoreAllMocks());
const open = () => openApp('/export?run=films-1');
const download = () => screen.findByRole('button', { name: 'Download' });

describe('the export page', () => {
  it('downloads the chosen format, and shows the manifest in the end', async () => {
    const user = open();
    await user.click(await screen.findByLabelText('CSV'));
    await user.click(await download());
    await screen.findByText('The file is complete');
    expect(Object.fromEntries(downloads[0]?.searchParams ?? [])).toMatchObject({ of: 'films-1', format: 'csv' });
    screen.getByText('5f0c');
  });

  it('offers worker names to owners alone', async () => {
    signIn('reviewer');
    open();
    await download();
    await waitFor(() => expect(screen.queryByLabelText(/^Include worker names/)).toBeNull());
  });

  it('includes worker names only where they were asked for', async () => {
    const user = open();
    await user.click(await screen.findByLabelText(/^Include worker names/));
    await user.click(await download());
    expect(downloads[0]?.searchParams.get('identities')).toBe('true');
  });

  it('asks for the answers, columns, mark and further tasks that were chosen, and for nothing the format does not have', async () => {
    const user = open();
    await user.click(await screen.findByLabelText('CSV'));
    await user.click(screen.getByLabelText('Accepted'));
    await user.type(screen.getByLabelText('Columns'), 'run, data');
    await user.click(screen.getByLabelText('Begin with a byte order mark'));
    await user.click(screen.getByRole('combobox', { name: 'Further tasks and runs' }));
    await user.click(await screen.findByRole('option', { name: /(^|· )films$/ }));
    await user.click(await download());
    const asked = downloads[0]?.searchParams;
    expect(asked?.getAll('of')).toEqual(['films-1', 'films']);
    expect(asked?.getAll('columns')).toEqual(['run', 'data']);
    expect(Object.fromEntries(asked ?? [])).toMatchObject({ answers: 'accepted', bom: 'true' });

    await screen.findByText('The file is complete');
    await user.click(screen.getByRole('button', { name: 'Leave films out' }));
    await user.click(screen.getByLabelText('Mephisto'));
    await user.click(await download());
    expect([...(downloads[1]?.searchParams.keys() ?? [])].sort()).toEqual(['answers', 'format', 'id', 'of']);
  });

  it('asks for a row for each item, with a method, only where the format has them', async () => {
    const user = open();
    await user.click(await screen.findByLabelText('Each item'));
    await user.selectOptions(screen.getByLabelText('Aggregated by'), 'MACE');
    await user.click(await download());
    expect(Object.fromEntries(downloads[0]?.searchParams ?? [])).toMatchObject({ by: 'item', method: 'mace' });
    await screen.findByText('The file is complete');
    await user.click(screen.getByLabelText('CSV, long'));
    await user.click(await download());
    expect([...(downloads[1]?.searchParams.keys() ?? [])].sort()).toEqual(['format', 'id', 'of']);
  });

  it('waits for the position of a snapshot', async () => {
    const user = open();
    await user.click(await screen.findByLabelText('Log position'));
    expect(await download()).toHaveProperty('disabled', true);
    await user.type(screen.getByLabelText('Everything up to this position of the log'), '37');
    await user.click(await download());
    expect(downloads[0]?.searchParams.get('at')).toBe('37');
  });

  it('shows why there is no file', async () => {
    answer(exportProgress, { ...progress, refused: { code: 'export/unknown', message: 'There is no run films-1.' } });
    const user = open();
    await user.click(await download());
    expect((await screen.findByRole('alert')).textContent).toBe('There is no run films-1.');
  });

  it.each([
    ['5f0c', 'Verified: identical to the earlier export.'],
    ['77aa', /^Not identical to the earlier export\. .*another log\.$/],
  ])('compares a rebuilt export with a manifest of %s', async (sha256, sentence) => {
    const user = open();
    const field = await screen.findByLabelText('Manifest of an earlier export');
    await user.click(field);
    await user.paste(JSON.stringify({ ...manifest, sha256 }));
    await user.click(screen.getByRole('button', { name: 'Rebuild and verify' }));
    await screen.findByText(sentence);
    expect(downloads[0]?.searchParams.get('at')).toBe('37');
  });
});
