import * as sdk from '@aws-sdk/client-mturk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeMturk } from './fake-mturk.ts';
import { createHit, openStanding, questionXml, sdkWithin, worker } from './fixtures.ts';

let fake: FakeMturk;
let client: sdk.MTurkClient;
beforeEach(async () => {
  fake = await openStanding();
  client = sdkWithin(fake);
});
afterEach(() => fake.close());

const get = (url: string) => fake.app.inject({ url });
const post = (url: string, fields: Record<string, string> | string) =>
  fake.app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
const frameIn = (text: string) => new URL((/<iframe[^>]+src="([^"]+)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&'));
const answerOf = async (AssignmentId: string) =>
  (await client.send(new sdk.GetAssignmentCommand({ AssignmentId }))).Assignment?.Answer;

describe('the pages of a worker', () => {
  it('lead from the preview to the work, and back', async () => {
    const { hitId, groupId } = await createHit(client, { Title: '<b>Label & go</b>' });
    const preview = await get(`/mturk/preview?groupId=${groupId}&workerId=${worker}`);
    expect(preview.body).toContain('<h1>&lt;b&gt;Label &amp; go&lt;/b&gt;</h1>');
    const previewed = frameIn(preview.body);
    expect(previewed.search).toBe(`?study=1&part=2&assignmentId=ASSIGNMENT_ID_NOT_AVAILABLE&hitId=${hitId}`);
    const accepted = await post('/mturk/accept', { groupId, workerId: worker });
    expect(accepted.statusCode).toBe(303);
    const work = await get(String(accepted.headers.location));
    const { searchParams } = frameIn(work.body);
    const assignmentId = searchParams.get('assignmentId') ?? '';
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ study: '1', part: '2', assignmentId, hitId, workerId: worker },
      turkSubmitTo: 'http://127.0.0.1',
    });
    const back = await post('/mturk/return', { assignmentId });
    expect((await get(String(back.headers.location))).body).toContain('Accept');
    expect((await get(String(accepted.headers.location))).statusCode).toBe(400);
  });

  it('keep a task that needs no TLS where that is allowed', async () => {
    const { hitId } = await createHit(client, { Question: questionXml('http://127.0.0.1:9/work#part') });
    expect(fake.workers.accept(worker, hitId).url).toMatch(/^http:\/\/127\.0\.0\.1:9\/work\?assignmentId=\w+&.*#part$/);
  });
});

describe('submitting', () => {
  let assignmentId: string;
  beforeEach(async () => {
    const { hitId } = await createHit(client);
    assignmentId = fake.workers.accept(worker, hitId).assignmentId;
  });

  it('writes the fields as XML in ASCII, without those that MTurk has for itself', async () => {
    const form = `assignmentId=${assignmentId}&hitId=x&workerId=y&turkSubmitTo=z&result=${encodeURIComponent('<é😀&\u0001>')}&empty=&result2=1&result2=2`;
    expect((await post('/mturk/externalSubmit', form)).statusCode).toBe(200);
    expect(await answerOf(assignmentId)).toBe(`<?xml version="1.0" encoding="ASCII"?>
<QuestionFormAnswers xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2005-10-01/QuestionFormAnswers.xsd">
  <Answer><QuestionIdentifier>result</QuestionIdentifier><FreeText>&lt;&#233;&#128512;&amp;&#65533;&gt;</FreeText></Answer>
  <Answer><QuestionIdentifier>empty</QuestionIdentifier><FreeText></FreeText></Answer>
  <Answer><QuestionIdentifier>result2</QuestionIdentifier><FreeText>2</FreeText></Answer>
</QuestionFormAnswers>`);
  });

  it('takes a GET as well', async () => {
    expect((await get(`/mturk/externalSubmit?assignmentId=${assignmentId}&a=1`)).statusCode).toBe(200);
    expect(await answerOf(assignmentId)).toContain('<FreeText>1</FreeText>');
  });

  it.each([
    ['no assignmentId', () => ({ a: '1' }), /no assignmentId/],
    ['another case', () => ({ assignmentid: assignmentId, a: '1' }), /no assignmentId/],
    ['a preview', () => ({ assignmentId: 'ASSIGNMENT_ID_NOT_AVAILABLE', a: '1' }), /preview/],
    ['nothing beside it', () => ({ assignmentId, hitId: 'x' }), /no field/],
    ['an unknown one', () => ({ assignmentId: '3NONE', a: '1' }), /not yours/],
  ])('refuses %s', async (_, fields, text) => {
    const reply = await post('/mturk/externalSubmit', fields() as unknown as Record<string, string>);
    expect(reply.statusCode).toBe(400);
    expect(reply.body).toMatch(text);
  });

  it('refuses a second time', async () => {
    await post('/mturk/externalSubmit', { assignmentId, a: '1' });
    expect((await post('/mturk/externalSubmit', { assignmentId, a: '2' })).body).toContain('submitted already');
    expect(await answerOf(assignmentId)).toContain('<FreeText>1</FreeText>');
  });
});
