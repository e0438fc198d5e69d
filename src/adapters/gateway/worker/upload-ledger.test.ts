import { describe, expect, it } from 'vitest';
import { openUploadLedger } from './upload-ledger.ts';

const refused = (code: string) => expect.objectContaining({ code });
const ledgerWith = (free: number) => openUploadLedger('/', async () => free);

describe('uploads under way', () => {
  it('of one form come to no more than it may have', async () => {
    const form = await ledgerWith(10_000).open(100);
    form.take(60);
    expect(() => form.take(41)).toThrow(refused('agent/too-many-bytes'));
    form.take(40);
  });
  it('of one agent come together to no more than it may still send', async () => {
    const ledger = ledgerWith(10_000);
    const [first, second, third] = await Promise.all([ledger.open(100), ledger.open(100), ledger.open(100)]);
    for (const form of [first, second, third]) form.take(50);
    first.claim('ada', 100);
    second.claim('ada', 100);
    expect(() => third.claim('ada', 100)).toThrow(refused('agent/too-many-bytes'));
    third.claim('bob', 100);
  });
  it('are given back when they are refused, and counted once when a fact has them', async () => {
    const ledger = ledgerWith(10_000);
    const send = async (bytes: number, left: number) => {
      const form = await ledger.open(100);
      form.take(bytes);
      form.claim('ada', left);
      return form;
    };
    (await send(100, 100)).close();
    const taken = await send(60, 100);
    taken.settle();
    const other = await send(40, 40);
    taken.close();
    await expect(send(1, 40)).rejects.toThrow(refused('agent/too-many-bytes'));
    other.close();
    (await send(40, 40)).close();
  });
  it('of everybody leave half of the free disk alone', async () => {
    const ledger = ledgerWith(1000);
    const [first, second] = await Promise.all([ledger.open(10_000), ledger.open(10_000)]);
    first.take(300);
    second.take(200);
    expect(() => first.take(1)).toThrow(refused('upload/no-room'));
    second.close();
    first.take(200);
  });
  it('that bring no bytes are always taken', async () => {
    const form = await ledgerWith(0).open(0);
    form.take(0);
    form.claim('ada', 0);
  });
});
