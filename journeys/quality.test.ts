import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { ask, json, lines, settled } from '../bench/api.ts';
import { answersEach, giveRecordedAnswers, recordedGroups } from '../bench/recorded-crowd.ts';
import { hasRecordings, recordings } from '../bench/snow2008.ts';
import { aggregates, opinions, quality, statistics } from '../src/api/quality.ts';
import { type SectionName, type SectionReply, sections } from '../src/api/quality-sections.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems, submitAnswers } from './submitting.ts';
import { visit } from './visitor.ts';

type Quality = z.output<typeof quality.reply>;

const qualityOf = async (daemon: TestDaemon, query: string): Promise<Quality> =>
  quality.reply.parse(await json(daemon.port, `/api/quality?${query}`));

const sectionOf = async <Name extends SectionName>(daemon: TestDaemon, name: Name, query: string) =>
  sections[name].reply.parse(await json(daemon.port, `/api/quality/${name}?${query}`)) as SectionReply<Name>;

const figureOf = (part: { figures: { key: string; figure: { value: number | null } }[] } | null, key: string) =>
  part?.figures.find((one) => one.key === key)?.figure.value ?? null;

async function aggregatesOf(daemon: TestDaemon, query: string) {
  const found = [];
  for await (const line of lines(daemon.port, 'GET', `/api/quality/aggregates?${query}`))
    found.push(aggregates.reply.parse(line));
  return found;
}

const close = (value: number | null, to: number, by: number) => expect(Math.abs((value ?? 9) - to)).toBeLessThan(by);

