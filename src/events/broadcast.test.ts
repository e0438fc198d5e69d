import { describe, expect, it } from 'vitest';
import { fits, isFilter, positionOf, subjectOf, toMessage, toPublic } from './broadcast.ts';
import { type Fact, read } from './catalog.ts';
import { ada, connected, noon, sky0, submitted } from './fixtures.ts';

const stamped = (bare: object) => ({ id: 'fact-1', at: noon, by: 'worker:ada', ...bare }) as Fact;

describe('a fact on its way out', () => {
  const bodyOf = (fact: Fact) => {
    const { body, ...message } = toMessage(JSON.stringify(fact), 'colours-1', '7.2');
    return { ...message, body: JSON.parse(body) };
  };

  it('is itself, with its run and its place in the log', () => {
    const fact = stamped(submitted(ada, sky0, { text: '","type":"unit.accepted","version":1,' }));
    expect(bodyOf(fact)).toEqual({
      id: 'fact-1',
      subject: 'facts.colours-1.unit.submitted',
      body: { ...fact, run: 'colours-1', position: '7.2' },
    });
  });
  it('is the same whether it is copied or read first', () => {
    const fact = stamped(submitted(ada, sky0));
    expect(bodyOf(fact).body).toEqual(toPublic(read(fact), 'colours-1', '7.2'));
    const { id, ...rest } = fact;
    expect(bodyOf({ ...rest, id } as Fact).body).toEqual(bodyOf(fact).body);
  });
  it('keeps out what is personal and nothing else, and all that a kind nobody knows has', () => {
    const fact = stamped(connected(ada, sky0));
    expect(Object.keys(toPublic(fact, 'colours-1', '7.2').data).sort()).toEqual([
      'agentId',
      'provider',
      'unitId',
      'workerId',
    ]);
    const unknown = { ...fact, type: 'unit.eaten' } as unknown as Fact;
    expect(toPublic(unknown, 'colours-1', '7.2').data).toEqual(fact.data);
  });
  it('has no personal fields', () => {
    const fact = stamped(connected(ada, sky0));
    expect(Object.keys(bodyOf(fact).body.data).sort()).toEqual(['agentId', 'provider', 'unitId', 'workerId']);
  });
  it('leaves a trace where it is unreadable', () => {
    for (const line of ['no JSON', '{}', JSON.stringify(stamped({ type: 'unit.eaten', version: 1, data: {} }))]) {
      expect(toMessage(line, 'colours-1', '7.2')).toEqual({
        id: 'unreadable-7.2',
        subject: 'facts.colours-1.fact.unreadable',
        body: '{"run":"colours-1","position":"7.2"}',
      });
    }
  });
  it('is copied as it was written where nothing has to change', () => {
    const line = JSON.stringify(stamped(submitted(ada, sky0))).replace('"data":', '"data": ');
    expect(toMessage(line, 'colours-1', '7.2').body).toBe(`${line.slice(0, -1)},"run":"colours-1","position":"7.2"}`);
  });
  it('of an earlier version goes out in its present shape', () => {
    const old = stamped(connected(ada, sky0)) as Fact & { data: Record<string, unknown> };
    const { provider, ...data } = old.data;
    const line = JSON.stringify({ ...old, version: 1, data: { ...data, crowd: provider } });
    expect(JSON.parse(toMessage(line, 'colours-1', '7.2').body)).toMatchObject({
      version: 2,
      data: { provider },
    });
  });
  it('has its place in the one order of everything', () =>
    expect([positionOf(12, 0), subjectOf('colours-1', 'unit.submitted')]).toEqual([
      '12.0',
      'facts.colours-1.unit.submitted',
    ]));
});

describe('a filter', () => {
  it('reads as NATS reads it', () => {
    const subject = 'facts.colours-1.unit.submitted';
    for (const pattern of ['facts.>', 'facts.*.unit.submitted', 'facts.colours-1.unit.*', subject])
      expect(fits(pattern, subject)).toBe(true);
    for (const pattern of ['facts.*', 'facts.*.unit', 'facts.*.agent.*', `${subject}.>`, `${subject}.*`, ''])
      expect(fits(pattern, subject)).toBe(false);
    expect([fits('>', 'facts'), fits('facts.>', 'facts'), fits('other.>', subject)]).toEqual([true, false, false]);
  });
});

describe('a filter', () => {
  it.each([
    'facts.>',
    '>',
    '*.>',
    'facts.*.unit.submitted',
    'facts.films-1.>',
    'facts.films-1.*.*',
    'facts.-.qualification.>',
    'facts.*.*.rejected',
    'facts.*.fact.unreadable',
  ])('can be %s', (filter) => expect(isFilter(filter)).toBe(true));

  it.each([
    '',
    'unit.submitted',
    'facts',
    'facts.films-1',
    'facts.*.unit',
    'facts.*.unit.submited',
    'facts.*.unit.submitted.>',
    'facts.>.submitted.x.y',
    'facts..unit.submitted',
    'facts.*.unit.submitted ',
    'log.>',
  ])('cannot be "%s", which matches no fact', (filter) => expect(isFilter(filter)).toBe(false));
});
