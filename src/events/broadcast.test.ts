import { describe, expect, it } from 'vitest';
import { fits, toMessage, toPublic } from './broadcast.ts';
import { type Fact, read } from './catalog.ts';
import { ada, connected, noon, sky0, submitted } from './fixtures.ts';

const stamped = (bare: object) => ({ id: 'fact-1', at: noon, by: 'worker:ada', ...bare }) as Fact;

describe('a fact on its way out', () => {
  const bodyOf = (fact: Fact, withPersonal?: boolean) => {
    const { body, ...message } = toMessage(JSON.stringify(fact), 'colours-1', '7.2', withPersonal);
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
  it('has no personal fields, unless the requester opts in', () => {
    const fact = stamped(connected(ada, sky0));
    expect(Object.keys(bodyOf(fact).body.data).sort()).toEqual(['agentId', 'provider', 'unitId', 'workerId']);
    expect(bodyOf(fact, true).body.data).toEqual(fact.data);
  });
  it('leaves a trace where it is unreadable', () => {
    for (const line of ['no JSON', '{}', JSON.stringify(stamped({ type: 'unit.eaten', version: 1, data: {} }))]) {
      expect(toMessage(line, 'colours-1', '7.2')).toMatchObject({ subject: 'facts.colours-1.fact.unreadable' });
    }
  });
});

describe('a filter', () => {
  it('reads as NATS reads it', () => {
    const subject = 'facts.colours-1.unit.submitted';
    for (const pattern of ['facts.>', 'facts.*.unit.submitted', 'facts.colours-1.unit.*', subject])
      expect(fits(pattern, subject)).toBe(true);
    for (const pattern of ['facts.*', 'facts.*.unit', 'facts.*.agent.*', `${subject}.>`, ''])
      expect(fits(pattern, subject)).toBe(false);
  });
});