describe('the quality of a study', () => {
  let daemon: TestDaemon;
  let run: string;
  const items = Array.from({ length: 16 }, (_, n) => ({ id: n, right: n % 2 ? 'cat' : 'dog' }));
  beforeAll(async () => {
    daemon = await openTestDaemon();
    const settings = { units_per_assignment: 3, quality: { gold: 'right' } };
    ({ id: run } = await launchItems(daemon, 'animals', items, settings));
    // Ada and Ben know; Cleo says "dog" to everything.
    for (const name of ['ada', 'ben', 'cleo']) {
      const says = items.map(({ id, right }) => ({
        animal: name === 'cleo' ? 'dog' : right,
        why: `${name} saw ${id}`,
      }));
      await submitAnswers(daemon, run, name, says);
    }
    await settled(daemon.port);
  });
  afterAll(() => daemon?.end());

  it('shows planted disagreement: how far, on what, and whose', async () => {
    const found = await qualityOf(daemon, `run=${run}`);
    expect(found).toMatchObject({ question: 'animal', items: 16, workers: 3, answers: 48, level: 'nominal' });
    expect(found.questions.map(({ key, label }) => [key, label])).toEqual([['animal', 'Animal']]);
    close(found.agreement.pairwise.value, (8 + 8 / 3) / 16, 1e-9);
    expect(found.agreement.alpha.value).toBeLessThan(0.5);
    expect(found.reliability[0]).toMatchObject({ answers: 16, agrees_with_majority: 0.5, gold: { right: 8, of: 16 } });
    expect(found.reliability.slice(1).map(({ gold }) => gold?.right)).toEqual([16, 16]);
    expect(found.gold).toEqual({ majority: { value: 1 }, aggregated: { value: 1 }, items: 16 });
    const [streak] = found.evidence.filter(({ kind }) => kind === 'streak');
    expect(streak).toMatchObject({ worker: found.reliability[0]?.worker, sentence: expect.stringContaining('“dog”') });
    expect(streak?.units).toHaveLength(16);
  });

  it('gives one aggregated answer for each item, line by line', async () => {
    const found = await aggregatesOf(daemon, `task=animals&question=animal&method=majority`);
    expect(found.map(({ label, gold }) => [label, gold])).toEqual(items.map(({ right }) => [right, right]));
  });

  it('computes every further figure, and says why where it cannot', async () => {
    for (const name of Object.keys(sections) as SectionName[]) {
      const { whole, question } = await sectionOf(daemon, name, `run=${run}`);
      if (name === 'numbers' || name === 'position') expect([question, whole]).toEqual([null, null]);
      else {
        expect([name, question, whole?.answers]).toEqual([name, 'animal', 48]);
        for (const { figure } of whole?.figures ?? []) expect(figure.value !== null || figure.why).toBeTruthy();
      }
    }
    const classes = await sectionOf(daemon, 'classes', `run=${run}`);
    expect(classes.whole?.picture).toMatchObject({ reference: 'gold', labels: ['cat', 'dog'] });
    expect(classes.whole?.picture.answers.counts).toEqual([
      [16, 8],
      [0, 24],
    ]);
    const { whole: pairs } = await sectionOf(daemon, 'pairs', `run=${run}`);
    expect(pairs?.picture.pairs.map(({ items, same }) => [items, same])).toEqual([
      [16, 16],
      [16, 8],
      [16, 8],
    ]);
    const { whole: enough } = await sectionOf(daemon, 'enough', `run=${run}`);
    close(enough?.picture.points[2]?.right ?? null, 1, 1e-9);
  });

  it('splits figures by a key of the items, and sets those of another run beside them', async () => {
    const pilot = await launchItems(daemon, 'animals-pilot', items.slice(0, 4), {
      ...{ units_per_assignment: 2, quality: { gold: 'right' } },
    });
    for (const name of ['ada', 'ben'])
      await submitAnswers(
        daemon,
        pilot.id,
        name,
        items.slice(0, 4).map(({ right }) => ({ animal: right })),
      );
    await settled(daemon.port);
    const { subsets, beside, keys } = await sectionOf(daemon, 'agreement', `run=${run}&by=right&beside=${pilot.id}`);
    expect(keys).toEqual(['id', 'right']);
    expect([beside?.run, beside?.answers, figureOf(beside, 'same_answer')]).toEqual([pilot.id, 8, 1]);
    const rows = Object.fromEntries(subsets?.rows.map(({ value, ...row }) => [value, row]) ?? []);
    // Cleo says "dog" to everything, so all agree on dogs, and one of three pairs on cats.
    close(figureOf(rows.dog?.whole ?? null, 'same_answer'), 1, 1e-9);
    close(figureOf(rows.cat?.whole ?? null, 'same_answer'), 1 / 3, 1e-9);
    close(figureOf(rows.cat?.beside ?? null, 'same_answer'), 1, 1e-9);
    const refused = async (query: string) => {
      const { status, code } = await visit(daemon.port, `/api/quality/agreement?run=${run}&${query}`);
      return [status, code];
    };
    expect(await refused('by=colour')).toEqual([404, 'quality/no-key']);
    expect(await refused('beside=nowhere-12345')).toEqual([404, 'run/unknown']);
    expect(await refused('question=mood')).toEqual([404, 'quality/no-question']);
    expect(await refused('split=right')).toEqual([400, 'request/unknown-key']);
  });

  it('follows decisions: rejected answers no longer count', async () => {
    const { reliability } = await qualityOf(daemon, `run=${run}`);
    const cleo = reliability[0]?.worker;
    const { units } = await json<{ units: { id: string }[] }>(daemon.port, `/api/units?run=${run}&worker=${cleo}`);
    let sequence = 0;
    for (const { id } of units) {
      let reply = '';
      for await (const chunk of ask(daemon.port, 'POST', `/api/units/${id}/reject`, { note: 'No.' })) reply += chunk;
      sequence = Math.max(sequence, (JSON.parse(reply) as { sequence: number }).sequence);
    }
    const after = await qualityOf(daemon, `run=${run}&after=${sequence}`);
    expect(after).toMatchObject({ workers: 2, answers: 32, agreement: { pairwise: { value: 1 } } });
    expect(after.agreement.cohen.value).toBe(1);
    const figures = statistics.reply.parse(await json(daemon.port, `/api/statistics?run=${run}`));
    expect(figures.progress.at(-1)).toMatchObject({ submitted: 48, reviewed: 16 });
    expect(figures.questions.map(({ key, answers, bins }) => [key, answers, bins !== null])).toEqual([
      ['animal', 32, false],
      ['why', 32, true],
    ]);
  });

  it('orders the queue by the least agreement, once it is known', async () => {
    const { id } = await launchItems(daemon, 'birds', items.slice(0, 4), { units_per_assignment: 3 });
    for (const [name, bird] of Object.entries({ ada: 'owl', ben: 'owl', cleo: 'emu' }))
      await submitAnswers(daemon, id, name, Array(4).fill({ bird }));
    await settled(daemon.port);
    let agreements: (number | null)[] = [];
    while (!agreements.some((share) => share !== null)) {
      const path = `/api/queue?run=${id}&by=worker&order=worst`;
      const { groups } = await json<{ groups: { agreement: number | null }[] }>(daemon.port, path);
      agreements = groups.map(({ agreement }) => agreement);
    }
    expect(agreements).toEqual([0, 0.5, 0.5]);
  });

  it('lists the feedback of workers, the newest first, page by page', async () => {
    const { id } = await launchItems(daemon, 'fish', items.slice(0, 3), {});
    const agents = await submitAnswers(
      daemon,
      id,
      'dora',
      [1, 2, 3].map((size) => ({ size })),
    );
    const host = `${id}.localhost:${daemon.port}`;
    for (const [nth, USED_AGENT_ID] of agents.entries()) {
      const metadata = {
        feedback: `Fine ${nth}`,
        ...(nth === 1 ? { tips: { header: 'Keys', text: 'Use them' } } : {}),
      };
      await visit(daemon.port, '/submit_metadata', { method: 'POST', host, body: { USED_AGENT_ID, metadata } });
    }
    await settled(daemon.port);
    const page = async (query: string) =>
      opinions.reply.parse(await json(daemon.port, `/api/opinions?run=${id}&limit=2${query}`));
    const first = await page('');
    const second = await page(`&cursor=${first.cursor}`);
    const reply = [...first.opinions, ...second.opinions].map(({ kind, texts }) => [kind, texts[0]?.text]);
    expect(reply).toEqual([
      ['feedback', 'Fine 2'],
      ['feedback', 'Fine 1'],
      ['tip', 'Use them'],
      ['feedback', 'Fine 0'],
    ]);
    expect(second.cursor).toBeUndefined();
    expect((await page('&kind=tip')).opinions).toMatchObject([{ unit: `${id}.1.0` }]);
  });

  it('refuses an unknown question, and names those there are', async () => {
    const { status, code, text } = await visit(daemon.port, `/api/quality?run=${run}&question=constructor`);
    expect([status, code]).toEqual([404, 'quality/no-question']);
    expect(text).toContain('There are: animal.');
  });

  it('refuses an unknown run, which would look like one without answers', async () => {
    const { status, code } = await visit(daemon.port, '/api/quality?run=nowhere-12345');
    expect([status, code]).toEqual([404, 'run/unknown']);
  });
});

