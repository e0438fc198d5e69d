import { quantile } from '../figures.ts';
import { openTalker, type Talker } from './talker.ts';

/** A page in a conversation of two: who it is, and which conversation it is in. */
export type Seat = { agentId: string; conversation: string };

/** What became of the messages of a time, each from its sender's send to its partner's receipt, in ms. */
export type Talk = {
  sent: number;
  seconds: number;
  latencies: number[];
  lost: number;
  doubled: number;
  outOfOrder: number;
  /** Recorded messages that their sender was not told of. */
  withoutReceipt: number;
};

/** The pages of many conversations of two, in this process, with one clock. */
export type Conversing = {
  readonly size: number;
  /** Says so many messages a second, evenly over all pages, and waits for what is under way. */
  talk(perSecond: number, seconds: number): Promise<Talk>;
  /** Cuts all connections at once; gives the seconds until every page has its state, and until each has been heard by its partner. */
  storm(): Promise<{ stateSeconds: number; heardSeconds: number }>;
  close(): void;
};

/** Something that was said waits no longer than this to be heard. */
const patienceMs = 15_000;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

type Page = {
  talker: Talker;
  /** The number of the last message that it said, and of the last that it heard. */
  said: number;
  heard: number;
  receipts: number;
};
type Counts = { heard: number; doubled: number; outOfOrder: number; latencies: number[] };

/** Opens the pages; resolves when all have their status. */
export async function openConversing(port: number, run: string, seats: readonly Seat[]): Promise<Conversing> {
  const counts: Counts = { heard: 0, doubled: 0, outOfOrder: 0, latencies: [] };
  const pages = seats.map(({ agentId }): Page => {
    const page: Omit<Page, 'talker'> = { said: 0, heard: 0, receipts: 0 };
    const talker = openTalker({
      ...{ port, host: `${run}.localhost:${port}`, agentId },
      onHeard: ({ text, data }) => hear(counts, page, Number(text.split(' ')[0]), Number(data.sent)),
      onReceipt: () => void page.receipts++,
    });
    return Object.assign(page, { talker });
  });
  await Promise.all(pages.map(({ talker }) => talker.ready()));
  let nextId = 0;

  function say(page: Page): void {
    page.said++;
    const text = `${page.said} is the number of this message, which is as long as what people write.`;
    page.talker.say(`m${nextId++}`, { text, data: { sent: performance.now() } });
  }

  async function heard(until: number): Promise<void> {
    const end = performance.now() + patienceMs;
    const isDone = () => counts.heard >= until && pages.every(({ talker }) => talker.unconfirmed === 0);
    while (!isDone() && performance.now() < end) await pause(5);
  }

  return {
    size: pages.length,
    async talk(perSecond, seconds) {
      Object.assign(counts, { heard: 0, doubled: 0, outOfOrder: 0, latencies: [] });
      const receiptsBefore = total(pages, 'receipts');
      const wanted = Math.floor(perSecond * seconds);
      const began = performance.now();
      for (let sent = 0; sent < wanted; await pause(1)) {
        const due = Math.min(wanted, Math.floor(((performance.now() - began) / 1000) * perSecond));
        for (; sent < due; sent++) say(pages[sent % pages.length] as Page);
      }
      const spent = (performance.now() - began) / 1000;
      await heard(wanted);
      const { latencies, doubled, outOfOrder } = counts;
      const withoutReceipt = wanted - (total(pages, 'receipts') - receiptsBefore);
      const lost = wanted - (counts.heard - doubled);
      return { sent: wanted, seconds: spent, latencies, lost, doubled, outOfOrder, withoutReceipt };
    },
    async storm() {
      Object.assign(counts, { heard: 0, doubled: 0, outOfOrder: 0, latencies: [] });
      const began = performance.now();
      for (const { talker } of pages) talker.cut();
      await Promise.all(pages.map(({ talker }) => talker.ready()));
      const stateSeconds = (performance.now() - began) / 1000;
      for (const page of pages) say(page);
      await heard(pages.length);
      const heardSeconds = (performance.now() - began) / 1000;
      if (counts.heard !== pages.length || counts.doubled + counts.outOfOrder > 0)
        throw new Error(`After the storm ${counts.heard} of ${pages.length} were heard.`);
      return { stateSeconds, heardSeconds };
    },
    close() {
      for (const { talker } of pages) talker.close();
    },
  };
}

function hear(counts: Counts, page: Omit<Page, 'talker'>, number: number, sent: number): void {
  counts.latencies.push(performance.now() - sent);
  counts.heard++;
  if (number <= page.heard) counts.doubled++;
  else if (number !== page.heard + 1) counts.outOfOrder++;
  page.heard = Math.max(page.heard, number);
}

const total = (pages: readonly Page[], what: 'said' | 'receipts'): number =>
  pages.reduce((sum, page) => sum + page[what], 0);

/** The latency that this share of the messages stays within, in ms. */
export const within = ({ latencies }: Talk, share: number): number =>
  quantile(
    latencies.toSorted((a, b) => a - b),
    share,
  );

/** What went wrong with the messages of a time; empty if nothing did. */
export function faultsOf({ lost, doubled, outOfOrder, withoutReceipt }: Talk): string {
  const counted = { lost, doubled, 'out of order': outOfOrder, 'without receipt': withoutReceipt };
  return Object.entries(counted)
    .filter(([, count]) => count !== 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}
