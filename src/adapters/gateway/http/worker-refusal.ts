import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../../../actors/refusal.ts';
import { noticePage } from './html-page.ts';

/** Whether a browser shows the reply as a page: somebody follows a link, and no script asks. */
export const isNavigation = ({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers.accept?.includes('text/html') === true &&
  (headers['sec-fetch-mode'] ?? 'navigate') === 'navigate';

/** Whether a request is for a run, or for a host name that nothing has: only links for workers lead there. */
const isForWorkers = (url: string): boolean => /^\/@(run\/|nowhere)/.test(url);

/** Where the page of a run begins. */
const isStart = (url: string): boolean => /^\/@run\/[^/]+\/(task_index|welcome)?(\?|$)/.test(url);

type Notice = { title: string; text: string };

const nothing: Notice = {
  title: 'There is no study at this address',
  text: 'Please check the link, or ask the person who sent it to you for a new one.',
};
const noPage: Notice = {
  title: 'This page does not exist',
  text: 'Please check the link, or open the one that you were sent again.',
};
const noStart: Notice = {
  title: 'This study cannot be shown at the moment',
  text: 'Its page is missing. Answers that you sent are saved. Please tell the person who sent you the link.',
};
const tooOften: Notice = {
  title: 'Too many requests',
  text: 'Please wait a minute, then load this page again. Answers that you sent are saved.',
};
const later: Notice = {
  title: 'This study is not available at the moment',
  text: 'Answers that you sent are saved. Please try again in a few minutes.',
};

/** What a worker reads instead of a refusal, which is for programs and for whoever runs the study. */
function noticeFor({ code, status }: Refusal, url: string): Notice {
  if (status === 429) return tooOften;
  if (status >= 500) return later;
  if (code === 'run/unknown' || !url.startsWith('/@run/')) return nothing;
  return status === 404 && isStart(url) ? noStart : noPage;
}

/** Answers a refused link of a worker with a page; undefined if the request came from a program, or for the app. */
export function sendWorkerRefusal(
  request: Pick<FastifyRequest, 'method' | 'headers' | 'url'>,
  reply: FastifyReply,
  refusal: Refusal,
): FastifyReply | undefined {
  if (!isForWorkers(request.url) || !isNavigation(request)) return undefined;
  const { title, text } = noticeFor(refusal, request.url);
  return reply
    .code(refusal.status)
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      vary: 'accept, sec-fetch-mode',
      'x-refusal': refusal.code,
    })
    .type('text/html; charset=utf-8')
    .send(noticePage(title, text));
}