if (!hasRecordings())
  console.warn(
    `The recorded answers of real workers are not at ${recordings}, so their quality is not looked at here.`,
  );

describe.runIf(hasRecordings())('the answers that 164 real workers once gave to the RTE items', () => {
  it('give the published figures: 0.897 by majority, 0.9275 by Dawid and Skene, an alpha of 0.241', async () => {
    const daemon = await openTestDaemon();
    try {
      const groups = recordedGroups();
      const settings = { units_per_assignment: answersEach, quality: { gold: { response: 'gold' } } };
      const items = groups.flatMap((group) => group.items);
      const { id } = await launchItems(daemon, 'rte', items, settings);
      expect(await giveRecordedAnswers(daemon.port, id, groups)).toBe(8000);
      await settled(daemon.port);
      const found = await qualityOf(daemon, 'task=rte');
      expect(found).toMatchObject({ question: 'response', items: 800, workers: 164, answers: 8000 });
      expect(found.gold?.items).toBe(800);
      close(found.gold?.majority.value ?? null, 0.897, 0.003);
      close(found.gold?.aggregated.value ?? null, 0.9275, 0.003);
      close(found.agreement.alpha.value, 0.241, 0.0005);
      const { low = 1, high = 0 } = found.agreement.alpha_interval ?? {};
      expect(low < 0.241 && 0.241 < high).toBe(true);
      const settledOn = await aggregatesOf(daemon, `run=${id}&question=response`);
      const right = settledOn.filter(({ label, gold }) => label === gold).length;
      close(right / settledOn.length, 0.9275, 0.003);
    } finally {
      await daemon.end();
    }
  }, 180_000);
});
