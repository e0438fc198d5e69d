import { describe, expect, it } from 'vitest';
import { AgentMetadataSubmitted } from '../events/agent.ts';
import type { AnyNewFact } from '../events/catalog.ts';
import {
  accepted,
  ada,
  begun,
  bob,
  connected,
  errorLogged,
  metadataSubmitted,
  person,
  rejected,
  returned,
  sky0,
  sky1,
  softRejected,
  submitted,
  submittedLate,
  timedOut,
  took,
  undone,
} from '../events/fixtures.ts';
import { agent, statusOf } from './agent.ts';
import { given, submit } from './specify.ts';

const held = [...begun(), ...took(ada, sky0), ...took(bob, sky1)];
const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);
const { agentId } = ada;

describe('an agent that reports errors', () => {
  const error = 'oops';
  const logged = errorLogged(ada, error);
  const report = { type: 'agent.log-error', agentId, error } as const;

  it('has fifty of them recorded, and further ones neither recorded nor refused', () => {
    given(...held, ...times(49, logged))
      .when(report)
      .then(logged);
    given(...held, ...times(50, logged))
      .when(report)
      .then();
    given(...held, ...times(30, logged), submitted(ada, sky0), ...times(20, logged))
      .when(report)
      .then();
  });
  it('takes nothing from others', () =>
    given(...held, ...times(50, logged))
      .when({ ...report, agentId: bob.agentId })
      .then(errorLogged(bob, error)));
  it('has long ones cut', () =>
    given(...held)
      .when({ ...report, error: { text: 'x'.repeat(1_000_000) } })
      .then(errorLogged(ada, { cut: true, text: expect.stringMatching(/^\{"text":"x{15991}$/) })));
});

describe('an agent that sends metadata', () => {
  const limits = { answerBytes: 100, fileBytes: 100, metadataText: 1000 };
  const send = (metadata: unknown) => ({ type: 'agent.submit-metadata', agentId, metadata, limits }) as const;
  const sent = (metadata: unknown) => metadataSubmitted(ada, metadata);

  it('has a hundred packets taken, and no more', () => {
    given(...held, ...times(99, sent(1)))
      .when(send(1))
      .then(sent(1));
    given(...held, ...times(100, sent(1)))
      .when(send(1))
      .thenRefused('agent/too-much-metadata');
  });
  it('has text taken up to the limit in all, and no more', () => {
    const half = 'x'.repeat(498);
    given(...held, sent(half))
      .when(send(half))
      .then(sent(half));
    given(...held, sent(half))
      .when(send(`${half}x`))
      .thenRefused('agent/too-much-metadata');
  });
  it('may still submit', () =>
    given(...held, ...times(100, sent(1)))
      .when(submit(ada))
      .then(submitted(ada, sky0)));
});

describe('an answer', () => {
  const limits = { answerBytes: 100, fileBytes: 100, metadataText: 1000 };
  const send = (answer: unknown) => ({ ...submit(ada, answer), limits }) as const;

  it('is measured as JSON in UTF-8, without what else was sent', () => {
    // Two quotes, and two bytes for each letter.
    const longest = 'ä'.repeat(49);
    given(...held)
      .when(send(longest))
      .then(submitted(ada, sky0, longest));
    given(...held)
      .when(send(`${longest}a`))
      .thenRefused('agent/answer-too-large', '101 bytes');
  });
  it('is not measured by the files of its form', () => {
    const [stored] = [{ hash: 'a'.repeat(64), size: 3, type: 'a/b', name: 'f', field: 'f' }];
    const named = { fieldname: 'f', originalname: 'x'.repeat(200), size: 3 };
    const answer = { a: 1, files: [named], filesByFields: { f: [named] } };
    given(...held)
      .when({ ...send(answer), files: [stored] })
      .then(submitted(ada, sky0, answer, [stored]));
    given(...held)
      .when(send(answer))
      .thenRefused('agent/answer-too-large');
    given(...held)
      .when(send({ files: [], filesByFields: { f: ['x'.repeat(200)] } }))
      .thenRefused('agent/answer-too-large');
  });
  it('is the same again with the same files, wherever they would be stored, and another one with others', () => {
    const withFile = (originalname: string, path: string) => {
      const one = { fieldname: 'f', originalname, size: 3, path };
      return { a: 1, files: [one], filesByFields: { f: [one] } };
    };
    const history = [...held, submitted(ada, sky0, withFile('cat.png', 'files/1'))];
    given(...history)
      .when(submit(ada, withFile('cat.png', '')))
      .then();
    given(...history)
      .when(submit(ada, withFile('dog.png', '')))
      .thenRefused('agent/already-submitted');
  });
});

describe('an agent that sends files', () => {
  const limits = { answerBytes: 100, fileBytes: 100, metadataText: 1000 };
  const files = (size: number) => [{ hash: 'a'.repeat(64), size, type: 'a/b', name: 'f', field: 'f' }];
  const submitFiles = (size: number) => ({ ...submit(ada, 1), files: files(size), limits }) as const;
  const send = (size: number) =>
    ({ type: 'agent.submit-metadata', agentId, metadata: 1, files: files(size), limits }) as const;
  const sent = (size: number) => AgentMetadataSubmitted({ agentId, metadata: 1, files: files(size) });
  const answered = (size: number) => submitted(ada, sky0, 1, files(size));

  it('may send files up to the limit in all, with the answer and beside it', () => {
    given(...held, sent(60))
      .when(submitFiles(40))
      .then(answered(40));
    given(...held, sent(60))
      .when(submitFiles(41))
      .thenRefused('agent/too-many-bytes');
    given(...held, answered(60))
      .when(send(40))
      .then(sent(40));
    given(...held, answered(60))
      .when(send(41))
      .thenRefused('agent/too-many-bytes');
    given(...held, sent(60), returned(ada, sky0), ...took(person('eve'), sky0))
      .when(submitFiles(41))
      .thenRefused('agent/too-many-bytes');
  });
  it('may send anything else when all bytes are used up', () =>
    given(...held, sent(100))
      .when(submit(ada, 1))
      .then(submitted(ada, sky0, 1)));
});

describe('the status of an agent', () => {
  const statusAfter = (...facts: AnyNewFact[]) => statusOf(agent.fold([connected(ada), ...facts]));

  it('follows its work and the review', () => {
    expect(statusAfter()).toBe('in task');
    expect(statusAfter(returned(ada))).toBe('returned');
    expect(statusAfter(timedOut(ada))).toBe('timeout');
    expect(statusAfter(submittedLate(ada))).toBe('late');
    for (const before of [[], [returned(ada)], [timedOut(ada)]])
      expect(statusAfter(...before, submitted(ada))).toBe('completed');
    for (const before of [returned(ada), timedOut(ada)]) expect(statusAfter(before, submittedLate(ada))).toBe('late');
    for (const [decided, status] of [
      [accepted(ada), 'approved'],
      [softRejected(ada), 'soft_rejected'],
      [rejected(ada), 'rejected'],
    ] as const) {
      expect(statusAfter(submitted(ada), decided)).toBe(status);
      expect(statusAfter(submitted(ada), decided, undone(ada))).toBe('completed');
    }
    expect(statusAfter(submitted(ada), rejected(ada), accepted(ada))).toBe('approved');
    expect(statusAfter(submitted(ada), undone(ada))).toBe('completed');
  });

  it('is kept by what the page sends beside the answer, in every state', () => {
    const sent = [metadataSubmitted(ada), errorLogged(ada)];
    const ends = [[returned(ada)], [timedOut(ada)], [submittedLate(ada)], [submitted(ada)]];
    const reviewed = [accepted(ada), softRejected(ada), rejected(ada)].map((decided) => [submitted(ada), decided]);
    for (const facts of [[], ...ends, ...reviewed]) expect(statusAfter(...facts, ...sent)).toBe(statusAfter(...facts));
  });
});
